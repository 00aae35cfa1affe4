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
/// Adds a warning (K332) for each allow that allowed nothing, in sections for this dialect, where
/// its rule was looked for.
std::vector<Diagnostic> judge(std::vector<Diagnostic> found, std::span<const RevisionFile> files,
                              const ReplayOptions& options, Dialect dialect = Dialect::sqlite);

/// Of what judge() left for each of a project's dialects, a list each: what one finds where another
/// has found the same is told once; and an allow for several allows nothing (K332) only where it
/// does so for each of them.
std::vector<Diagnostic> united(std::vector<std::vector<Diagnostic>> of_dialects,
                               std::span<const RevisionFile> files,
                               std::span<const Dialect> dialects);

/// An error that is no rule's finding: what comes behind it is not looked at.
bool has_fault(std::span<const Diagnostic> found);

}  // namespace kiln::tool
