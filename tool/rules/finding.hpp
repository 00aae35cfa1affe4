#pragma once
// What a rule has found, with its place.

#include "src/text/hint.hpp"
#include "tool/replay/passage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <string>

namespace kiln::tool {

/// At a byte of the section's SQL, as a rule the start of the statement behind which it is so.
/// K608 and above are warnings, the others errors, until the settings say otherwise.
Diagnostic finding(const RevisionFile& file, const Section& section, std::size_t offset, Code rule,
                   std::string message, Hint hint = {});
Diagnostic finding(const Passage& passage, std::size_t offset, Code rule, std::string message,
                   Hint hint = {});

/// Puts what was found elsewhere in the section.
void move_to(Diagnostic& diagnostic, const RevisionFile& file, const Section& section,
             std::size_t offset);

}  // namespace kiln::tool
