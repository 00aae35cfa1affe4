#pragma once
// What is wrong with the version table and the log, and what they should hold.

#include "src/database/version_store.hpp"

#include <kiln/migrator.hpp>

#include <string>
#include <vector>

namespace kiln {

struct RepairPlan {
    std::vector<Repair> repairs;
    std::vector<std::string> rows;  ///< that the version table is to have, sorted
};

/// `rows` are the version table's. Throws K403 for one that the table of migrations does not have.
RepairPlan plan_repair(VersionStore& store, const MigrationTable& table,
                       const std::vector<std::string>& rows);

}  // namespace kiln
