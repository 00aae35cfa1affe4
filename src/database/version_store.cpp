#include "src/database/version_store.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <utility>

namespace kiln {
namespace {

/// More rows than any graph has heads: not a version table.
constexpr std::size_t most_rows = 100'000;

constexpr std::size_t longest_id = 32;

/// What a database says of a statement, and not of the machine, is about the table.
bool is_about_table(Reason reason) {
    return reason == Reason::sql || reason == Reason::exists || reason == Reason::constraint;
}

/// Throws K408 for what no row of the version table may hold.
void check_version_cell(std::string_view table, const Cell& cell) {
    std::string fault;
    if (cell.kind == Cell::Kind::null)
        fault = "NULL";
    else if (cell.kind == Cell::Kind::other)
        fault = "a value that is not text";
    else if (cell.text.empty())
        fault = "an empty text";
    else if (cell.text.size() > longest_id)
        fault = "the overlong text " + quote(cell.text);
    if (fault.empty()) return;
    // A column of numbers would make one of an id of digits again.
    const std::string rename = "rename the table, ALTER TABLE " + quote(table) + " RENAME TO " +
                               quote(std::string(table) + "_old") + ", and set it anew: ";
    throw make_error(Code::malformed_version_table,
                     "the version table holds " + fault + " where a revision is expected",
                     (cell.kind == Cell::Kind::other ? rename
                                                     : "find out what wrote it into " +
                                                           quote(table) + ", and set that anew: ") +
                         command("stamp --purge <revision>"));
}

/// Whether a line says of which version table it is.
bool is_named(Row line) { return line.back().kind != Cell::Kind::null; }

/// The table that was asked for is missing, or is another.
bool is_of_table(const Fault& fault) {
    return fault.reason == Reason::absent || fault.reason == Reason::sql;
}

}  // namespace

std::string VersionStore::renaming(std::string_view table) const {
    std::string sql = "ALTER TABLE ";
    sql += words_.name(table);
    sql += " RENAME TO ";
    sql += words_.name(std::string(table) + "_old");
    return sql;
}

VersionStore::VersionStore(Connection& connection, const Options& options)
    : connection_(connection),
      options_(options),
      words_(store_words(connection.dialect())),
      version_name_(words_.name(options.version_table)) {}

VersionStore::VersionStore(Connection& connection, const Options& options, Rows rows,
                           bool may_be_old)
    : VersionStore(connection, options) {
    // A database at its base is a new one, as a rule, about which nothing was said.
    may_have_compatible_ = !rows.empty();
    may_be_old_ = may_be_old;
    assumed_ = std::move(rows);
}

/// A table of ours, for a statement.
std::string VersionStore::own(std::string_view table) const {
    std::string name(connection_.traits().qualifier);
    name += table;
    return name;
}

/// The end of a SELECT.
std::string VersionStore::all_rows() const {
    return words_.limit.empty() ? "" : " LIMIT " + std::string(words_.limit);
}

std::optional<Fault> VersionStore::run(std::string_view sql, std::span<const Value> values,
                                       const EachRow& each_row) {
    FirstStatement first = connection_.run_first(sql, values, each_row);
    changes_ = first.changes;
    return std::move(first.fault);
}

std::optional<VersionStore::Rows> VersionStore::read_rows() {
    if (assumed_) return assumed_;
    has_no_journal_ = false;
    Rows rows;
    // The column not in double quotes: where it is missing, SQLite would read a string.
    const std::optional<std::string> fault = read_table(
        options_.version_table, "SELECT version_num FROM " + own(version_name_) + all_rows(),
        [&](Row row) { add_row(rows, row); });
    if (!fault) return std::nullopt;
    if (fault->empty()) {
        std::sort(rows.begin(), rows.end());
        return rows;
    }
    throw make_error(Code::malformed_version_table,
                     "the version table is not as Alembic and Kiln write it: " + *fault,
                     "if another program owns the name, set version_table; else rename it, " +
                         renaming(options_.version_table) +
                         ", and run: " + command("stamp --purge <revision>"));
}

std::optional<VersionStore::Rows> VersionStore::read_rows_and_journal() {
    if (assumed_ || !connection_.traits().ddl_commits) return read_rows();
    has_no_journal_ = false;
    Rows rows;
    const std::string sql = "SELECT version_num, EXISTS (SELECT 1 FROM " + own(journal_table) +
                            ") FROM " + own(version_name_) + all_rows();
    const auto fault = run(sql, {}, [&](Row row) {
        add_row(rows, row);
        has_no_journal_ = row.back().text == "0";
    });
    // One of them is missing, or is not as Kiln writes it.
    if (fault && is_of_table(*fault)) return read_rows();
    if (fault) throw database_error(*fault, Doing::read, connection_.name());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void VersionStore::add_row(Rows& rows, Row row) const {
    const Cell& cell = row.front();
    check_version_cell(options_.version_table, cell);
    rows.emplace_back(cell.text);
    if (rows.size() <= most_rows) return;
    throw make_error(Code::malformed_version_table,
                     "the version table has more than " + std::to_string(most_rows) + " rows",
                     "find out what wrote into " + quote(options_.version_table) + "; '" +
                         command("stamp --purge <revision>") + "' sets the table anew");
}

std::optional<std::vector<LogLine>> VersionStore::read_history() {
    if (assumed_) return std::nullopt;
    std::vector<LogLine> history;
    bool has_nameless = false;
    const std::optional<std::string> fault =
        read_lines(history_table, "revision, direction, checksum",
                   " ORDER BY sequence IS NULL, sequence", [&](Row row) {
                       history.push_back({std::string(row[0].text), std::string(row[1].text),
                                          std::string(row[2].text), is_named(row)});
                       has_nameless = has_nameless || !history.back().names_set;
                   });
    if (!fault) return std::nullopt;
    if (!fault->empty()) {
        throw make_error(Code::malformed_version_table,
                         "the log of what ran is not as Kiln writes it: " + *fault,
                         "rename it, " + renaming(history_table) + "; Kiln makes its own");
    }
    if (has_nameless && !has_table(options_.version_table)) {
        std::erase_if(history, [](const LogLine& line) { return !line.names_set; });
    }
    return history;
}

std::vector<CompatibleLine> VersionStore::read_compatible() {
    if (assumed_) return {};
    std::vector<CompatibleLine> lines;
    const std::optional<std::string> fault =
        read_lines(compatible_table, "version_num, min_compatible", "", [&](Row row) {
            lines.push_back({std::string(row[0].text), std::string(row[1].text)});
        });
    // A table that says nothing that Kiln can read allows nothing.
    if (!fault || !fault->empty()) lines.clear();
    return lines;
}

/// As read_table(), of the lines that are this set's or name none. The version table is the last
/// column of a row, where the table has it.
std::optional<std::string> VersionStore::read_lines(std::string_view table,
                                                    std::string_view columns,
                                                    std::string_view order,
                                                    const EachRow& each_row) {
    const std::string select = "SELECT " + std::string(columns);
    const std::string from = " FROM " + own(table) + std::string(order) + all_rows();
    auto fault = read_table(table, select + ", version_table" + from, [&](Row row) {
        const bool is_ours =
            !is_named(row) || equal_ignoring_case(row.back().text, options_.version_table);
        if (is_ours) each_row(row);
    });
    if (!fault || fault->empty() || !words_.may_be_old) return fault;
    return read_table(table, select + ", NULL" + from, each_row);
}

/// Empty if the SELECT succeeds, the database's words if it does not suit the table, nothing if
/// there is no such table.
std::optional<std::string> VersionStore::read_table(std::string_view table, std::string_view sql,
                                                    const EachRow& each_row) {
    if (must_ask() && !has_table(table)) return std::nullopt;
    for (bool again = false;; again = true) {
        const std::optional<Fault> fault = run(sql, {}, each_row);
        if (!fault) return "";
        if (!is_of_table(*fault)) throw database_error(*fault, Doing::read, connection_.name());
        if (fault->reason == Reason::absent) return std::nullopt;
        // Where it cannot be asked any more, it was there.
        if (must_ask()) return full_message(*fault);
        if (!has_table(table)) return std::nullopt;
        // The table may have been created between the two statements.
        if (again) return full_message(*fault);
    }
}

/// Whether a table that is missing would cost the transaction.
bool VersionStore::must_ask() const {
    return connection_.traits().fault_ends_transaction && connection_.state().is_open;
}

bool VersionStore::has_table(std::string_view table) {
    return has_row(words_.has_table,
                   std::array{Value(connection_.traits().qualifier), Value(table)});
}

bool VersionStore::has_objects() {
    const Value qualifier(connection_.traits().qualifier);
    return has_row(words_.has_objects, std::array{qualifier, qualifier});
}

bool VersionStore::is_new() {
    const auto answers = [&](std::string_view sql, std::string_view value) {
        bool is_value = false;
        const std::optional<Fault> fault =
            run(sql, {}, [&](Row row) { is_value = row.front().text == value; });
        if (fault) throw database_error(*fault, Doing::read, connection_.name());
        return is_value;
    };
    return answers("SELECT count(*) FROM main.sqlite_master", "0") &&
           answers("PRAGMA main.user_version", "0") && answers("PRAGMA main.application_id", "0") &&
           answers("PRAGMA main.encoding", "UTF-8");
}

bool VersionStore::has_other_tables() {
    const Value qualifier(connection_.traits().qualifier);
    const std::string sql = std::string(words_.has_other_tables) + own(history_table) +
                            std::string(words_.other_tables_end);
    return has_row(sql, std::array{qualifier, qualifier, Value(options_.version_table),
                                   Value(history_table), Value(compatible_table)});
}

bool VersionStore::has_row(std::string_view sql, std::span<const Value> values) {
    bool found = false;
    const std::optional<Fault> fault = run(sql, values, [&](Row) { found = true; });
    if (fault && fault->reason == Reason::absent) return false;
    if (fault) throw database_error(*fault, Doing::read, connection_.name());
    return found;
}

std::vector<JournalLine> VersionStore::read_journal() {
    if (!connection_.traits().ddl_commits) return {};
    std::vector<JournalLine> lines;
    const std::optional<std::string> fault = read_lines(
        journal_table, "revision, direction, number, hash, state", " ORDER BY number",
        [&](Row row) {
            std::int64_t number = 0;
            std::from_chars(row[2].text.data(), row[2].text.data() + row[2].text.size(), number);
            lines.push_back({std::string(row[0].text), std::string(row[1].text), number,
                             std::string(row[3].text), row[4].text == "done"});
        });
    if (!fault || fault->empty()) return lines;
    throw make_error(Code::malformed_version_table,
                     "the journal of statements is not as Kiln writes it: " + *fault,
                     "rename it, " + renaming(journal_table) + "; Kiln makes its own");
}

/// As late as may be: each table makes each ALTER TABLE of the scripts read a longer schema.
void VersionStore::create_tables() {
    if (tables_exist_) return;
    tables_exist_ = true;
    const std::string constraint = words_.name(options_.version_table + "_pkc");
    create_table(options_.version_table, version_table_sql(own(version_name_), constraint));
    create_table(history_table, history_table_sql(own(history_table), words_));
    if (connection_.traits().ddl_commits) {
        create_table(compatible_table, compatible_table_sql(own(compatible_table), words_));
        create_table(journal_table, journal_table_sql(own(journal_table), words_));
        compatible_exists_ = true;
    }
    if (!may_lack_sets(history_table)) return;
    if (assumed_) return add_sets(history_table, history_table_sql(own(history_table), words_));
    write(history_table, "ALTER TABLE " + own(history_table) + " ADD COLUMN version_table TEXT");
}

void VersionStore::forget_tables() {
    tables_exist_ = compatible_exists_ = false;
    may_have_compatible_ = true;
}

/// Unless it is there. A server may refuse even IF NOT EXISTS to who may only write rows.
void VersionStore::create_table(std::string_view table, const std::string& definition) {
    if ((must_ask() || connection_.traits().ddl_commits) && has_table(table)) return;
    write(table, "CREATE TABLE IF NOT EXISTS " + definition);
}

/// Whether the table may be one of Kiln 0.1.0.
bool VersionStore::may_lack_sets(std::string_view table) {
    if (!words_.may_be_old) return false;
    if (assumed_) return may_be_old_;
    const auto fault = run("SELECT version_table FROM " + own(table) + " LIMIT 0");
    return fault && fault->reason == Reason::sql;
}

/// Makes the table anew, with all its lines, whether or not it has the column.
void VersionStore::add_sets(std::string_view table, const std::string& definition) {
    const std::string copy = "kiln_lines";
    const std::string columns(first_columns_of(table));
    connection_.note("Kiln 0.1.0 made " + std::string(table) + " without version_table");
    // A name that the inner query does not have is the outer one's.
    write(table, "CREATE TEMP TABLE " + copy + " AS SELECT " + columns +
                     ", (SELECT version_table FROM " + own(table) +
                     " AS same WHERE same.rowid = line.rowid) AS version_table FROM " + own(table) +
                     " AS line, (SELECT NULL AS version_table) AS no_set");
    write(table, "DROP TABLE " + own(table));
    write(table, "CREATE TABLE " + definition);
    write(table, "INSERT INTO " + own(table) + " (" + columns + ", version_table) SELECT " +
                     columns + ", version_table FROM temp." + copy);
    write(table, "DROP TABLE temp." + copy);
}

void VersionStore::write(std::string_view table, std::string_view sql,
                         std::span<const Value> values) {
    require_written(table, run(sql, values));
}

void VersionStore::require_written(std::string_view table,
                                   const std::optional<Fault>& fault) const {
    if (!fault) return;
    if (is_about_table(fault->reason)) refuse_writing(table, full_message(*fault));
    throw database_error(*fault, Doing::write, connection_.name());
}

void VersionStore::refuse_writing(std::string_view table, const std::string& why) const {
    const bool is_version_table = table == options_.version_table;
    // The words of the database may name the table, which is for developers alone.
    throw make_error(
        Code::malformed_version_table,
        std::string("cannot write the ") + (is_version_table ? "version table" : "log of what ran"),
        "drop the trigger, constraint or view that refuses it (" + why +
            "), or rename the table, " + renaming(table) +
            (is_version_table ? ", and run: " + command("stamp --purge <revision>")
                              : Hint(", and run again")));
}

void VersionStore::change_rows(const Rows& from, const Rows& to) {
    const RowChanges changes = changes_between(from, to);
    const std::string table = own(version_name_);
    // Where the table may have it in another letter case, its key finds the row first.
    const bool is_said_twice = !words_.same_version_begin.empty();
    const std::string column = version_name_ + ".version_num";
    std::string where = " WHERE ";
    if (is_said_twice) where += column + " = ? AND ";
    where += words_.same_version_begin;
    where += column;
    where += words_.same_version_end;
    where += " = ?";
    const auto named = [&](const std::string& row) {
        return std::vector<Value>(is_said_twice ? 2 : 1, Value(row));
    };
    const std::string remove = "DELETE FROM " + table + where;
    const std::string update = "UPDATE " + table + " SET version_num=?" + where;
    const std::string insert = "INSERT INTO " + table + " (version_num) VALUES (?)";
    for (const std::string& row : changes.deletes) {
        change_one(row, remove, named(row));
    }
    for (const auto& [before, after] : changes.updates) {
        std::vector<Value> values = named(before);
        values.insert(values.begin(), Value(after));
        change_one(before, update, values);
    }
    for (const std::string& row : changes.inserts) {
        change_one(row, insert, std::array{Value(row)});
    }
    if (assumed_) assumed_ = to;
}

void VersionStore::change_one(const std::string& row, std::string_view sql,
                              std::span<const Value> values) {
    write(options_.version_table, sql, values);
    if (assumed_ || changes_ == 1) return;
    throw make_error(Code::version_rows_changed,
                     "the row " + quote(row) + " of the version table was changed during the run",
                     "look for a trigger or a script that writes to " +
                         quote(options_.version_table) + ", then run again");
}

void VersionStore::delete_all_rows() {
    write(options_.version_table, "DELETE FROM " + own(version_name_));
    if (assumed_) assumed_->clear();
}

void VersionStore::change_compatible(std::span<const std::string> rows,
                                     std::span<const CompatibleLine> lines, bool is_named) {
    if (!is_named && !may_have_compatible_) return;
    if (lines.empty() && must_ask() && !compatible_exists_ && !has_table(compatible_table)) {
        may_have_compatible_ = false;
        return;
    }
    // Where the table is made in advance it is empty as a rule.
    if (lines.empty() && !is_named && connection_.traits().ddl_commits &&
        !has_row("SELECT 1 FROM " + own(compatible_table) + " WHERE version_table = ? LIMIT 1",
                 std::array{Value(options_.version_table)})) {
        may_have_compatible_ = false;
        return;
    }
    const std::string definition = compatible_table_sql(own(compatible_table), words_);
    // A script for a database that lacks it may not go on behind a fault.
    const bool is_assumed = assumed_ && (is_named || !words_.may_be_old);
    if ((!lines.empty() || is_assumed) && !compatible_exists_) {
        create_table(compatible_table, definition);
        if (may_lack_sets(compatible_table)) add_sets(compatible_table, definition);
        compatible_exists_ = true;
    }
    for (const std::string& row : rows) {
        const std::optional<Fault> fault = remove_compatible(row, is_named);
        // Then there is no such table, or none that allows anything.
        if (lines.empty() && fault && fault->reason == Reason::sql) {
            may_have_compatible_ = false;
            return;
        }
        require_written(compatible_table, fault);
    }
    const std::string insert = "INSERT INTO " + own(compatible_table) +
                               " (version_num, min_compatible, version_table) VALUES (?, ?, ?)";
    for (const CompatibleLine& line : lines) {
        write(compatible_table, insert,
              std::array{Value(line.version_num), Value(line.min_compatible),
                         Value(options_.version_table)});
    }
}

/// What is said of a row, but by other sets.
std::optional<Fault> VersionStore::remove_compatible(const std::string& row, bool is_named) {
    const std::string remove = "DELETE FROM " + own(compatible_table) + " WHERE version_num = ?";
    const std::string of_set =
        remove + " AND (version_table IS NULL OR lower(version_table) = lower(?))";
    // Where it cannot be asked, and nothing makes it anew, the table may be one of Kiln 0.1.0.
    if (!assumed_ || is_named || !words_.may_be_old) {
        auto fault = run(of_set, std::array{Value(row), Value(options_.version_table)});
        if (!fault || fault->reason != Reason::sql || !words_.may_be_old) return fault;
    }
    return run(remove, std::array{Value(row)});
}

void VersionStore::add_history(std::span<const HistoryEntry> entries) {
    while (!entries.empty()) {
        // People read a script.
        const std::size_t most = assumed_ ? 1 : words_.rows_at_once;
        const std::size_t count = std::min(entries.size(), most);
        add_lines(entries.first(count));
        entries = entries.subspan(count);
    }
}

void VersionStore::add_lines(std::span<const HistoryEntry> entries) {
    std::string sql = "INSERT INTO " + own(history_table) +
                      " (revision, direction, checksum, applied_at, duration_ms, applied_by, "
                      "version_table) VALUES ";
    std::vector<Value> values;
    values.reserve(entries.size() * 7);
    for (const HistoryEntry& entry : entries) {
        const bool has_time = !entry.applied_at.empty();
        sql += values.empty() ? "(?, ?, ?, " : ", (?, ?, ?, ";
        sql += has_time ? "?" : words_.now;
        sql += ", ?, ?, ?)";
        values.insert(values.end(), {entry.revision, entry.direction, entry.checksum});
        if (has_time) values.emplace_back(entry.applied_at);
        values.insert(values.end(),
                      {entry.duration_ms, options_.applied_by, options_.version_table});
    }
    write(history_table, sql, values);
    if (!assumed_ && changes_ != static_cast<std::int64_t>(entries.size())) {
        refuse_writing(history_table, "a row was not taken");
    }
}

bool VersionStore::begin_statement(const JournalLine& line) {
    const auto fault =
        run("INSERT INTO " + own(journal_table) +
                " (revision, direction, number, hash, state, version_table) VALUES "
                "(?, ?, ?, ?, 'started', ?)",
            std::array{Value(line.revision), Value(line.direction), Value(line.number),
                       Value(line.hash), Value(options_.version_table)});
    if (fault && (fault->reason == Reason::constraint || fault->reason == Reason::busy)) {
        return false;
    }
    require_written(journal_table, fault);
    return true;
}

bool VersionStore::end_statement(std::int64_t number) {
    write(journal_table,
          "UPDATE " + own(journal_table) +
              " SET state = 'done' WHERE number = ? AND version_table = ? AND state = 'started'",
          std::array{Value(number), Value(options_.version_table)});
    return changes_ == 1;
}

void VersionStore::drop_statement(std::int64_t number) {
    write(journal_table,
          "DELETE FROM " + own(journal_table) + " WHERE number = ? AND version_table = ?",
          std::array{Value(number), Value(options_.version_table)});
}

void VersionStore::clear_journal() {
    if (!connection_.traits().ddl_commits) return;
    write(journal_table, "DELETE FROM " + own(journal_table) + " WHERE version_table = ?",
          std::array{Value(options_.version_table)});
}

}  // namespace kiln
