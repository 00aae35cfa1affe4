#pragma once
// Strings in double quotes, which SQLite takes where a misspelt column was meant.

#include "src/database/fault.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

struct sqlite3;

namespace kiln::sqlite {

/// K309 for each string in double quotes of the statement in `sql` from `start` to `end`, which
/// compiles on `db`; of very many the first. Nothing is run. SQLite looks for no names in the body
/// of a view or trigger when it is made, and so these say nothing here.
std::vector<Fault> double_quoted_strings(sqlite3* db, std::string_view sql, std::size_t start,
                                         std::size_t end);

/// Behind an ALTER TABLE … ADD COLUMN: adds those of the column's CHECK and the like, where SQLite
/// looks for no names before the table is made.
void add_strings_of_new_column(sqlite3* db, std::string_view sql, std::size_t start,
                               std::size_t end, std::vector<Fault>& found);

}  // namespace kiln::sqlite
