#pragma once
// A verb of the command line: its words, its options, and what runs.

#include "tool/commands/settings.hpp"
#include "tool/report/diagnostics.hpp"

#include <kiln/error.hpp>

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace kiln::tool {

/// What stands before or after the verb.
struct Globals {
    std::optional<std::string> config;
    std::string url;
    bool quiet = false;
    std::string diagnostics = "gcc";
    std::string color = "auto";

    DiagnosticFormat format() const;
};

/// Runs the verb. Warnings go to `warnings`; an error is thrown as kiln::Error.
using Action = std::function<void(std::vector<Diagnostic>& warnings)>;

struct Verb {
    std::string_view name;
    std::string_view summary;
    /// Adds the verb's options to its parser; the action runs when all is parsed.
    Action (*add)(CLI::App& parser, const Globals& globals);
};

/// All verbs, in the order of the help.
std::span<const Verb> verbs();

Action add_init(CLI::App& parser, const Globals& globals);
Action add_list_templates(CLI::App& parser, const Globals& globals);
Action add_revision(CLI::App& parser, const Globals& globals);
Action add_merge(CLI::App& parser, const Globals& globals);
Action add_edit(CLI::App& parser, const Globals& globals);
Action add_show(CLI::App& parser, const Globals& globals);
Action add_branches(CLI::App& parser, const Globals& globals);
Action add_verify(CLI::App& parser, const Globals& globals);
Action add_bake(CLI::App& parser, const Globals& globals);
Action add_heads(CLI::App& parser, const Globals& globals);
Action add_history(CLI::App& parser, const Globals& globals);
Action add_current(CLI::App& parser, const Globals& globals);
Action add_upgrade(CLI::App& parser, const Globals& globals);
Action add_downgrade(CLI::App& parser, const Globals& globals);
Action add_stamp(CLI::App& parser, const Globals& globals);

/// Wrong usage that the argument parser cannot see: exit code 2.
struct UsageError {
    std::string message;
};

}  // namespace kiln::tool
