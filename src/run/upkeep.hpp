#pragma once
// What sets the version table and the log and runs no script. As of a run, `state` tells where one
// that threw ended.

#include "src/run/record.hpp"

#include <kiln/migrator.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace kiln {

/// Sets the rows. `rows` is nothing where they could not be read; `planner` says what they become
/// from these (positions). A revision that becomes a row, or whose checksum the log does not have,
/// gets a line in the log. Throws K409 where the rows are not those of `how.expected`.
Report stamp(VersionStore& store, const MigrationTable& table, const Options& options,
             const std::optional<Rows>& rows,
             const std::function<Plan(std::span<const std::uint32_t> rows)>& planner,
             const StampOptions& how, RunState& state);

/// Makes the version table and the log what plan_repair() says.
std::vector<Repair> repair(VersionStore& store, const MigrationTable& table, const Options& options,
                           InDoubt in_doubt, RunState& state);

/// Creates the version table and the log where they are missing.
Report ensure_version(VersionStore& store, const MigrationTable& table, const Options& options,
                      RunState& state);

}  // namespace kiln
