#pragma once

#include <cstddef>
#include <string_view>

struct sqlite3;

namespace kiln::sqlite {

/// Whether the statement at `start`, which SQLite refused with an error at `error` (`start` where
/// it does not say), makes a table, view, index, trigger or column that is there already. SQLite
/// has no result code for that, so the schema is asked.
bool makes_what_exists(sqlite3* db, std::string_view sql, std::size_t start, std::size_t error);

}  // namespace kiln::sqlite
