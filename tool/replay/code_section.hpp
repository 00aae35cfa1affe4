#pragma once
// A section that is a function of a revision in C++, as the build runs it.

#include "src/database/connection.hpp"
#include "src/database/script.hpp"
#include "tool/project/revision_file.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace kiln::tool {

/// How it ended a process before this one, if it did: it is not called again.
std::optional<Fault> known_end_of(const Section& section);

/// Whatever it is: its script, or its function, each of whose statements is told as one of a
/// script is, but for where it stands. Of `options` a function takes nothing else.
std::optional<Fault> run_section(Connection& connection, const Section& section,
                                 const ScriptOptions& options = {});

/// Calls it on `connection`. `rules` are completed by what all such sections have.
std::optional<Fault> run_code_section(
    Connection& connection, const Section& section, SectionRules rules,
    const std::function<void(std::string_view statement)>& after_statement);

}  // namespace kiln::tool
