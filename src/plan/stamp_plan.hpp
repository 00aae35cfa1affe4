#pragma once
// What stamping makes of the rows of a version table.

#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace kiln {

/// Only `from` and `to` differ; `steps` stays empty. Rows outside the targets' lineage, in which
/// dependencies count, stay. Throws K517 for a target that is another's ancestor.
Plan plan_stamp(const MigrationTable& table, std::span<const std::uint32_t> current,
                std::span<const std::string> targets, bool purge);

}  // namespace kiln
