#pragma once
// The functions of revisions in C++ that are part of this program, if any are: of the one that
// add_migrations() makes.

#include "tool/project/revision_file.hpp"

#include <kiln/migration_table.hpp>

#include <functional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Once, at the program's beginning. `table` must outlive it.
void link_code(const MigrationTable& table);
bool has_linked_code();
/// The revision in C++ of that id as it was built in; null where there is none.
const Migration* linked_code(std::string_view revision);
RevisionFunction linked_function(std::string_view revision, Direction direction);

/// Where builds are looked for, see find_code_build().
struct CodeSearch {
    std::string build;   ///< a build's folder; empty: to be found
    std::string folder;  ///< of kiln.toml
};
void set_code_search(CodeSearch search);
const CodeSearch& code_search();

/// What a program without the function of that file does: goes on as the program that has it, or
/// throws K535, which says how to build that. Nothing may have been said or changed before.
using NeedCode = void (*)(const std::string& path, std::string_view revision);
void set_need_code(NeedCode need);
void need_code(const std::string& path, std::string_view revision);

}  // namespace kiln::tool
