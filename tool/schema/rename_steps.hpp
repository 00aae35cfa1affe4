#pragma once

#include "tool/schema/migration_sql.hpp"
#include "tool/schema/schema.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace kiln::tool {

/// One statement of SQLite's.
struct RenameStep {
    Rename rename;  ///< a column's table by its new name
    Rename said;    ///< what it is a step of
};

/// What has a new name already, and none of the renames: SQLite refuses it, or it goes by a third
/// name, for whoever drops it behind them.
enum class NameTaken : std::uint8_t { refused, goes_aside };

/// Renames that are meant all at once, so that SQLite can carry them out one after the other:
/// tables first, each when its new name is free. Where that never is, as in a swap, or for a table
/// in case alone, one goes by a third name for a while. Throws K515 where a name would stay as it
/// is.
std::vector<RenameStep> rename_steps(std::span<const Rename> renames, const Schema& from,
                                     NameTaken taken = NameTaken::refused);

/// What takes them back.
std::vector<Rename> reversed(std::span<const Rename> renames);

[[noreturn]] void fail_rename(const Rename& rename, const std::string& message);

}  // namespace kiln::tool
