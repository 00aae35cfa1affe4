#pragma once
// The part of a schema that a revision can reach, for trials on that part alone.

#include "tool/project/revision_file.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/trial_database.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>

namespace kiln::tool {

/// The tables and views that these sections, run on the database as it is, can read, write or
/// change, what hangs on them, and what all of that names in turn: on these alone the sections do
/// what they do on all, and so does what hangs on them. Rather too many than too few. Nothing where
/// that is not sure: then the whole is what counts.
std::optional<std::set<std::string>> reached_part(std::span<const Section* const> sections,
                                                  const std::set<std::string>& words,
                                                  const References& references,
                                                  const TrialDatabase& database);

/// Whether to try statements of these words on a copy of that part costs less than on all.
bool is_worth_a_copy(const std::set<std::string>& part, const std::set<std::string>& words,
                     const Schema& schema);

}  // namespace kiln::tool
