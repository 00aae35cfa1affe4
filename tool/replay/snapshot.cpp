#include "tool/replay/snapshot.hpp"

#include "src/sql/quoting.hpp"
#include "src/sql/terminated.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/change_watch.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/snapshot_rows.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

class SnapshotWriter {
public:
    SnapshotWriter(sqlite3* db, std::size_t most)
        : db_(db), most_(most), own_tables_(own_tables_of_sqlite(db)) {}

    std::string write() {
        const std::vector<SnapshotObject> objects = objects_of(db_);
        if (has("sqlite_sequence") && std::ranges::none_of(objects, counts_itself)) {
            // It stays behind the last table that has a counter.
            add("CREATE TABLE kiln_counter(n INTEGER PRIMARY KEY AUTOINCREMENT);\n"
                "DROP TABLE kiln_counter;\n");
        }
        for (const SnapshotObject& object : objects) {
            add(terminated(object.sql));
            if (object.type == "table" && !object.is_virtual) add_rows(object.name, false);
        }
        for (const SnapshotObject& object : objects) {
            if (object.is_virtual) add_virtual_rows(object);
        }
        if (has("sqlite_stat4") && count("sqlite_stat4") > 0) {
            throw SnapshotObstacle{"sqlite_stat4", "not every SQLite has sqlite_stat4"};
        }
        if (has("sqlite_stat1")) {
            add("ANALYZE sqlite_master;\nDELETE FROM sqlite_stat1;\n");
            add_statistics();
        }
        if (has("sqlite_sequence")) {
            add("DELETE FROM sqlite_sequence;\n");
            add_rows("sqlite_sequence", false);
        }
        for (const char* const field : {"user_version", "application_id"}) {
            const std::int64_t value = number("PRAGMA main." + std::string(field));
            if (value != 0)
                add(std::string("PRAGMA ") + field + "=" + std::to_string(value) + ";\n");
        }
        return std::move(sql_);
    }

private:
    static bool counts_itself(const SnapshotObject& object) {
        return object.type == "table" && words_of(object.sql).count("autoincrement") > 0;
    }

    bool has(std::string_view table) const {
        return std::ranges::find(own_tables_, table) != own_tables_.end();
    }

    std::int64_t number(const std::string& question) const {
        sqlite::Statement answer;
        prepare_or_throw(db_, answer, question);
        return next_row(db_, answer) ? answer.number(0) : 0;
    }

    std::int64_t count(const std::string& table) const {
        return number("SELECT count(*) FROM main." + quoted_name(table));
    }

    void add(std::string_view text) {
        sql_ += text;
        if (sql_.size() <= most_) return;
        throw SnapshotObstacle{"", "it would have more than " + std::to_string(most_) +
                                       " bytes, many more than the revisions themselves"};
    }

    /// Whether SQLite would number the rows so by itself.
    bool are_numbered(const std::string& table, const std::string& rowid) const {
        sqlite::Statement answer;
        prepare_or_throw(db_, answer,
                         "SELECT count(*), min(" + rowid + "), max(" + rowid + ") FROM main." +
                             quoted_name(table));
        if (!next_row(db_, answer) || answer.number(0) == 0) return true;
        return answer.number(1) == 1 && answer.number(2) == answer.number(0);
    }

    void add_rows(const std::string& table, bool is_virtual) {
        if (count(table) == 0) return;
        RowColumns columns = row_columns(db_, table, is_virtual);
        const bool names_rowid = !columns.rowid.empty() && !columns.is_rowid_a_column &&
                                 !are_numbered(table, columns.rowid);
        const bool names_all = names_rowid || columns.names.size() != columns.all.size();
        if (names_rowid) columns.names.insert(columns.names.begin(), columns.rowid);
        std::string list;
        for (const std::string& name : columns.names) list += (list.empty() ? "" : ",") + name;
        std::string into = "INSERT INTO " + name_in_sql(table);
        if (names_all || is_virtual) into += "(" + list + ")";
        into += " VALUES";
        sqlite::Statement rows;
        prepare_or_throw(db_, rows,
                         "SELECT " + list + " FROM main." + quoted_name(table) +
                             (is_virtual ? " ORDER BY rowid" : " NOT INDEXED"));
        add_statements(into, rows);
    }

