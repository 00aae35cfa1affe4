#pragma once
// SQLite's result codes as Kiln's errors.

#include <kiln/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

struct sqlite3;

namespace kiln {

/// The last error on `db`. `doing` is "read" or "write"; `name` names the database.
Error sqlite_failure(sqlite3* db, std::string_view doing, const std::string& name,
                     std::chrono::milliseconds waited);
/// K401: what keeps `file` from being opened or created. `db` may be null.
Error sqlite_open_failure(sqlite3* db, const std::string& file);

/// Neither the file nor a dangling link's target is there; false where that cannot be known.
bool is_missing(const std::string& file);

/// What a result code is among K401, K405, K406, K412 and K413.
Code code_of(int sqlite_code, bool writing);
/// What an error in a script is: one of those, or K411 where the SQL itself is at fault.
Code script_code_of(int sqlite_code);
/// What mends it.
std::string hint_for(Code code);
/// The same where a limit or a quota is reached, and not the end of the disk.
inline constexpr const char* raise_limit =
    "raise that limit (ulimit -f) or the quota, and run again";

}  // namespace kiln
