#pragma once
// The program kiln with the functions of revisions in it, which add_migrations() makes to check
// them.

#include <kiln/migration_table.hpp>

namespace kiln::detail {

/// `main` of kiln; `code` is the table that the revisions in C++ were compiled with, and must
/// outlive the call. In the library Kiln::tool.
int run_program(int argc, char** argv, const MigrationTable& code);

}  // namespace kiln::detail
