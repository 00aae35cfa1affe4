#include "src/database/url.hpp"

#include "src/database/server_address.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>
#include <kiln/sqlite.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <filesystem>
#include <utility>

namespace kiln {
namespace {

constexpr std::string_view separator = "://";
constexpr std::string_view scheme_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-._";
constexpr std::string_view url_forms =
    "write sqlite:///relative.db, sqlite:////absolute.db or sqlite:// (in memory)";

[[noreturn]] void fail(std::string message, std::string hint) {
    throw make_error(Code::malformed_url, std::move(message), std::move(hint));
}

/// Where the separator behind the scheme is. One behind anything else is part of a password, a
/// file or an option.
std::size_t scheme_end(std::string_view url) {
    const std::size_t end = url.find(separator);
    const std::size_t other = url.find_first_not_of(scheme_characters);
    return end == other ? end : std::string_view::npos;
}

struct Scheme {
    std::string_view name;
    Dialect dialect;
};
constexpr std::array<Scheme, 5> schemes{{{"sqlite", Dialect::sqlite},
                                         {"postgresql", Dialect::postgresql},
                                         {"postgres", Dialect::postgresql},  // libpq's own
                                         {"mysql", Dialect::mysql},
                                         {"mariadb", Dialect::mysql}}};

const Scheme& find_scheme(std::string_view url, std::string_view name) {
    for (const Scheme& scheme : schemes) {
        if (scheme.name == name) return scheme;
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

constexpr std::string_view uri_start = "/file:";
constexpr std::string_view uri_option = "uri=true";
constexpr std::string_view hex_digits = "0123456789ABCDEF";

/// The value of a hexadecimal digit; 16 for anything else.
unsigned hex_value(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? static_cast<unsigned>(lower - 'a' + 10) : 16;
}

/// What stands behind `file:` of a URI, as SQLite reads it, but that nothing is passed over.
std::string uri_file(std::string_view url, std::string_view uri) {
    const auto fail_for = [&](const std::string& why, const char* hint) {
        fail("malformed database URL " + quote(hide_password(url)) + ": " + why, hint);
    };
    constexpr const char* let_kiln = "let kiln::sqlite_url() write it";
    if (uri.starts_with("//")) {
        const std::size_t end = std::min(uri.find('/', 2), uri.size());
        const std::string_view host = uri.substr(2, end - 2);
        if (!host.empty() && host != "localhost") {
            fail_for("it names a host", "write file: and the path");
        }
        uri.remove_prefix(end);
    }
    std::string file;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] == '#') fail_for("to SQLite a file's name ends at '#'", "write %23");
        if (uri[i] != '%') {
            file += uri[i];
            continue;
        }
        const unsigned high = i + 2 < uri.size() ? hex_value(uri[i + 1]) : 16;
        const unsigned low = i + 2 < uri.size() ? hex_value(uri[i + 2]) : 16;
        if (high > 15 || low > 15) {
            fail_for("two hexadecimal digits follow a '%' behind 'file:'", "write %25 for a '%'");
        }
        if (high == 0 && low == 0) fail_for("it holds a NUL character", let_kiln);
        file += static_cast<char>(high * 16 + low);
        i += 2;
    }
#if defined(_WIN32)
    if (file.size() > 2 && file[0] == '/' && file[2] == ':') file.erase(0, 1);
#endif
    if (file.empty()) fail_for("it names no file", let_kiln);
    return file;
}

/// Whether `sqlite:///` and the path say it. Control characters would not survive each way of a
/// URL.
bool says_itself(std::string_view path) {
    return path != ":memory:" && std::none_of(path.begin(), path.end(), [](char c) {
               return c == '?' || c == '\x7f' || static_cast<unsigned char>(c) < 0x20;
           });
}

bool needs_no_code(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/-._~").find(c) != std::string_view::npos;
}

std::string percent_encoded(std::string_view path) {
    std::string text;
    for (const char c : path) {
        if (needs_no_code(c)) {
            text += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        text += '%';
        text += hex_digits[byte / 16];
        text += hex_digits[byte % 16];
    }
    return text;
}

/// The part of a scheme behind `+`: a driver of SQLAlchemy's.
std::string_view driver_of(std::string_view scheme) {
    const std::size_t plus = scheme.find('+');
    return plus == std::string_view::npos ? std::string_view() : scheme.substr(plus + 1);
}

/// A driver for encrypted files takes a password where others have the file.
bool is_plain_sqlite(std::string_view scheme) {
    const std::string_view driver = driver_of(scheme);
    return scheme.substr(0, scheme.find('+')) == "sqlite" &&
           (driver.empty() || driver == "pysqlite" || driver == "aiosqlite");
}

/// A name of a user, host or database that can be nothing else.
bool is_name(std::string_view text) {
    return text.find_first_not_of(
               "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
           std::string_view::npos;
}

bool is_port(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// `user@host:port/database` without what may be a password; nothing if it has another form.
std::string shown_authority(std::string_view rest) {
    std::string shown;
    // The last @: a password that was not encoded may hold more of them, slashes and ? too.
    const std::size_t at = rest.rfind('@');
    if (at != std::string_view::npos) {
        const std::string_view user_info = rest.substr(0, at);
        const std::size_t colon = user_info.find(':');
        if (!is_name(user_info.substr(0, colon))) return {};
        shown = std::string(user_info.substr(0, colon)) +
                (colon == std::string_view::npos ? "@" : ":***@");
        rest.remove_prefix(at + 1);
    }
    const std::size_t query = rest.find('?');
    const std::string_view before_query = rest.substr(0, query);
    const std::size_t slash = std::min(before_query.find('/'), before_query.size());
    const std::string_view host = before_query.substr(0, slash);
    const std::string_view database = before_query.substr(slash);
    const std::size_t colon = std::min(host.find(':'), host.size());
    if (!is_name(host.substr(0, colon))) return {};
    if (!database.empty() && !is_name(database.substr(1))) return {};
    shown += host.substr(0, colon);
    if (colon < host.size()) {
        // Without a user it may be one, with a password of digits.
        const bool is_known_port = at != std::string_view::npos && is_port(host.substr(colon + 1));
        shown += is_known_port ? std::string(host.substr(colon)) : ":***";
    }
    shown += database;
    return query == std::string_view::npos ? shown : shown + "?…";
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
    DatabaseUrl parsed{.dialect = scheme.dialect,
                       .scheme = std::string(scheme.name),
                       .database = {},
                       .shown = hide_password(url)};
    if (scheme.dialect != Dialect::sqlite) {
        parse_server_address(parsed, rest);
        return parsed;
    }
    if (!is_plain_sqlite(url.substr(0, end))) {
        throw make_error(Code::no_driver,
                         "this program has no driver " + quote(driver_of(url.substr(0, end))) +
                             ", which the URL " + quote(hide_password(url)) + " asks for",
                         "write sqlite:///, and the file behind it");
    }

    const std::size_t query = rest.find('?');
    if (query != std::string_view::npos) {
        const std::string_view options = rest.substr(query + 1);
        rest = rest.substr(0, query);
        if (options == uri_option && rest.starts_with(uri_start)) {
            parsed.database = uri_file(url, rest.substr(uri_start.size()));
            return parsed;
        }
        if (!options.empty()) {
            // With an @ behind it, it may be the rest of a password.
            const std::size_t name_end = options.find_first_of("=&@");
            const bool has_name = name_end != std::string_view::npos && options[name_end] == '=' &&
                                  options.find('@') == std::string_view::npos;
            const std::string option =
                has_name ? "option " + quote(options.substr(0, name_end)) : "options";
            fail("unknown " + option + " in the URL " + quote(hide_password(url)),
                 "Kiln takes no options in a SQLite URL; remove what stands behind '?', or, if it "
                 "is "
                 "the file's, let kiln::sqlite_url() write the URL");
        }
    }
    parsed.database = sqlite_file(url, rest);
    return parsed;
}

std::string sqlite_url(const std::filesystem::path& path) {
    const std::u8string name = path.u8string();
    const std::string file(name.begin(), name.end());
    if (file.empty()) fail("no database file has an empty path", "name a file");
    if (file.find('\0') != std::string::npos) {
        fail("the path " + quote(file) + " of a database file holds a NUL character",
             "remove the character");
    }
    if (says_itself(file)) return "sqlite:///" + file;
    std::string before = "sqlite:///file:";
    // To a URI what stands between two slashes and a third is a host.
    if (file.starts_with("//")) before += "//";
    if (path.has_root_name() && !file.starts_with("/")) before += "/";
    return before + percent_encoded(file) + "?" + std::string(uri_option);
}

std::string hide_password(std::string_view url) {
    constexpr std::string_view hidden = "…";
    const std::size_t end = scheme_end(url);
    if (end == std::string_view::npos) {
        // A file, perhaps, of somebody who forgot the scheme or its slashes.
        std::string_view file = url;
        if (file.substr(0, 7) == "sqlite:") file.remove_prefix(7);
        const bool is_file = file.find_first_of(":@;=") == std::string_view::npos &&
                             is_name(file.substr(file.find_last_of('/') + 1));
        return std::string(is_file ? url : hidden);
    }
    std::string scheme(url.substr(0, end + separator.size()));
    const std::string_view rest = url.substr(scheme.size());
    if (rest.empty()) return scheme;
    // A file's name may hold any character; there is no authority in front of it.
    if (is_plain_sqlite(url.substr(0, end)) && rest.front() == '/') {
        const std::size_t query = rest.find('?');
        return scheme + std::string(rest.substr(0, query)) +
               (query == std::string_view::npos ? "" : "?…");
    }
    const std::string shown = shown_authority(rest);
    return scheme + (shown.empty() ? std::string(hidden) : shown);
}

std::string hide_passwords(std::string_view text) {
    std::string shown;
    for (;;) {
        const std::size_t found = text.find(separator);
        if (found == std::string_view::npos) return shown + std::string(text);
        const std::size_t before = text.substr(0, found).find_last_not_of(scheme_characters);
        const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
        const std::size_t end = std::min(text.find_first_of(" \t\r\n'\"`", found), text.size());
        const std::string_view url = text.substr(begin, end - begin);
        shown += text.substr(0, begin);
        const bool is_done =
            url.find("***") != std::string_view::npos || url.find("…") != std::string_view::npos;
        shown += is_done ? std::string(url) : hide_password(url);
        text.remove_prefix(end);
    }
}

}  // namespace kiln
