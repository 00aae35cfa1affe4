#include "src/database/server_address.hpp"

#include "src/text/message.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstddef>
#include <string>

namespace kiln {
namespace {

constexpr const char* server_form = "write user:password@host:port/database behind the slashes";

[[noreturn]] void fail_address(const DatabaseUrl& url, const std::string& why,
                               std::string hint = server_form) {
    throw make_error(Code::malformed_url, "malformed database URL " + quote(url.shown) + ": " + why,
                     std::move(hint));
}

int digit_of(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// `%41` is `A`. A `%` that no two hexadecimal digits follow stays one, as to SQLAlchemy, and so
/// does a `+`.
std::string decoded(const DatabaseUrl& url, std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_code = text[i] == '%' && i + 2 < text.size() && digit_of(text[i + 1]) >= 0 &&
                             digit_of(text[i + 2]) >= 0;
        if (!is_code) {
            out += text[i];
            continue;
        }
        const auto byte =
            static_cast<unsigned char>(digit_of(text[i + 1]) * 16 + digit_of(text[i + 2]));
        if (byte == 0) fail_address(url, "it holds a NUL character", "remove the %00");
        out += static_cast<char>(byte);
        i += 2;
    }
    return out;
}

/// Behind the user and the password; 0 where there are none. A password is all up to the last `@`:
/// one that was not encoded may hold more of them.
std::size_t user_info_size(std::string_view rest) {
    const std::size_t end = std::min(rest.find_first_of(":/?"), rest.size());
    const bool has_password = end < rest.size() && rest[end] == ':';
    const std::size_t at = has_password ? rest.rfind('@') : rest.substr(0, end).rfind('@');
    return at == std::string_view::npos ? 0 : at + 1;
}

/// What stands in a name as it is, and would not in most, may be a part of a password, which the
/// messages of the server would repeat.
void check_name(const DatabaseUrl& url, const char* what, std::string_view name) {
    const std::size_t at = name.find_first_of("@:;=#&\"' ");
    if (at == std::string_view::npos) return;
    fail_address(url, std::string("a '") + name[at] + "' stands in the name of the " + what,
                 "write it as % and two hexadecimal digits");
}

void check_port(const DatabaseUrl& url, std::string_view port) {
    const bool is_number = port.find_first_not_of("0123456789") == std::string_view::npos;
    // What it is instead may be a part of a password.
    if (!is_number || port.size() > 5) fail_address(url, "the port is no number");
}

ServerAddress::Host parse_host(const DatabaseUrl& url, std::string_view text) {
    if (text.starts_with('[')) {
        const std::size_t close = text.find(']');
        if (close == std::string_view::npos) fail_address(url, "a '[' has no ']'");
        const std::string_view behind = text.substr(close + 1);
        if (!behind.empty() && behind.front() != ':') {
            fail_address(url, "only a port may stand behind ']'");
        }
        const std::string_view port = behind.empty() ? behind : behind.substr(1);
        check_port(url, port);
        return {std::string(text.substr(1, close - 1)), std::string(port)};
    }
    const std::size_t colon = text.find(':');
    const bool is_socket = text.starts_with('/') || text.starts_with("%2F") ||
                           text.starts_with("%2f") || text.starts_with('@');
    if (is_socket || colon == std::string_view::npos) {
        if (!is_socket) check_name(url, "host", text);
        return {decoded(url, text), ""};
    }
    // Two colons: an address of IPv6 without its brackets.
    if (text.find(':', colon + 1) != std::string_view::npos) {
        if (text.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos) {
            fail_address(url, "the port is no number");
        }
        return {std::string(text), ""};
    }
    check_name(url, "host", text.substr(0, colon));
    check_port(url, text.substr(colon + 1));
    return {decoded(url, text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

/// `a:5432,b`; nothing of an empty text.
void add_hosts(DatabaseUrl& url, std::string_view text) {
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        url.server.hosts.push_back(parse_host(url, text.substr(0, comma)));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
}

void parse_query(DatabaseUrl& url, std::string_view query) {
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view option = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (option.empty()) continue;
        const std::size_t equals = option.find('=');
        // What has no name may be the rest of a password.
        if (equals == std::string_view::npos || equals == 0) {
            fail_address(url, "an option has no name and value", "write ?name=value&name=value");
        }
        const std::string name = decoded(url, option.substr(0, equals));
        const std::string value = decoded(url, option.substr(equals + 1));
        if (name == "host") {
            add_hosts(url, value);
            continue;
        }
        const auto is_same = [&](const auto& each) { return each.first == name; };
        if (std::ranges::any_of(url.server.options, is_same)) {
            fail_address(url, "the option " + quote(name) + " is there twice", "leave one of them");
        }
        url.server.options.emplace_back(name, value);
    }
}

}  // namespace

void parse_server_address(DatabaseUrl& url, std::string_view rest) {
    const std::size_t user_info = user_info_size(rest);
    if (user_info > 0) {
        const std::string_view text = rest.substr(0, user_info - 1);
        const std::size_t colon = std::min(text.find(':'), text.size());
        url.server.user = decoded(url, text.substr(0, colon));
        if (url.server.user.find(':') != std::string::npos) {
            fail_address(url, "a ':' stands in the name of the user",
                         "write the password behind a ':' of its own");
        }
        url.server.password = decoded(url, text.substr(std::min(colon + 1, text.size())));
        rest.remove_prefix(user_info);
    }
    const std::size_t query = std::min(rest.find('?'), rest.size());
    const std::size_t slash = std::min(rest.substr(0, query).find('/'), query);
    add_hosts(url, rest.substr(0, slash));
    if (slash < query) {
        const std::string_view name = rest.substr(slash + 1, query - slash - 1);
        check_name(url, "database", name);
        url.database = decoded(url, name);
    }
    parse_query(url, rest.substr(std::min(query + 1, rest.size())));
}

void refuse_url_option(const DatabaseUrl& url, std::string_view option, std::string hint) {
    throw make_error(Code::malformed_url,
                     "unknown option " + quote(option) + " in the URL " + quote(url.shown),
                     std::move(hint));
}

}  // namespace kiln
