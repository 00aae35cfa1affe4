#pragma once

#include <kiln/migration_table.hpp>

namespace kiln::tool {

/// The whole of the program kiln. `code`: see <kiln/detail/program.hpp>; null for kiln itself.
int run_program(int argc, char** argv, const MigrationTable* code);

}  // namespace kiln::tool
