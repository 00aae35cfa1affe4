#include "src/url.hpp"

#include "src/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace kiln {
namespace {

constexpr std::string_view separator = "://";
constexpr std::string_view url_forms =
    "write sqlite:///relative.db, sqlite:////absolute.db or sqlite:// (in memory)";

[[noreturn]] void fail(std::string message, std::string hint) {
    throw make_error(codes::malformed_url, std::move(message), std::move(hint));
}

/// Where the separator behind the scheme is. One behind anything else is part of a password, a
/// file or an option.
std::size_t scheme_end(std::string_view url) {
    const std::size_t end = url.find(separator);
    const std::size_t other =
        url.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._");
    return end == other ? end : std::string_view::npos;
}

struct Scheme {
    std::string_view name;
    Dialect dialect;
};
constexpr std::array<Scheme, 4> schemes{{{"sqlite", Dialect::sqlite},
                                         {"postgresql", Dialect::postgresql},
                                         {"mysql", Dialect::mysql},
                                         {"mariadb", Dialect::mysql}}};

const Scheme& find_scheme(std::string_view url, std::string_view name) {
    for (const Scheme& scheme : schemes) {
        if (scheme.name == name) return scheme;
    }
    if (name == "postgres") {
        fail("unknown database 'postgres' in the URL " + quote(hide_password(url)),
             "did you mean 'postgresql'?");
    }
    fail("unknown database " + quote(name) + " in the URL " + quote(hide_password(url)),
         "Kiln knows sqlite, postgresql, mysql and mariadb");
}

/// What stands behind `sqlite://`: nothing, or a slash and the file.
std::string sqlite_file(std::string_view url, std::string_view rest) {
    if (rest.empty()) return {};
    if (rest.front() != '/') {
        // Only what can be no password, and no more than a message may hold.
        const std::string file(rest);
        const bool plain =
            rest.find_first_of("@:") == std::string_view::npos && quote(rest) == "'" + file + "'";
        fail("the SQLite URL " + quote(hide_password(url)) + " names a host",
             plain ? "three slashes lead to a relative file: sqlite:///" + file
                   : std::string(url_forms));
    }
    const std::string_view file = rest.substr(1);
    if (file == ":memory:") return {};
    return std::string(file);
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The first colon that no port stands behind.
std::size_t colon_of_no_port(std::string_view text) {
    std::size_t colon = text.find(':');
    while (colon != std::string_view::npos) {
        const std::size_t end = std::min(text.find_first_of(":/?", colon + 1), text.size());
        if (!is_digits(text.substr(colon + 1, end - colon - 1))) break;
        colon = text.find(':', colon + 1);
    }
    return colon;
}

}  // namespace

DatabaseUrl parse_url(std::string_view url) {
    const std::size_t end = scheme_end(url);
    if (end == std::string_view::npos || end == 0) {
        fail("malformed database URL " + quote(hide_password(url)), std::string(url_forms));
    }
    if (url.find('\0') != std::string_view::npos) {
        fail("malformed database URL " + quote(hide_password(url)) + ": it holds a NUL character",
             "remove the character");
    }
    const std::string_view name = url.substr(0, std::min(end, url.find('+')));
    const Scheme& scheme = find_scheme(url, name);
    std::string_view rest = url.substr(end + separator.size());
    DatabaseUrl parsed{
        .dialect = scheme.dialect, .scheme = std::string(scheme.name), .database = {}};
    if (scheme.dialect != Dialect::sqlite) return parsed;

    const std::size_t query = rest.find('?');
    if (query != std::string_view::npos) {
        const std::string_view options = rest.substr(query + 1);
        rest = rest.substr(0, query);
        if (!options.empty()) {
            // With an @ behind it, it may be the rest of a password.
            const std::string option =
                options.find('@') == std::string_view::npos
                    ? "option " + quote(options.substr(0, options.find_first_of("=&")))
                    : "options";
            fail("unknown " + option + " in the URL " + quote(hide_password(url)),
                 "Kiln takes no options in a SQLite URL; remove what stands behind '?'");
        }
    }
    parsed.database = sqlite_file(url, rest);
    return parsed;
}

std::string hide_password(std::string_view url) {
    const std::size_t end = scheme_end(url);
    const std::size_t start = end == std::string_view::npos ? 0 : end + separator.size();
    const std::string_view rest = url.substr(start);
    // A file's name may hold any character; there is no authority in front of it.
    const bool is_file = url.substr(0, 6) == "sqlite" && start > 0 && rest.substr(0, 1) == "/";

    std::string shown(url.substr(0, start));
    const std::size_t query = rest.find('?');
    const std::string_view before_query = rest.substr(0, query);
    const std::size_t colon = is_file ? std::string_view::npos : before_query.find(':');
    // The last @: a password that was not encoded may hold more of them, slashes and ? too.
    const std::size_t at = rest.rfind('@');
    if (colon != std::string_view::npos && at != std::string_view::npos && at > colon) {
        const std::size_t options = rest.find('?', at);
        shown += std::string(rest.substr(0, colon)) + ":***";
        // A ? before it is the password's, or the @ is an option's.
        if (query < at) return shown + "@…";
        shown += rest.substr(at, options - at);
        return options == std::string_view::npos ? shown : shown + "?…";
    }
    const std::size_t secret = is_file ? std::string_view::npos : colon_of_no_port(before_query);
    if (secret != std::string_view::npos) {
        return shown + std::string(rest.substr(0, secret)) + ":***";
    }
    shown += before_query;
    return query == std::string_view::npos ? shown : shown + "?…";
}

}  // namespace kiln
