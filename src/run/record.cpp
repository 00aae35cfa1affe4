#include "src/run/record.hpp"

#include "src/run/version.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <chrono>

namespace kiln {
namespace {

/// The last digits of a number, so many, and what stands behind them.
void put_digits(std::string& text, unsigned number, std::size_t digits, char behind) {
    text.append(digits, '0');
    for (std::size_t at = text.size(); digits > 0; --digits, number /= 10) {
        text[--at] = static_cast<char>('0' + number % 10);
    }
    text += behind;
}

void change_compatible(VersionStore& store, const MigrationTable& table, const Rows& from,
                       const Rows& to) {
    const bool is_named = names_compatible(table);
    Rows touched = from;
    touched.insert(touched.end(), to.begin(), to.end());
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    store.change_compatible(
        touched, is_named ? compatible_lines(table, to) : std::vector<CompatibleLine>(), is_named);
}

}  // namespace

/// Without <ctime>, whose functions need a lock or differ by platform.
std::string time_for_log(const Connection& connection) {
    using namespace std::chrono;
    if (!connection.traits().answers) return "";
    const auto now = floor<seconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    std::string text;
    text.reserve(20);
    put_digits(text, static_cast<unsigned>(int(date.year())), 4, '-');
    put_digits(text, unsigned(date.month()), 2, '-');
    put_digits(text, unsigned(date.day()), 2, 'T');
    put_digits(text, static_cast<unsigned>(time.hours().count()), 2, ':');
    put_digits(text, static_cast<unsigned>(time.minutes().count()), 2, ':');
    put_digits(text, static_cast<unsigned>(time.seconds().count()), 2, 'Z');
    return text;
}

void begin_to_record(VersionStore& store) {
    if (store.connection().traits().ddl_commits) store.create_tables();
    store.connection().begin();
}

void record(VersionStore& store, const MigrationTable& table, const Rows& from, const Rows& to,
            std::span<const HistoryEntry> entries, RunState& state, bool is_proven_later) {
    require_transaction(store.connection(), state);
    store.create_tables();
    store.change_rows(from, to);
    if (to != from) {
        if (!is_proven_later) require_rows(store, to);
        change_compatible(store, table, from, to);
    }
    store.add_history(entries);
}

void require_rows(VersionStore& store, const Rows& rows) {
    if (store.read_rows() == rows) return;
    throw make_error(Code::version_rows_changed,
                     "the version table does not hold what the run wrote there",
                     "look for a trigger or a script that writes to " +
                         quote(store.version_table()) + ", then run again");
}

std::string_view checksum_of(const MigrationTable& table, std::string_view revision,
                             Dialect dialect) {
    for (const Migration& migration : table.migrations) {
        if (migration.revision == revision) return scripts_of(migration, dialect).checksum;
    }
    return {};
}

void refuse_stop(const Connection& connection, const Options& options) {
    if (options.stop.stop_requested()) throw stopped_error(connection.name());
}

void commit(Connection& connection, const Options& options, RunState& state) {
    connection.commit();
    state.phase = RunState::Phase::idle;
    state.committed = state.ran.size();
    if (options.log) tell(state, options.log, "Committed to " + connection.name());
}

void require_transaction(const Connection& connection, RunState& state) {
    const TransactionState now = connection.state();
    if (now.is_open) return;
    if (now.was_committed_by_others && state.committed < state.ran.size()) {
        state.phase = RunState::Phase::ended_by_others;
    }
    throw make_error(Code::commit_failed,
                     "the transaction on " + connection.name() + " was ended during the run",
                     now.was_committed_by_others
                         ? "restore a backup, and let no callback or hook of the program end it"
                         : "let no callback or hook of the program end it, and run again");
}

void back_up(Connection& connection, const Options& options, RunState& state) {
    if (options.backup.empty() || !connection.back_up(options.backup)) return;
    if (!options.log) return;
    tell(state, options.log, "Backed up " + connection.name() + " to " + quote(options.backup));
}

}  // namespace kiln
