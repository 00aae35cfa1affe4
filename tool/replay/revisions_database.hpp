#pragma once

#include "src/database/sqlite/handles.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kiln::tool {

/// The database that these revisions make, and all that they need (positions), in memory. What was
/// made before is taken from the folder `cache`, as far as it is there, and else kept in it; empty
/// is no folder. Throws as Migrator::upgrade().
sqlite::Connection database_of_revisions(const MigrationTable& table, const Options& options,
                                         const std::vector<std::uint32_t>& revisions,
                                         const std::string& cache);

}  // namespace kiln::tool
