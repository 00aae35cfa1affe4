#pragma once
// What in a section is for psql or mysql alone, and no server has.

#include "src/sql/script_reader.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {

/// K134, or K136 for a DELIMITER that names none. `token` is a line, or the rest of one.
void report_client_command(SourceText& source, const ScriptToken& token);

/// K137, of a statement that begins so.
std::string table_lock_message(std::string_view statement);
inline constexpr std::string_view table_lock_hint =
    "dump with 'mysqldump --skip-add-locks', or remove it and UNLOCK TABLES: no other run of "
    "migrations gets in between";

/// The first such statement of a script that MySQL is to run; npos where there is none.
std::size_t find_table_lock(std::string_view sql);

}  // namespace kiln::tool
