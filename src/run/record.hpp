#pragma once
// What a run, a stamp and a repair leave in Kiln's own tables.

#include "src/database/version_store.hpp"
#include "src/run/failure.hpp"

#include <kiln/migration_table.hpp>

#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace kiln {

using Rows = VersionStore::Rows;

/// The database is locked for a run while it lives; however that ends, what is open is rolled back
/// and settings are put back.
class RunLock {
public:
    /// `is_split` as Connection::lock() has it.
    explicit RunLock(Connection& connection, bool is_split = false) : connection_(connection) {
        connection.lock(is_split);
    }
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;
    ~RunLock() { connection_.unlock(); }

private:
    Connection& connection_;
};

/// Connection::begin(). Where DDL would end the transaction again, Kiln's tables are made before
/// it.
void begin_to_record(VersionStore& store);

/// Callbacks are the application's, and so is what they throw.
template <class Callback, class... Arguments>
void tell(RunState& state, const Callback& callback, Arguments&&... arguments) {
    if (!callback) return;
    const RunState::Phase phase = std::exchange(state.phase, RunState::Phase::callback_threw);
    callback(std::forward<Arguments>(arguments)...);
    state.phase = phase;
}

/// Writes rows and log, in a transaction. Throws K409 where the version table does not hold the
/// rows afterwards, unless that is to be seen later, and as require_transaction().
void record(VersionStore& store, const MigrationTable& table, const Rows& from, const Rows& to,
            std::span<const HistoryEntry> entries, RunState& state, bool is_proven_later = false);

/// Throws K422 where the application asked to stop.
void refuse_stop(const Connection& connection, const Options& options);

/// Tells the log of it.
void commit(Connection& connection, const Options& options, RunState& state);

/// Throws K416 where a callback or a hook of the application's has ended the transaction.
void require_transaction(const Connection& connection, RunState& state);

/// Throws K409 unless the version table holds these rows: a trigger may undo what a statement did,
/// and its own rows are all that a database counts.
void require_rows(VersionStore& store, const Rows& rows);

/// The time for the log, `2026-11-22T15:04:05Z`; empty where the database has to say it.
std::string time_for_log(const Connection& connection);

/// Of the revision in the table; empty if there is none.
std::string_view checksum_of(const MigrationTable& table, std::string_view revision,
                             Dialect dialect);

/// The copy that the options ask for, told to their log.
void back_up(Connection& connection, const Options& options, RunState& state);

}  // namespace kiln
