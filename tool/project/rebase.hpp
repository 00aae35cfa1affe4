#pragma once
// An unreleased branch put behind another head: one line of one file.

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

struct Rebase {
    std::uint32_t base = 0;  ///< the branch's first revision, which is to build on `onto`
    std::uint32_t onto = 0;
    bool is_done = false;  ///< that is all it builds on already
};

/// The branch of `revision`: all below it that is not below `onto`, or, without one, not below the
/// only other head. Positions. Throws K531 where that is no branch with one base.
Rebase plan_rebase(const MigrationTable& table, std::uint32_t revision,
                   std::optional<std::uint32_t> onto);

/// The text of a revision file with another value in its line `line` (from 1), `-- key: value`.
std::string with_value(std::string_view text, std::uint32_t line, std::string_view value);

}  // namespace kiln::tool
