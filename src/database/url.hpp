#pragma once
// Database URLs as SQLAlchemy writes them.

#include <kiln/migration_table.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

/// What a URL of a server says, decoded. What it does not say is the client library's to find.
struct ServerAddress {
    struct Host {
        std::string name;  ///< or the folder of a socket
        std::string port;  ///< digits; empty where none is said
    };
    std::vector<Host> hosts;
    std::string user;
    std::string password;
    /// The query's, in their order, without `host`.
    std::vector<std::pair<std::string, std::string>> options;
};

struct DatabaseUrl {
    Dialect dialect = Dialect::sqlite;
    std::string scheme;  ///< without a driver's suffix: `mariadb` and `mysql` are one dialect
    /// SQLite: the file as written, decoded only behind `file:` with `?uri=true`; empty means in
    /// memory. A server's: the name, decoded.
    std::string database;
    ServerAddress server{};
    std::string shown;  ///< as hide_password() shows it
};

/// A driver's suffix (`sqlite+pysqlite://`) is accepted and has no effect.
/// Throws K509 for what is no URL, another database, or an option that Kiln does not know, and K402
/// for a driver that opens other files than SQLite's. The options of a server are its driver's to
/// know.
DatabaseUrl parse_url(std::string_view url);

/// K509: an option that the driver of the URL does not know.
[[noreturn]] void refuse_url_option(const DatabaseUrl& url, std::string_view option,
                                    std::string hint);

/// The URL for messages: `***` in place of a password, `?…` in place of options. What has not the
/// form of a URL to the letter is `…` behind its scheme: any of it may be a password.
std::string hide_password(std::string_view url);
/// Any text with each URL in it as hide_password() shows it: from the scheme to the next blank or
/// quote.
std::string hide_passwords(std::string_view text);

}  // namespace kiln
