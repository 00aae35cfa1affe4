#pragma once
// Checks by running: every upgrade on a database in memory, and every downgrade after it.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <span>
#include <vector>

namespace kiln::tool {

struct ReplayOptions {
    /// Run each downgrade and then the upgrade again, and compare the schemas.
    bool round_trip = true;
    /// What SQLite may take for it, the database included; more is K301, K302 or K303.
    std::size_t most_memory = std::size_t{1} << 30;
};

/// Runs the sections for SQLite in graph.order as a Migrator would: foreign keys off, each section
/// in a transaction unless it is `no-transaction`. `graph` must be one without faults of `files`.
///
/// Of each revision: the upgrade must run (K301 or the guard's code, K316) and leave no new foreign
/// key violation (K311); the downgrade must run (K302) and bring back the schema that stood before
/// (K304); the upgrade must run again (K303) and give the same schema (K305).
///
/// Where an upgrade fails, what builds on it is not run and a note tells how much that is; all else
/// still runs. What a downgrade does wrong is undone before the next revision.
/// `schema`, if given, becomes what all of them made.
/// Throws kiln::Error only where SQLite itself fails (out of memory).
std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options = {}, Schema* schema = nullptr);

}  // namespace kiln::tool
