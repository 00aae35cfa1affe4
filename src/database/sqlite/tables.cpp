// The version table and the log on SQLite, read and written.

#include "src/database/sqlite/database.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>

namespace kiln {
namespace {

/// More rows than any graph has heads: not a version table.
constexpr std::size_t most_rows = 100'000;

CellKind cell_kind(int type) {
    if (type == SQLITE_TEXT) return CellKind::text;
    return type == SQLITE_NULL ? CellKind::null : CellKind::other;
}

}  // namespace

int SqliteDatabase::select_rows(std::vector<std::string>& rows) const {
    rows.clear();
    sqlite::Statement select;
    // Not in double quotes: where the column is missing, SQLite would read a string.
    int result = select.prepare(connection_, "SELECT version_num FROM main." + version_table_);
    if (result != SQLITE_OK) return result;
    while ((result = select.step()) == SQLITE_ROW) {
        const CellKind kind = cell_kind(select.type(0));
        const std::string_view text = kind == CellKind::text ? select.text(0) : std::string_view();
        check_version_cell(options_.version_table, kind, text);
        rows.emplace_back(text);
        if (rows.size() > most_rows) {
            throw make_error(Code::malformed_version_table,
                             "the version table " + quote(options_.version_table) +
                                 " has more than " + std::to_string(most_rows) + " rows",
                             "find out what wrote it; 'kiln stamp --purge <revision>' sets the "
                             "table anew");
        }
    }
    return result;
}

std::optional<std::vector<std::string>> SqliteDatabase::read_rows() {
    if (!open_for_reading()) return std::nullopt;
    std::vector<std::string> rows;
    const auto select = [&] { return select_rows(rows); };
    const std::optional<std::string> fault = read_table(options_.version_table, select);
    if (!fault) return std::nullopt;
    if (fault->empty()) {
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    throw make_error(Code::malformed_version_table,
                     "the version table " + quote(options_.version_table) +
                         " is not as Alembic and Kiln write it: " + *fault,
                     "if another program owns the name, set version_table; else rename it, ALTER "
                     "TABLE " +
                         version_table_ + " RENAME TO " +
                         sqlite::identifier(options_.version_table + "_old") +
                         ", and run: kiln stamp --purge <revision>");
}

bool SqliteDatabase::has_table(std::string_view table) {
    return has_row(
        "SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view') AND name = ?1 COLLATE "
        "NOCASE",
        {table});
}

bool SqliteDatabase::has_other_tables() {
    return has_row(
        "SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' "
        "ESCAPE '@' AND lower(name) NOT IN (lower(?1), ?2, ?3) LIMIT 1",
        {options_.version_table, history_table, compatible_table});
}

bool SqliteDatabase::has_row(std::string_view sql, std::initializer_list<std::string_view> values) {
    sqlite::Statement select;
    const int result = wait_(
        [&] {
            const int prepared = select.prepare(connection_, sql);
            if (prepared != SQLITE_OK) return prepared;
            int index = 0;
            for (const std::string_view value : values) select.bind(++index, value);
            return select.step();
        },
        sqlite::is_busy);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail("read");
    return result == SQLITE_ROW;
}

int SqliteDatabase::select_history(std::vector<LogLine>& history) const {
    history.clear();
    sqlite::Statement select;
    int result = select.prepare(connection_,
                                "SELECT revision, direction, checksum FROM main.kiln_history "
                                "ORDER BY sequence IS NULL, sequence");
    if (result != SQLITE_OK) return result;
    while ((result = select.step()) == SQLITE_ROW) {
        history.push_back({std::string(select.text(0)), std::string(select.text(1)),
                           std::string(select.text(2))});
    }
    return result;
}

std::optional<std::vector<LogLine>> SqliteDatabase::read_history() {
    if (!open_for_reading()) return std::nullopt;
    std::vector<LogLine> history;
    const auto select = [&] { return select_history(history); };
    const std::optional<std::string> fault = read_table(history_table, select);
    if (!fault) return std::nullopt;
    if (fault->empty()) return history;
    throw make_error(Code::malformed_version_table,
                     "the table 'kiln_history' is not as Kiln writes it: " + *fault,
                     "rename it, ALTER TABLE kiln_history RENAME TO kiln_history_old; Kiln makes "
                     "its own");
}

std::vector<CompatibleLine> SqliteDatabase::read_compatible() {
    if (!open_for_reading()) return {};
    std::vector<CompatibleLine> lines;
    const auto select = [&] {
        lines.clear();
        sqlite::Statement statement;
        int result = statement.prepare(
            connection_, "SELECT version_num, min_compatible FROM main.kiln_compatible");
        if (result != SQLITE_OK) return result;
        while ((result = statement.step()) == SQLITE_ROW) {
            lines.push_back({std::string(statement.text(0)), std::string(statement.text(1))});
        }
        return result;
    };
    const std::optional<std::string> fault = read_table(compatible_table, select);
    // A table that says nothing that Kiln can read allows nothing.
    if (!fault || !fault->empty()) lines.clear();
    return lines;
}

/// Empty if `select` succeeds, SQLite's words if it does not suit the table, nothing if there is
/// no such table.
std::optional<std::string> SqliteDatabase::read_table(std::string_view table,
                                                      const std::function<int()>& select) {
    for (bool again = false;; again = true) {
        const int result = wait_(select, sqlite::is_busy);
        if (result == SQLITE_DONE) return "";
        if ((result & 0xff) != SQLITE_ERROR) fail("read");
        std::string fault = one_line(sqlite3_errmsg(connection_.get()));
        if (!has_table(table)) return std::nullopt;
        // The table may have been created between the two statements.
        if (again) return fault;
    }
}

void SqliteDatabase::create_tables() {
    const std::string constraint = sqlite::identifier(options_.version_table + "_pkc");
    const std::string version =
        "CREATE TABLE IF NOT EXISTS main." + version_table_sql(version_table_, constraint);
    const std::string history = "CREATE TABLE IF NOT EXISTS main." + history_table_sql();
    require_writable(connection_.execute(version.c_str()), options_.version_table);
    require_writable(connection_.execute(history.c_str()), history_table);
}

/// What SQLite says of a statement, and not of the machine, is about the table.
void SqliteDatabase::require_writable(int result, std::string_view table) const {
    if (result == SQLITE_OK) return;
    const int primary = result & 0xff;
    if (primary != SQLITE_ERROR && primary != SQLITE_CONSTRAINT) fail("write");
    refuse_writing(table, one_line(sqlite3_errmsg(connection_.get())));
}

void SqliteDatabase::refuse_writing(std::string_view table, const std::string& why) const {
    const std::string name(table);
    const bool is_version_table = table == options_.version_table;
    throw make_error(
        Code::malformed_version_table, "cannot write the table " + quote(name) + ": " + why,
        "drop the trigger, constraint or view that refuses it, or rename the table, ALTER TABLE " +
            sqlite::identifier(name) + " RENAME TO " + sqlite::identifier(name + "_old") +
            (is_version_table ? ", and run: kiln stamp --purge <revision>" : ", and run again"));
}

void SqliteDatabase::change_rows(const RowChanges& changes) {
    for (const std::string& row : changes.deletes) change_row(remove, row, {});
    for (const auto& [before, after] : changes.updates) change_row(update, before, after);
    for (const std::string& row : changes.inserts) change_row(insert, row, {});
}

void SqliteDatabase::change_row(Change change, std::string_view first, std::string_view second) {
    sqlite::Statement& statement = row_statements_[change];
    if (!statement.is_prepared()) {
        const std::string table = "main." + version_table_;
        std::string sql;
        if (change == update)
            sql = "UPDATE " + table + " SET version_num = ?2 WHERE version_num = ?1";
        if (change == remove) sql = "DELETE FROM " + table + " WHERE version_num = ?1";
        if (change == insert) sql = "INSERT INTO " + table + " (version_num) VALUES (?1)";
        require_writable(statement.prepare(connection_, sql), options_.version_table);
    }
    statement.bind(1, first);
    if (change == update) statement.bind(2, second);
    const int result = statement.run();
    require_writable(result, options_.version_table);
    if (sqlite3_changes(connection_.get()) == 1) return;
    throw make_error(Code::version_rows_changed,
                     "the row " + quote(first) + " of the version table " +
                         quote(options_.version_table) + " was changed during the run",
                     "look for a trigger or a script that writes to the table, then run again");
}

void SqliteDatabase::delete_all_rows() {
    const std::string sql = "DELETE FROM main." + version_table_;
    require_writable(connection_.execute(sql.c_str()), options_.version_table);
}

bool SqliteDatabase::change_compatible(std::span<const std::string> rows,
                                       std::span<const CompatibleLine> lines) {
    sqlite::Statement statement;
    if (!lines.empty()) {
        const std::string create = "CREATE TABLE IF NOT EXISTS main." + compatible_table_sql();
        require_writable(connection_.execute(create.c_str()), compatible_table);
    }
    const int prepared =
        statement.prepare(connection_, "DELETE FROM main.kiln_compatible WHERE version_num = ?1");
    // Then there is no such table, or none that allows anything.
    if (lines.empty() && prepared == SQLITE_ERROR) return false;
    require_writable(prepared, compatible_table);
    for (const std::string& row : rows) {
        statement.bind(1, row);
        require_writable(statement.run(), compatible_table);
    }
    require_writable(
        statement.prepare(connection_, "INSERT INTO main.kiln_compatible VALUES (?1, ?2)"),
        compatible_table);
    for (const CompatibleLine& line : lines) {
        statement.bind(1, line.version_num);
        statement.bind(2, line.min_compatible);
        require_writable(statement.run(), compatible_table);
    }
    return true;
}

void SqliteDatabase::add_history(std::span<const HistoryEntry> entries) {
    if (!insert_history_.is_prepared()) {
        require_writable(
            insert_history_.prepare(
                connection_,
                "INSERT INTO main.kiln_history (revision, direction, checksum, applied_at, "
                "duration_ms, applied_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
            history_table);
    }
    insert_history_.bind(6, options_.applied_by);
    for (const HistoryEntry& entry : entries) {
        insert_history_.bind(1, entry.revision);
        insert_history_.bind(2, entry.direction);
        insert_history_.bind(3, entry.checksum);
        insert_history_.bind(4, entry.applied_at);
        insert_history_.bind(5, entry.duration_ms);
        require_writable(insert_history_.run(), history_table);
        if (sqlite3_changes(connection_.get()) != 1) {
            refuse_writing(history_table, "a row was not taken");
        }
    }
}

}  // namespace kiln
