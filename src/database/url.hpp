#pragma once
// Database URLs as SQLAlchemy writes them.

#include <kiln/migration_table.hpp>

#include <string>
#include <string_view>

namespace kiln {

struct DatabaseUrl {
    Dialect dialect = Dialect::sqlite;
    std::string scheme;  ///< without a driver's suffix: `mariadb` and `mysql` are one dialect
    /// SQLite: the file as written, decoded only behind `file:` with `?uri=true`; empty means in
    /// memory.
    std::string database;
};

/// A driver's suffix (`sqlite+pysqlite://`) is accepted and has no effect.
/// Throws K509 for what is no URL, another database, or an option that Kiln does not know, and K402
/// for a driver that opens other files than SQLite's.
DatabaseUrl parse_url(std::string_view url);

/// The URL for messages: `***` in place of a password, `?…` in place of options. What has not the
/// form of a URL to the letter is `…` behind its scheme: any of it may be a password.
std::string hide_password(std::string_view url);
/// Any text with each URL in it as hide_password() shows it: from the scheme to the next blank or
/// quote.
std::string hide_passwords(std::string_view text);

}  // namespace kiln
