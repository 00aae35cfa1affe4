#include "tool/rules/build_replay.hpp"

#include "tool/replay/replay.hpp"
#include "tool/rules/all_rows.hpp"
#include "tool/rules/dependents.hpp"
#include "tool/rules/dropped_data.hpp"
#include "tool/rules/fails_on_rows.hpp"
#include "tool/rules/fingerprints.hpp"
#include "tool/rules/foreign_keys.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/lineage_rules.hpp"
#include "tool/rules/lost_on_rebuild.hpp"
#include "tool/rules/new_constraints.hpp"
#include "tool/rules/newer_sqlite.hpp"
#include "tool/rules/order_matters.hpp"
#include "tool/rules/rehearsal.hpp"
#include "tool/rules/rows_lost.hpp"
#include "tool/rules/snapshot_watch.hpp"
#include "tool/rules/touches.hpp"
#include "tool/rules/values_lost.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kiln::tool {

std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options, ReplayEnd* end) {
    TrialDatabase database(options.most_memory);
    FailsOnRows fails_on_rows;
    LineageRules by_lineage({find_lost_rows, find_lost_values, find_losses_on_rebuild,
                             find_new_constraints, find_dropped_tables, find_dropped_columns,
                             find_changes_of_all_rows});
    Dependents dependents;
    NewerSqlite newer_sqlite(options.sqlite_minimum);
    std::vector<Inspector*> rules{&fails_on_rows, &dependents, &by_lineage};
    if (options.sqlite_minimum > 0) rules.push_back(&newer_sqlite);
    ForeignKeys foreign_keys;
    std::optional<TrialDatabase> with_fixtures;
    if (std::ranges::any_of(files, [](const RevisionFile& file) {
            return file.fixture(Dialect::sqlite) != nullptr;
        })) {
        with_fixtures.emplace(options.most_memory);
    }
    Rehearsal rehearsal(database, with_fixtures ? &*with_fixtures : nullptr, rules,
                        options.round_trip);
    std::vector<Inspector*> inspectors{&foreign_keys};
    SnapshotWatch snapshot(database);
    if (options.snapshot) inspectors.insert(inspectors.begin(), &snapshot);
    Fingerprints fingerprints(files, graph);
    if (options.fingerprints) inspectors.push_back(&fingerprints);
    BeforeUpgrade before_upgrade;
    Touches touches;
    if (options.rules) {
        inspectors.push_back(&rehearsal);
        inspectors.push_back(&touches);
    }
    if (options.rules || options.snapshot) {
        before_upgrade = [&, index = std::size_t{0}](const RevisionFile& file,
                                                     const Section& section,
                                                     std::vector<Diagnostic>& found) mutable {
            if (options.progress) options.progress(index++, files.size(), file.revision.text);
            AlterTests tests = AlterTests::all;
            if (options.rules) tests = rehearsal.rehearse(file, section, found);
            if (options.snapshot) snapshot.before(file, section);
            return tests;
        };
    }
    std::vector<Diagnostic> diagnostics =
        replay(files, graph, database, inspectors, before_upgrade, options.round_trip);
    rehearsal.finish(diagnostics);
    if (options.rules) {
        find_orders_that_matter(files, graph, touches, options.most_memory, diagnostics);
    }
    diagnostics = judge(std::move(diagnostics), files, options);
    if (end != nullptr) {
        end->schema = database.schema();
        end->tables = fingerprints.tables();
    }
    if (end != nullptr && options.snapshot && !has_fault(diagnostics)) {
        end->snapshot = snapshot.finish(diagnostics);
    }
    return diagnostics;
}

}  // namespace kiln::tool
