#include "tool/rules/build_replay.hpp"

#include "tool/replay/replay.hpp"
#include "tool/replay/round_trip.hpp"
#include "tool/rules/all_rows.hpp"
#include "tool/rules/dependents.hpp"
#include "tool/rules/dropped_data.hpp"
#include "tool/rules/foreign_keys.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/lineage_rules.hpp"
#include "tool/rules/newer_sqlite.hpp"

#include <utility>

namespace kiln::tool {

std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options, Schema* schema) {
    TrialDatabase database(options.most_memory);
    ForeignKeys foreign_keys;
    Dependents dependents;
    RoundTrip round_trip;
    LineageRules lineage({find_dropped_tables, find_dropped_columns, find_changes_of_all_rows});
    std::vector<Inspector*> inspectors{&foreign_keys, &dependents, &lineage};
    NewerSqlite newer_sqlite(options.sqlite_minimum);
    if (options.sqlite_minimum > 0) inspectors.push_back(&newer_sqlite);
    if (options.round_trip) inspectors.push_back(&round_trip);
    std::vector<Diagnostic> diagnostics = replay(files, graph, database, inspectors);
    if (schema != nullptr) *schema = database.schema();
    return judge(std::move(diagnostics), files, options);
}

}  // namespace kiln::tool
