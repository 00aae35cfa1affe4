#include "tool/replay/dependents.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/schema.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

bool prepare(sqlite3* db, sqlite::Statement& statement, const std::string& sql) {
    return statement.prepare(sqlite::Connection::borrow(db), sql) == SQLITE_OK;
}

bool compiles(sqlite3* db, const std::string& sql) {
    sqlite::Statement statement;
    return prepare(db, statement, sql);
}

/// INSERT, UPDATE or DELETE of a CREATE TRIGGER, folded.
std::string event_of(std::string_view trigger) {
    SqlLexer lexer(trigger, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind != SqlToken::Kind::word) continue;
        std::string word = folded(lexer.text(token));
        if (word == "trigger") lexer.next();  // the name may be any word
        if (word == "insert" || word == "update" || word == "delete") return word;
    }
    return {};
}

/// A statement that makes SQLite compile the triggers of this event on the table.
std::string firing(sqlite3* db, const std::string& table, const std::string& event) {
    const std::string name = quoted_name(table);
    if (event == "insert") return "INSERT INTO main." + name + " DEFAULT VALUES";
    if (event == "delete") return "DELETE FROM main." + name;
    std::string columns;
    sqlite::Statement list;
    const bool prepared = prepare(db, list, "PRAGMA main.table_info(" + name + ")");
    while (prepared && list.step() == SQLITE_ROW) {
        const std::string column = quoted_name(list.text(1));
        if (!columns.empty()) columns += ", ";
        columns.append(column).append(" = ").append(column);
    }
    return "UPDATE main." + name + " SET " + columns;
}

}  // namespace

bool views_and_triggers_compile(sqlite3* db) {
    std::vector<std::string> views;
    std::set<std::pair<std::string, std::string>> events;  // table, event
    {
        sqlite::Statement objects;
        if (!prepare(db, objects,
                     "SELECT type, tbl_name, sql FROM sqlite_master "
                     "WHERE type IN ('view', 'trigger')")) {
            return false;
        }
        int code = SQLITE_ROW;
        while ((code = objects.step()) == SQLITE_ROW) {
            if (objects.text(0) == "view") {
                views.emplace_back(objects.text(1));
            } else {
                events.emplace(folded(objects.text(1)), event_of(objects.text(2)));
            }
        }
        if (code != SQLITE_DONE) return false;
    }
    for (const std::string& view : views) {
        if (!compiles(db, "SELECT * FROM main." + quoted_name(view))) return false;
    }
    for (const auto& [table, event] : events) {
        if (!compiles(db, firing(db, table, event))) return false;
    }
    return true;
}

}  // namespace kiln::tool
