#include "src/database/mysql/address.hpp"

#include "src/text/message.hpp"
#include "src/text/nearest.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln::mysql {
namespace {

enum class Form : std::uint8_t { text, seconds, socket, charset, checks_host };

struct Option {
    std::string_view name;
    Form form;
    mysql_option option = MYSQL_OPT_COMPRESS;  ///< of the first two
};

constexpr std::array known_options{
    Option{"unix_socket", Form::socket},
    Option{"charset", Form::charset},
    Option{"connect_timeout", Form::seconds, MYSQL_OPT_CONNECT_TIMEOUT},
    Option{"read_timeout", Form::seconds, MYSQL_OPT_READ_TIMEOUT},
    Option{"write_timeout", Form::seconds, MYSQL_OPT_WRITE_TIMEOUT},
    Option{"read_default_file", Form::text, MYSQL_READ_DEFAULT_FILE},
    Option{"read_default_group", Form::text, MYSQL_READ_DEFAULT_GROUP},
    Option{"ssl_ca", Form::text, MYSQL_OPT_SSL_CA},
    Option{"ssl_capath", Form::text, MYSQL_OPT_SSL_CAPATH},
    Option{"ssl_cert", Form::text, MYSQL_OPT_SSL_CERT},
    Option{"ssl_key", Form::text, MYSQL_OPT_SSL_KEY},
    Option{"ssl_cipher", Form::text, MYSQL_OPT_SSL_CIPHER},
    Option{"ssl_check_hostname", Form::checks_host},
};

[[noreturn]] void refuse_value(const DatabaseUrl& url, std::string_view option, const char* hint) {
    throw make_error(Code::malformed_url,
                     "the option " + quote(option) + " in the URL " + quote(url.shown) +
                         " has a value that is none",
                     hint);
}

std::optional<unsigned> number_in(std::string_view text) {
    unsigned number = 0;
    const char* const end = text.data() + text.size();
    const auto [behind, fault] = std::from_chars(text.data(), end, number);
    if (text.empty() || fault != std::errc() || behind != end) return std::nullopt;
    return number;
}

bool truth_of(const DatabaseUrl& url, std::string_view option, std::string_view text) {
    for (const std::string_view word : {"true", "True", "1"}) {
        if (text == word) return true;
    }
    for (const std::string_view word : {"false", "False", "0"}) {
        if (text == word) return false;
    }
    refuse_value(url, option, "write true or false");
}

const Option& find_option(const DatabaseUrl& url, const std::string& name) {
    const auto found = std::ranges::find(known_options, name, &Option::name);
    if (found != known_options.end()) return *found;
    std::vector<std::string> names;
    names.reserve(known_options.size());
    for (const Option& option : known_options) names.emplace_back(option.name);
    const std::size_t near = nearest(name, names);
    refuse_url_option(url, name,
                      near < names.size() ? "did you mean '" + names[near] + "'?"
                                          : "Kiln takes unix_socket, read_default_file, ssl_ca, "
                                            "connect_timeout, ...");
}

void add_hosts(Address& address, const DatabaseUrl& url) {
    if (url.server.hosts.empty()) return;
    address.hosts.clear();
    for (const ServerAddress::Host& host : url.server.hosts) {
        // A number of five digits at most, as the URL's parser lets none other through.
        const unsigned port = number_in(host.port).value_or(0);
        if (port > 65535) {
            throw make_error(
                Code::malformed_url,
                "malformed database URL " + quote(url.shown) + ": there is no port " + host.port,
                "a port is at most 65535");
        }
        const bool is_socket = host.name.starts_with('/') || host.name.starts_with('@');
        address.hosts.push_back(
            {is_socket ? std::string() : host.name, port, is_socket ? host.name : std::string()});
    }
}

}  // namespace

Address address_of(const DatabaseUrl& url) {
    Address address;
    add_hosts(address, url);
    address.user = url.server.user;
    address.password = url.server.password;
    address.database = url.database;
    bool checks_host = true;
    bool has_authority = false;
    for (const auto& [name, value] : url.server.options) {
        const Option& option = find_option(url, name);
        address.needs_tls = address.needs_tls || name.starts_with("ssl_");
        switch (option.form) {
            case Form::text:
                address.texts.emplace_back(option.option, value);
                has_authority = has_authority || option.option == MYSQL_OPT_SSL_CA ||
                                option.option == MYSQL_OPT_SSL_CAPATH;
                break;
            case Form::seconds: {
                const auto seconds = number_in(value);
                if (!seconds) refuse_value(url, name, "write a number of seconds");
                address.seconds.emplace_back(option.option, *seconds);
                break;
            }
            case Form::socket:
                for (Address::Host& host : address.hosts) host.socket = value;
                break;
            case Form::charset:
                break;  // revision files are UTF-8, whatever the program's own tables are
            case Form::checks_host:
                checks_host = truth_of(url, name, value);
                break;
        }
    }
    address.verifies = has_authority && checks_host;
    return address;
}

}  // namespace kiln::mysql
