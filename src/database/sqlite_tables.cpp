// The version table and the log on SQLite, read and written.

#include "src/database/sqlite_database.hpp"
#include "src/message.hpp"

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
            throw make_error(codes::malformed_version_table,
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
    throw make_error(codes::malformed_version_table,
                     "the version table " + quote(options_.version_table) +
                         " is not as Alembic and Kiln write it: " + *fault,
                     "it needs the one column version_num VARCHAR(32) NOT NULL; set version_table "
                     "if another program owns the name");
}

bool SqliteDatabase::has_table(std::string_view table) {
    sqlite::Statement select;
    const int result = wait_(
        [&] {
            const int prepared = select.prepare(
                connection_,
                "SELECT 1 FROM main.sqlite_master WHERE type IN ('table', 'view') AND name = ?1 "
                "COLLATE NOCASE");
            if (prepared != SQLITE_OK) return prepared;
            select.bind(1, table);
            return select.step();
        },
        sqlite::is_busy);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail("read");
    return result == SQLITE_ROW;
}

int SqliteDatabase::select_history(std::vector<RecordedChecksum>& history) const {
    history.clear();
    sqlite::Statement select;
    int result = select.prepare(connection_,
                                "SELECT revision, checksum FROM main.kiln_history WHERE direction "
                                "<> 'downgrade' ORDER BY sequence");
    if (result != SQLITE_OK) return result;
    while ((result = select.step()) == SQLITE_ROW) {
        history.push_back({std::string(select.text(0)), std::string(select.text(1))});
    }
    return result;
}

std::optional<std::vector<RecordedChecksum>> SqliteDatabase::read_history() {
    if (!open_for_reading()) return std::nullopt;
    std::vector<RecordedChecksum> history;
    const auto select = [&] { return select_history(history); };
    const std::optional<std::string> fault = read_table(history_table, select);
    if (!fault) return std::nullopt;
    if (fault->empty()) return history;
    throw make_error(codes::malformed_version_table,
                     "the table 'kiln_history' is not as Kiln writes it: " + *fault,
                     "rename it if another program owns it; Kiln makes its own");
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
    require(connection_.execute(version.c_str()), "write");
    require(connection_.execute(history.c_str()), "write");
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
        require(statement.prepare(connection_, sql), "write");
    }
    statement.bind(1, first);
    if (change == update) statement.bind(2, second);
    const int result = statement.run();
    if (result != SQLITE_OK && (result & 0xff) != SQLITE_CONSTRAINT) fail("write");
    if (result == SQLITE_OK && sqlite3_changes(connection_.get()) == 1) return;
    throw make_error(codes::version_rows_changed,
                     "the row " + quote(first) + " of the version table " +
                         quote(options_.version_table) + " was changed during the run",
                     "look for a trigger or a script that writes to the table, then run again");
}

void SqliteDatabase::delete_all_rows() {
    const std::string sql = "DELETE FROM main." + version_table_;
    require(connection_.execute(sql.c_str()), "write");
}

void SqliteDatabase::change_compatible(std::span<const std::string> rows,
                                       std::span<const CompatibleLine> lines) {
    if (lines.empty() && !has_table(compatible_table)) return;
    const std::string create = "CREATE TABLE IF NOT EXISTS main." + compatible_table_sql();
    require(connection_.execute(create.c_str()), "write");
    sqlite::Statement statement;
    require(
        statement.prepare(connection_, "DELETE FROM main.kiln_compatible WHERE version_num = ?1"),
        "write");
    for (const std::string& row : rows) {
        statement.bind(1, row);
        require(statement.run(), "write");
    }
    require(statement.prepare(connection_, "INSERT INTO main.kiln_compatible VALUES (?1, ?2)"),
            "write");
    for (const CompatibleLine& line : lines) {
        statement.bind(1, line.version_num);
        statement.bind(2, line.min_compatible);
        require(statement.run(), "write");
    }
}

void SqliteDatabase::add_history(std::span<const HistoryEntry> entries) {
    if (!insert_history_.is_prepared()) {
        require(insert_history_.prepare(
                    connection_,
                    "INSERT INTO main.kiln_history (revision, direction, checksum, applied_at, "
                    "duration_ms, applied_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"),
                "write");
    }
    insert_history_.bind(6, options_.applied_by);
    for (const HistoryEntry& entry : entries) {
        insert_history_.bind(1, entry.revision);
        insert_history_.bind(2, entry.direction);
        insert_history_.bind(3, entry.checksum);
        insert_history_.bind(4, entry.applied_at);
        insert_history_.bind(5, entry.duration_ms);
        require(insert_history_.run(), "write");
    }
}

}  // namespace kiln
