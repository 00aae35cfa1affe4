#pragma once
// A verb of a command line: its words, its options, and what runs.

#include "tool/command_line/workspace.hpp"
#include "tool/report/diagnostics.hpp"

#include <kiln/error.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace kiln::tool {

/// What a verb does with its table. Hashing every script would take a third of a listing's time.
enum class Use : std::uint8_t { run, list };

/// What stands before or after the verb, and what all verbs work on.
struct Globals {
    std::optional<std::string> config;
    std::string url;
    bool quiet = false;
    std::string diagnostics = "gcc";
    std::string color = "auto";
    std::string program = "kiln";  ///< as it was called
    /// Reads what the verb works on. Warnings are appended; an error is thrown as kiln::Error.
    /// Of a table to be listed the checksums are empty.
    std::function<Workspace(std::vector<Diagnostic>& warnings, Use use)> read;

    Workspace open(std::vector<Diagnostic>& warnings) const { return read(warnings, Use::run); }
    Workspace open_to_list(std::vector<Diagnostic>& warnings) const {
        return read(warnings, Use::list);
    }

    /// The program with the settings and the database that it was given, for a shell: what a verb
    /// has to follow to work on the same. No password.
    std::string call() const;

    DiagnosticFormat format() const {
        return diagnostic_format(diagnostics).value_or(DiagnosticFormat::gcc);
    }
};

/// Runs the verb. Warnings go to `warnings`; an error is thrown as kiln::Error.
using Action = std::function<void(std::vector<Diagnostic>& warnings)>;

struct Verb {
    std::string_view name;
    std::string_view summary;
    /// Adds the verb's options to its parser; the action runs when all is parsed.
    Action (*add)(CLI::App& parser, const Globals& globals);
};

/// Wrong usage that the argument parser cannot see: exit code 2.
struct UsageError {
    std::string message;
};

// The verbs that need no revision files.
Action add_show(CLI::App& parser, const Globals& globals);
Action add_history(CLI::App& parser, const Globals& globals);
Action add_heads(CLI::App& parser, const Globals& globals);
Action add_current(CLI::App& parser, const Globals& globals);
Action add_upgrade(CLI::App& parser, const Globals& globals);
Action add_downgrade(CLI::App& parser, const Globals& globals);
Action add_stamp(CLI::App& parser, const Globals& globals);
Action add_check(CLI::App& parser, const Globals& globals);
Action add_repair(CLI::App& parser, const Globals& globals);
Action add_ensure_version(CLI::App& parser, const Globals& globals);

inline constexpr Verb show_verb{"show", "show all about revisions", add_show};
inline constexpr Verb history_verb{"history", "list the revisions, newest first", add_history};
inline constexpr Verb heads_verb{"heads", "show the revisions that no other one builds on",
                                 add_heads};
inline constexpr Verb current_verb{"current", "show what the database is at", add_current};
inline constexpr Verb upgrade_verb{"upgrade", "apply the revisions that lead to a target",
                                   add_upgrade};
inline constexpr Verb downgrade_verb{"downgrade", "take revisions back, down to a target",
                                     add_downgrade};
inline constexpr Verb stamp_verb{"stamp", "set the version table without running anything",
                                 add_stamp};
inline constexpr Verb check_verb{
    "check", "find out whether the database is at the heads and as its revisions made it",
    add_check};
inline constexpr Verb repair_verb{
    "repair", "show what is wrong in the version table and the log, and mend it with --yes",
    add_repair};
inline constexpr Verb ensure_version_verb{
    "ensure_version", "create the version table if there is none", add_ensure_version};

}  // namespace kiln::tool
