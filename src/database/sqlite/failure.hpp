#pragma once
// What SQLite says as Kiln's reasons: its result codes, and where those do not tell, its words.

#include "src/database/fault.hpp"

#include <kiln/error.hpp>

#include <chrono>
#include <string>

struct sqlite3;

namespace kiln::sqlite {

/// Whose statement failed: to a script some results are its own fault.
enum class Whose : std::uint8_t { own, script };

/// The last error on `db`, at offset 0.
Fault fault_of(sqlite3* db, Whose whose);
/// The same, of one that others kept waiting.
Fault fault_of(sqlite3* db, std::chrono::milliseconds waited);

/// K401: what keeps `file` from being opened or created. `db` may be null.
Error open_failure(sqlite3* db, const std::string& file);

/// Neither the file nor a dangling link's target is there; false where that cannot be known.
bool is_missing(const std::string& file);

/// SQLite's message for the last error on `db`, in one line.
std::string message_of(sqlite3* db);

}  // namespace kiln::sqlite
