#pragma once
// Which branches a revision is on, by their labels.

#include <kiln/migration_table.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln {

/// Branch labels of each revision, own and inherited, as Alembic spreads them: to all descendants,
/// and to ancestors up to, not including, the previous branch or merge point. Of more than
/// `most_labels`, the first ones and one more: all of them, for all revisions, would be the square.
inline constexpr std::size_t most_labels = 100;
std::vector<std::vector<std::string>> spread_labels(const MigrationTable& table);

}  // namespace kiln
