#pragma once
// The part of a history that an identifier with a colon names.

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace kiln {

/// `a:b` with optional ends, or one identifier: the revisions from a to b, both included as
/// Alembic's `history -r` has them, ascending. `-N` as its start and `+N` as its end count from the
/// other end and stop where the graph does. Throws K507 unless a is an ancestor of b.
std::vector<std::uint32_t> resolve_range(const MigrationTable& table, std::string_view range,
                                         std::span<const std::uint32_t> current = {});

/// Whether the range is about what is applied, so that `current` counts. Throws K503.
bool range_needs_current(std::string_view range);

}  // namespace kiln
