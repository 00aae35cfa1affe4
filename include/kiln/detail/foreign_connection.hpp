#pragma once
// A connection that another library has opened, by what that library says of it.

#include <kiln/result.hpp>

#include <string>

struct sqlite3;

namespace kiln::detail {

struct ForeignConnection {
    std::string owner;  ///< `Qt`
    std::string name;   ///< what it calls the connection
    bool is_valid = false;
    std::string driver;  ///< what it calls its driver; may be empty
    bool is_open = false;
    sqlite3* handle = nullptr;  ///< null where the driver gives none of SQLite's
    std::string source_id;      ///< what `SELECT sqlite_source_id()` gives through the library
};

/// Its handle, once it is known to be of the SQLite that this program calls. In Kiln::sqlite.
/// Throws kiln::Error K446 or K447.
[[nodiscard]] sqlite3* own_sqlite_connection(const ForeignConnection& connection);
[[nodiscard]] Result<sqlite3*> try_own_sqlite_connection(
    const ForeignConnection& connection) noexcept;

}  // namespace kiln::detail
