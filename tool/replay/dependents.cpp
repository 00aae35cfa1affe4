#include "tool/replay/dependents.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/schema.hpp"

#include <sqlite3.h>

#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using Statement = std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)>;

Statement prepare(sqlite3* db, const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
    return {statement, &sqlite3_finalize};
}

bool compiles(sqlite3* db, const std::string& sql) { return prepare(db, sql) != nullptr; }

std::string text(const Statement& statement, int column) {
    const auto* value = sqlite3_column_text(statement.get(), column);
    return value ? reinterpret_cast<const char*>(value) : "";
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
    const Statement list = prepare(db, "PRAGMA main.table_info(" + name + ")");
    while (list && sqlite3_step(list.get()) == SQLITE_ROW) {
        const std::string column = quoted_name(text(list, 1));
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
        const Statement objects = prepare(
            db, "SELECT type, tbl_name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')");
        if (!objects) return false;
        int code = SQLITE_ROW;
        while ((code = sqlite3_step(objects.get())) == SQLITE_ROW) {
            if (text(objects, 0) == "view") {
                views.push_back(text(objects, 1));
            } else {
                events.emplace(folded(text(objects, 1)), event_of(text(objects, 2)));
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
