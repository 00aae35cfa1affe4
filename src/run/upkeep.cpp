#include "src/run/upkeep.hpp"

#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/repair.hpp"
#include "src/run/version.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kiln {
namespace {

/// The revisions that a stamp is recorded of, sorted.
Rows stamped(VersionStore& store, const MigrationTable& table, const RowChanges& changes,
             const Rows& rows) {
    Rows revisions;
    if (store.connection().traits().answers) revisions = unrecorded(store, table, rows);
    revisions.insert(revisions.end(), changes.inserts.begin(), changes.inserts.end());
    for (const auto& [before, after] : changes.updates) revisions.push_back(after);
    std::sort(revisions.begin(), revisions.end());
    revisions.erase(std::unique(revisions.begin(), revisions.end()), revisions.end());
    return revisions;
}

}  // namespace

Report stamp(VersionStore& store, const MigrationTable& table, const Options& options,
             const std::optional<Rows>& rows,
             const std::function<Plan(std::span<const std::uint32_t> rows)>& planner, bool purge,
             RunState& state) {
    const auto make_plan = [&](const Rows& from) {
        return planner(purge ? std::vector<std::uint32_t>() : locate_rows(table, from));
    };
    Connection& connection = store.connection();
    Plan plan = make_plan(rows.value_or(Rows()));
    const bool is_known = connection.traits().answers && rows == plan.to;
    if (is_known && unrecorded(store, table, plan.to).empty()) return Report{{}, plan.to};

    const RunLock lock(connection);
    connection.begin();
    Rows from;
    if (!purge) {
        from = read_version(store, table);
        if (rows != from) plan = make_plan(from);
    }
    back_up(connection, options, state);
    if (purge || !connection.traits().answers) store.create_tables();
    connection.note("Running " + stamp_line(plan));
    if (purge) {
        store.delete_all_rows();
        require_rows(store, {});
    }

    std::vector<HistoryEntry> entries;
    const Rows revisions = stamped(store, table, changes_between(from, plan.to), plan.to);
    entries.reserve(revisions.size());
    for (const std::string& revision : revisions) {
        entries.push_back({revision, "stamp", checksum_of(table, revision, connection.dialect()),
                           time_for_log(connection), 0});
    }
    if (plan.to.empty()) {
        entries.push_back({base_in_log, "stamp", "", time_for_log(connection), 0});
    }
    record(store, table, from, plan.to, entries, state);
    commit(connection, options, state);
    return Report{{}, plan.to};
}

std::vector<Repair> repair(VersionStore& store, const MigrationTable& table, const Options& options,
                           RunState& state) {
    if (plan_repair(store, table, read_version(store, table)).repairs.empty()) return {};
    Connection& connection = store.connection();
    const RunLock lock(connection);
    connection.begin();
    RepairPlan plan = plan_repair(store, table, read_version(store, table));
    back_up(connection, options, state);
    store.create_tables();
    // A repeated row cannot be told from its like.
    store.delete_all_rows();
    std::vector<HistoryEntry> entries;
    for (const Repair& repair : plan.repairs) {
        const bool of_row =
            repair.kind == Repair::Kind::repeated_row || repair.kind == Repair::Kind::implied_row;
        if (of_row) continue;
        entries.push_back({repair.revision, "repair",
                           checksum_of(table, repair.revision, connection.dialect()),
                           time_for_log(connection), 0});
    }
    record(store, table, {}, plan.rows, entries, state);
    commit(connection, options, state);
    return std::move(plan.repairs);
}

Report ensure_version(VersionStore& store, const MigrationTable& table, const Options& options,
                      RunState& state) {
    const RunLock lock(store.connection());
    store.connection().begin();
    Rows rows = read_version(store, table);
    record(store, table, rows, rows, {}, state);
    commit(store.connection(), options, state);
    return Report{{}, std::move(rows)};
}

}  // namespace kiln
