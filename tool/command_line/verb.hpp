#pragma once
// A verb of a command line: its words, its options, and what runs.

#include "tool/command_line/parser.hpp"
#include "tool/command_line/workspace.hpp"
#include "tool/report/diagnostics.hpp"

#include <kiln/error.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// What a verb does with its table. Hashing every script would take a third of a listing's time.
/// `compare`: a listing beside the rows of the database, which are read at the same time.
enum class Use : std::uint8_t { run, list, compare };

/// What stands before or after the verb, and what all verbs work on.
struct Globals {
    std::optional<std::string> config;
    std::string url;
    bool quiet = false;
    std::string diagnostics = "gcc";
    std::string color = "auto";
    std::string program = "kiln";  ///< as it was called
    /// All that the help says, of the program and of all its verbs.
    std::function<DescribedProgram()> describe;
    /// Reads what the verb works on. Warnings are appended; an error is thrown as kiln::Error.
    /// Of a table to be listed the checksums are empty.
    std::function<Workspace(std::vector<Diagnostic>& warnings, Use use)> read;

    Workspace open(std::vector<Diagnostic>& warnings) const { return read(warnings, Use::run); }
    Workspace open_to_list(std::vector<Diagnostic>& warnings) const {
        return read(warnings, Use::list);
    }
    Workspace open_to_compare(std::vector<Diagnostic>& warnings) const {
        return read(warnings, Use::compare);
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

/// Of a verb whose parser fills `options`.
template <class VerbOptions>
Action action_of(void (*run)(const Globals&, const VerbOptions&, std::vector<Diagnostic>&),
                 const Globals& globals, std::shared_ptr<VerbOptions> options) {
    return [run, &globals, options](std::vector<Diagnostic>& warnings) {
        run(globals, *options, warnings);
    };
}

struct Verb {
    std::string_view name;
    std::string_view summary;
    /// Adds the verb's options to its parser; the action runs when all is parsed.
    Action (*add)(Parser& parser, const Globals& globals);
};

/// Wrong usage that the argument parser cannot see: exit code 2.
struct UsageError {
    std::string message;
};

}  // namespace kiln::tool
