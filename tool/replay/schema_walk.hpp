#pragma once
// The schema behind each revision, as it is for whoever has that revision alone and what it needs.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/schema/schema.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>

struct sqlite3;

namespace kiln::tool {

struct SchemaBehind {
    std::uint32_t position = 0;  ///< in the graph's order
    /// The schema differs from the one behind this revision, of those that came before, at most in
    /// the groups `changed`; from the empty one where there is none.
    std::optional<std::uint32_t> from;
    std::set<std::string> changed;
    const Schema& before;  ///< what the revision itself changes, of these groups …
    const std::set<std::string>& changed_by_itself;
    const Schema& after;  ///< and all of the schema behind it, with Kiln's own tables
    sqlite3* database;    ///< that has it
};

/// Calls `visit` for each revision whose upgrade for SQLite runs, and all that it needs, on an
/// empty database, in the graph's order. `graph` must be one without faults of `files`. Along a
/// branch each revision runs once; where branches meet, what the other ones made runs again. Throws
/// kiln::Error only where SQLite itself fails.
void walk_schemas(std::span<const RevisionFile> files, const Graph& graph,
                  const std::function<void(const SchemaBehind&)>& visit);

}  // namespace kiln::tool
