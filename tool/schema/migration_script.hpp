#pragma once
// One direction of a migration.

#include "tool/schema/schema.hpp"
#include "tool/schema/sql_text.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// How much ALTER TABLE is trusted with. SQLite tests the whole schema when it drops a column, and
/// a view that is in the way only for now fails it; a rebuild has no such tests.
enum class Means : std::uint8_t { alter_and_rebuild, rebuild };

/// A statement and the table that it is about.
struct MigrationStep {
    Statement statement;
    std::string table;
};

/// From `from` to `to`, without renames. Shadow tables must be in neither.
std::vector<MigrationStep> migration_steps(const Schema& from, const Schema& to, Means means);

}  // namespace kiln::tool
