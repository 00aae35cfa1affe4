#pragma once
// What kiln.toml says of the checks, and how its texts are read.

#include "tool/project/rule_names.hpp"
#include "tool/schema/application_objects.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace kiln::tool {

struct CheckSettings {
    RuleLevels rules;
    /// The oldest SQLite that the revisions must run on, as SQLITE_VERSION_NUMBER has it; 0: any.
    int sqlite_minimum = 0;
    bool allow_multiple_heads = false;
    bool round_trip = true;
    bool snapshot = true;  ///< bake one where it can be proven
    /// How long a function of a revision in C++ may run.
    std::chrono::seconds check_deadline{60};
};

/// `error`, `warning` or `off`.
std::optional<RuleLevel> rule_level_named(std::string_view name);

/// `3.26` and `3.26.1`, as SQLITE_VERSION_NUMBER has them.
std::optional<int> sqlite_version(std::string_view text);

/// `name/2`, `name/-1` for any number of arguments.
std::optional<ApplicationObjects::Function> function_declared(std::string_view text);

}  // namespace kiln::tool
