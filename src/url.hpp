#pragma once
// Database URLs as SQLAlchemy writes them.

#include <kiln/migration_table.hpp>

#include <string>
#include <string_view>

namespace kiln {

struct DatabaseUrl {
    Dialect dialect = Dialect::sqlite;
    std::string scheme;    ///< without a driver's suffix: `mariadb` and `mysql` are one dialect
    std::string database;  ///< SQLite: the file as written, not decoded; empty means in memory
};

/// A driver's suffix (`sqlite+pysqlite://`) is accepted and has no effect.
/// Throws K509 for what is no URL, another database, or an option that Kiln does not know.
DatabaseUrl parse_url(std::string_view url);

/// The URL for messages: `***` in place of a password, `?…` in place of options. Errs on the side
/// of hiding: `url` may be malformed.
std::string hide_password(std::string_view url);

}  // namespace kiln
