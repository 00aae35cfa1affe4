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
        fail("the SQLite URL " + quote(hide_password(url)) + " names a host",
             rest.find_first_of("@:") == std::string_view::npos
                 ? "three slashes lead to a relative file: sqlite:///" + one_line(std::string(rest))
                 : std::string(url_forms));
    }
    const std::string_view file = rest.substr(1);
    if (file == ":memory:") return {};
    return std::string(file);
}

bool is_digits(std::string_view text) {
    return text.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

DatabaseUrl parse_url(std::string_view url) {
    const std::size_t end = url.find(separator);
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
            fail("unknown option " + quote(options.substr(0, options.find_first_of("=&"))) +
                     " in the URL " + quote(hide_password(url)),
                 "Kiln takes no options in a SQLite URL; remove what stands behind '?'");
        }
    }
    parsed.database = sqlite_file(url, rest);
    return parsed;
}

std::string hide_password(std::string_view url) {
    const std::size_t scheme_end = url.find(separator);
    const std::size_t start =
        scheme_end == std::string_view::npos ? 0 : scheme_end + separator.size();
    const std::string_view rest = url.substr(start);
    // A file's name may hold any character; there is no authority in front of it.
    const bool is_file = url.substr(0, 6) == "sqlite" && start > 0 && rest.substr(0, 1) == "/";

    std::string shown(url.substr(0, start));
    const std::size_t query = rest.find('?');
    const std::size_t colon = std::min(rest.find(':'), rest.size());
    // The last @: a password that was not encoded may hold more of them, and slashes too.
    const std::size_t at = rest.rfind('@');
    if (!is_file && colon < std::min(query, rest.size())) {
        if (at != std::string_view::npos && at > colon) {
            shown += std::string(rest.substr(0, colon)) + ":***";
            // A ? before it is the password's, or the @ is an option's.
            if (query < at) return shown + "@…";
            shown += rest.substr(at, rest.find('?', at) - at);
            if (rest.find('?', at) != std::string_view::npos) shown += "?…";
            return shown;
        }
        const std::size_t end = rest.find_first_of("/?", colon);
        if (!is_digits(rest.substr(colon + 1, end == std::string_view::npos ? std::string_view::npos
                                                                            : end - colon - 1))) {
            return shown + std::string(rest.substr(0, colon)) + ":***";
        }
    }
    shown += rest.substr(0, query);
    if (query != std::string_view::npos) shown += "?…";
    return shown;
}

}  // namespace kiln