    /// Of as many rows each as SQLite reads at ease.
    void add_statements(const std::string& into, sqlite::Statement& rows) {
        constexpr std::size_t long_enough = 30'000;
        std::string statement;
        while (next_row(db_, rows)) {
            statement += statement.empty() ? into : ",";
            statement += "\n(";
            for (int column = 0; column < rows.columns(); ++column) {
                if (column > 0) statement += ',';
                statement += value_in_sql(db_, rows, column);
            }
            statement += ')';
            if (statement.size() < long_enough) continue;
            add(std::exchange(statement, {}) + ";\n");
        }
        if (!statement.empty()) add(statement + ";\n");
    }

    void add_statistics() {
        sqlite::Statement rows;
        prepare_or_throw(db_, rows, statistics_question(db_));
        add_statements("INSERT INTO sqlite_stat1 VALUES", rows);
    }

    void add_virtual_rows(const SnapshotObject& object) {
        const VirtualTable table = virtual_table(object.sql);
        const bool is_fts5 = table.module == "fts5";
        const bool is_fts4 = table.module == "fts3" || table.module == "fts4";
        if (is_fts5) add_configuration(object.name);
        if (is_fts4 && table.has_languageid) {
            throw SnapshotObstacle{
                object.table, "no SQL tells the language of each row of " + quote(object.name)};
        }
        if ((is_fts5 || is_fts4) && table.has_content) {
            if (!finds_something(object.name, is_fts5)) return;
            if (table.content.empty()) {
                throw SnapshotObstacle{object.table, "the full-text index " + quote(object.name) +
                                                         " does not keep its texts"};
            }
            const std::string name = name_in_sql(object.name);
            add("INSERT INTO " + name + "(" + name + ") VALUES('rebuild');\n");
            return;
        }
        constexpr std::string_view others[] = {"rtree", "rtree_i32", "geopoly"};
        const bool takes_rows =
            is_fts5 || is_fts4 || std::ranges::find(others, table.module) != std::end(others);
        if (takes_rows) add_rows(object.name, true);
    }

    void add_configuration(const std::string& table) {
        const std::string name = name_in_sql(table);
        std::string into = "INSERT INTO " + name;
        into += "(" + name + ",rank) VALUES(";
        sqlite::Statement rows;
        prepare_or_throw(db_, rows,
                         "SELECT k, v FROM main." + quoted_name(table + "_config") +
                             " WHERE k <> 'version' ORDER BY k");
        while (next_row(db_, rows)) {
            std::string statement = into + value_in_sql(db_, rows, 0);
            statement += "," + value_in_sql(db_, rows, 1);
            add(statement += ");\n");
        }
    }

    bool finds_something(const std::string& table, bool is_fts5) const {
        const std::string terms = "temp.kiln_terms";
        const sqlite::Connection connection = sqlite::Connection::borrow(db_);
        const std::string create = "CREATE VIRTUAL TABLE " + terms + " USING " +
                                   (is_fts5 ? "fts5vocab" : "fts4aux") + "(main, " +
                                   quoted_name(table) + (is_fts5 ? ", row)" : ")");
        if (connection.execute(create.c_str()) != SQLITE_OK) return true;
        const bool found = number("SELECT count(*) FROM (SELECT 1 FROM " + terms + " LIMIT 1)") > 0;
        connection.execute(("DROP TABLE " + terms).c_str());
        return found;
    }

    sqlite3* db_;
    std::size_t most_;
    std::vector<std::string> own_tables_;
    std::string sql_;
};

}  // namespace

std::variant<std::string, SnapshotObstacle> write_snapshot(sqlite3* db, std::size_t most) {
    try {
        return SnapshotWriter(db, most).write();
    } catch (const SnapshotObstacle& obstacle) {
        return obstacle;
    }
}

}  // namespace kiln::tool
