#include "src/run/upkeep.hpp"

#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/journal.hpp"
#include "src/run/repair.hpp"
#include "src/run/version.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

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

Rows sorted(Rows rows) {
    std::sort(rows.begin(), rows.end());
    return rows;
}

std::string place_of(const Rows& rows) { return rows.empty() ? "its base" : enumerate(rows); }

/// The statement that is in doubt becomes what somebody who has looked says that it is.
void settle(VersionStore& store, const MigrationTable& table, InDoubt in_doubt) {
    const Journal journal = store.read_journal();
    const JournalLine* const line = kiln::in_doubt(journal);
    if (line == nullptr && in_doubt == InDoubt::refuse) return;
    if (line == nullptr) {
        throw make_error(Code::nothing_in_doubt,
                         "no statement is in doubt on " + store.connection().name(),
                         "leave that out of the repair");
    }
    if (in_doubt == InDoubt::refuse) {
        throw Error(unfinished(journal, table, store.connection().dialect()));
    }
    if (in_doubt == InDoubt::done) {
        store.end_statement(line->number);
    } else {
        store.drop_statement(line->number);
    }
}

void require_expected(VersionStore& store, const Rows& expected) {
    const Rows rows = store.read_rows().value_or(Rows());
    if (rows == expected) return;
    throw make_error(Code::version_rows_changed,
                     store.connection().name() + " is at " + place_of(rows) +
                         ", and was expected at " + place_of(expected),
                     "another program may have been there first: look whether there is still "
                     "something to stamp");
}

}  // namespace

Report stamp(VersionStore& store, const MigrationTable& table, const Options& options,
             const std::optional<Rows>& rows,
             const std::function<Plan(std::span<const std::uint32_t> rows)>& planner,
             const StampOptions& how, RunState& state) {
    const auto make_plan = [&](const Rows& from) {
        return planner(how.purge ? std::vector<std::uint32_t>() : locate_rows(table, from));
    };
    Connection& connection = store.connection();
    Plan plan;
    const bool is_expected = !how.expected || rows == sorted(*how.expected);
    if (is_expected) {
        plan = make_plan(rows.value_or(Rows()));
        const bool is_known = connection.traits().answers && rows == plan.to;
        if (!how.purge) refuse_unfinished(store, table);
        if (is_known && store.read_journal().empty() && unrecorded(store, table, plan.to).empty())
            return Report{{}, plan.to};
    }

    refuse_stop(connection, options);
    const RunLock lock(connection);
    begin_to_record(store);
    if (how.expected) require_expected(store, sorted(*how.expected));
    Rows from;
    if (!how.purge) {
        from = read_version(store, table);
        refuse_unfinished(store, table);
    }
    if (!is_expected || (!how.purge && rows != from)) plan = make_plan(from);
    back_up(connection, options, state);
    if (how.purge || !connection.traits().answers) store.create_tables();
    connection.note("Running " + stamp_line(plan));
    if (how.purge) {
        store.delete_all_rows();
        require_rows(store, {});
        store.clear_journal();
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
                           InDoubt in_doubt, RunState& state) {
    const bool settles = in_doubt != InDoubt::refuse;
    if (!settles && plan_repair(store, table, read_version(store, table)).repairs.empty()) {
        return {};
    }
    Connection& connection = store.connection();
    refuse_stop(connection, options);
    const RunLock lock(connection);
    begin_to_record(store);
    RepairPlan plan = plan_repair(store, table, read_version(store, table));
    back_up(connection, options, state);
    store.create_tables();
    settle(store, table, in_doubt);
    // A repeated row cannot be told from its like.
    store.delete_all_rows();
    std::vector<HistoryEntry> entries;
    for (const Repair& repair : plan.repairs) {
        const bool of_log = repair.kind == Repair::Kind::changed_checksum ||
                            repair.kind == Repair::Kind::not_in_history ||
                            repair.kind == Repair::Kind::old_checksum;
        if (!of_log) continue;
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
    refuse_stop(store.connection(), options);
    const RunLock lock(store.connection());
    begin_to_record(store);
    Rows rows = read_version(store, table);
    record(store, table, rows, rows, {}, state);
    commit(store.connection(), options, state);
    return Report{{}, std::move(rows)};
}

}  // namespace kiln
