#pragma once
// What the C++ models ask of the next revision.

#include "tool/models/generated.hpp"
#include "tool/project/project.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

struct AutogenerateOptions {
    std::string build;                 ///< the build's folder; empty: found
    std::vector<std::string> renames;  ///< `table.old=new`, `old_table=new_table`
};

/// Nothing if there is no difference. With `--url` the database, which must be at the heads, is
/// compared instead of the revisions. `below` are those that the new revision runs behind: where
/// these are not all, what is written is for them alone; see on_branch(). Throws K3xx, K4xx, K522,
/// K523, K515, K524.
std::optional<Generated> autogenerate(const Globals& globals, const ConfiguredProject& project,
                                      const AutogenerateOptions& options,
                                      std::span<const std::uint32_t> below,
                                      std::vector<Diagnostic>& warnings);

/// Builds the models, as find_model_build() finds them, and adds a K320 for each difference. Throws
/// K522 and K523.
Workspace::CheckedModels check_models(const ConfiguredProject& project, const std::string& build,
                                      std::vector<Diagnostic>& found);

}  // namespace kiln::tool
