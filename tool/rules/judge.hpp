#pragma once
// What becomes of the rules' findings: allowed, frozen, of another level, or as they are.

#include "tool/project/revision_file.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/diagnostic.hpp>

#include <span>
#include <vector>

namespace kiln::tool {

/// Of what a replay with these options found: leaves out the findings (K6xx) that an allow in their
/// section names, those in frozen revisions, and those of rules that are off, and gives the others
/// the levels of the settings. Other diagnostics stay as they are.
/// Adds a warning (K332) for each allow that allowed nothing, where its rule was looked for.
std::vector<Diagnostic> judge(std::vector<Diagnostic> found, std::span<const RevisionFile> files,
                              const ReplayOptions& options);

/// An error that is no rule's finding: what comes behind it is not looked at.
bool has_fault(std::span<const Diagnostic> found);

}  // namespace kiln::tool
