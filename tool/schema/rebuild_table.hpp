#pragma once

#include "tool/schema/sql_text.hpp"
#include "tool/schema/table_change.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// SQLite's documented procedure (https://www.sqlite.org/lang_altertable.html, 7): a new table, the
/// rows into it, the old one dropped, the new one renamed. Indexes and triggers of the table go;
/// what others say of it stays word for word. `temporary` is a name that is free.
std::vector<Statement> rebuild_table(const TableChange& change, const std::string& temporary);

}  // namespace kiln::tool
