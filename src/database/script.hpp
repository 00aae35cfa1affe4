#pragma once
// The one engine that runs a section's SQL, statement by statement: in the build's checks, in a
// program, and where a script is only written.

#include "src/database/connection.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace kiln {

struct ScriptOptions : SectionRules {
    /// Called behind each statement with its text, if set; the tool learns from it what changed.
    std::function<void(std::string_view statement)> after_statement{};
};

/// Why a script stopped, or what was objected to on the way, in the order of the text. The caller
/// rolls back: after any fault the transaction must not commit. `sql` must be followed by a NUL in
/// memory.
std::optional<Fault> run_script(Connection& connection, std::string_view sql,
                                const ScriptOptions& options = {});

}  // namespace kiln
