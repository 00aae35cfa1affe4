#include "tool/replay/snapshot_proof.hpp"

#include "src/database/sqlite/connection.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/snapshot_rows.hpp"
#include "tool/replay/table_rows.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/schema/memory_database.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

bool equal_cells(const sqlite::Statement& one, const sqlite::Statement& other, int column) {
    if (one.type(column) != other.type(column)) return false;
    switch (one.type(column)) {
        case SQLITE_INTEGER:
            return one.number(column) == other.number(column);
        case SQLITE_FLOAT:
            return std::bit_cast<std::uint64_t>(one.real(column)) ==
                   std::bit_cast<std::uint64_t>(other.real(column));
        case SQLITE_NULL:
            return true;
        default:
            return one.blob(column) == other.blob(column);
    }
}

/// Two databases that should be one.
class SnapshotProof {
public:
    SnapshotProof(sqlite3* replayed, sqlite3* made) : replayed_(replayed), made_(made) {}

    /// Throws the first difference.
    void compare() {
        const std::vector<SnapshotObject> objects = objects_of(replayed_);
        compare_objects(objects, objects_of(made_));
        const std::vector<std::string> own = own_tables_of_sqlite(replayed_);
        if (own != own_tables_of_sqlite(made_)) refuse("", "SQLite's own tables");
        for (const std::string& table : own) {
            if (table != "sqlite_stat1") compare_rows(table, false);
        }
        compare_answers(statistics_question(replayed_), "sqlite_stat1",
                        "the rows of 'sqlite_stat1'");
        for (const SnapshotObject& object : objects) {
            if (object.type != "table") continue;
            compare_rows(object.name, object.is_virtual);
            if (object.is_virtual) compare_index(object);
        }
        for (const char* const field :
             {"user_version", "application_id", "auto_vacuum", "encoding", "page_size"}) {
            const std::string question = std::string("PRAGMA main.") + field;
            compare_answers(question, "", std::string("the header field ") + field);
        }
    }

private:
    [[noreturn]] static void refuse(const std::string& table, const std::string& what) {
        throw SnapshotObstacle{table,
                               "SQL would make " + what + " otherwise than the revisions do"};
    }

    static void compare_objects(const std::vector<SnapshotObject>& replayed,
                                const std::vector<SnapshotObject>& made) {
        const auto [one, other] = std::ranges::mismatch(replayed, made);
        if (one == replayed.end() && other == made.end()) return;
        const SnapshotObject& first = one == replayed.end() ? *other : *one;
        refuse(first.table, "the " + first.type + " " + quote(first.name) + " or its place");
    }

    void compare_rows(const std::string& table, bool is_virtual) {
        const RowColumns columns = row_columns(replayed_, table, is_virtual);
        std::string list = columns.rowid;
        for (const std::string& name : columns.all) list += (list.empty() ? "" : ",") + name;
        const std::string question = "SELECT " + list + " FROM main." + quoted_name(table);
        const std::string what = "the rows of " + quote(table);
        // The order in a tree of SQLite's is no part of a virtual table.
        std::string order = " NOT INDEXED";
        if (is_virtual) {
            order = columns.rowid.empty() ? "" : " ORDER BY " + columns.rowid;
        }
        compare_answers(question + order, folded(table), what);
    }

    void compare_index(const SnapshotObject& object) {
        const std::string module = virtual_table(object.sql).module;
        const std::string what = "the full-text index " + quote(object.name);
        const bool is_fts5 = module == "fts5";
        if (!is_fts5 && module != "fts3" && module != "fts4") return;
        const std::string name = quoted_name(object.name);
        std::string test = "INSERT INTO main." + name;
        test += "(" + name + ") VALUES('integrity-check')";
        for (sqlite3* db : {replayed_, made_}) {
            if (sqlite::Connection::borrow(db).execute(test.c_str()) != SQLITE_OK) {
                refuse(object.table, what);
            }
        }
        if (!is_fts5) return;
        compare_answers(
            "SELECT * FROM main." + quoted_name(object.name + "_config") + " ORDER BY k",
            object.table, "the options of " + what);
        const std::string terms = "temp.kiln_terms";
        for (sqlite3* db : {replayed_, made_}) {
            const std::string create = "CREATE VIRTUAL TABLE " + terms + " USING fts5vocab(main, " +
                                       quoted_name(object.name) + ", instance)";
            if (sqlite::Connection::borrow(db).execute(create.c_str()) != SQLITE_OK) {
                refuse(object.table, what);
            }
        }
        compare_answers("SELECT * FROM " + terms + " ORDER BY term, doc, col, \"offset\"",
                        object.table, what);
        for (sqlite3* db : {replayed_, made_}) {
            sqlite::Connection::borrow(db).execute("DROP TABLE temp.kiln_terms");
        }
    }

    void compare_answers(const std::string& question, const std::string& table,
                         const std::string& what) {
        sqlite::Statement one;
        sqlite::Statement other;
        const int result = one.prepare(sqlite::Connection::borrow(replayed_), question);
        const int again = other.prepare(sqlite::Connection::borrow(made_), question);
        if (result != again) refuse(table, what);
        if (result != SQLITE_OK) return;  // neither can be asked
        while (true) {
            const int step = one.step();
            if (step != other.step()) refuse(table, what);
            if (step != SQLITE_ROW) return;
            for (int column = 0; column < one.columns(); ++column) {
                if (!equal_cells(one, other, column)) refuse(table, what);
            }
        }
    }

    sqlite3* replayed_;
    sqlite3* made_;
};

std::optional<std::string> run_as_a_run(sqlite3* db, const std::string& sql) {
    const Options options;
    SqliteConnection connection(db, options);
    const sqlite::Connection plain = sqlite::Connection::borrow(db);
    if (plain.execute("BEGIN IMMEDIATE") != SQLITE_OK) throw memory_database_failure(db);
    const std::optional<Fault> fault = run_script(connection, sql);
    if (fault) return fault->message;
    if (plain.execute("COMMIT") != SQLITE_OK) throw memory_database_failure(db);
    return std::nullopt;
}

}  // namespace

std::optional<SnapshotObstacle> refute_snapshot(sqlite3* db, const std::string& sql) {
    const sqlite::Connection made = open_in_memory(trial_file_system());
    const TrialClock clock(1);
    if (const auto message = run_as_a_run(made.get(), sql)) {
        return SnapshotObstacle{"", "the SQL that would make it fails: " + *message};
    }
    try {
        SnapshotProof(db, made.get()).compare();
    } catch (const SnapshotObstacle& obstacle) {
        return obstacle;
    }
    return std::nullopt;
}

}  // namespace kiln::tool
