#include "tool/schema/plain_strings.hpp"

#include "src/database/sqlite/double_quotes.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

std::string in_single_quotes(sqlite3* db, const std::string& sql) {
    sqlite::Statement whole;
    if (whole.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) return sql;
    std::string text;
    std::size_t at = 0;
    for (const Fault& found : sqlite::double_quoted_strings(db, sql, 0, sql.size())) {
        SqlLexer lexer(sql, SqlRules::sqlite, found.offset);
        const SqlToken token = lexer.next_code();
        text.append(sql, at, token.offset - at);
        text += string_in_sql(unquoted(lexer.text(token)));
        at = token.offset + token.size;
    }
    return text.append(sql, at);
}

}  // namespace

Schema with_plain_strings(Schema schema, sqlite3* empty) {
    const sqlite::Connection connection = sqlite::Connection::borrow(empty);
    for (auto& [group, objects] : schema.groups) {
        const bool is_table = objects.front().kind == SchemaObject::Kind::table;
        const bool has_any = std::ranges::any_of(objects, [](const SchemaObject& object) {
            return object.sql.find('"') != std::string::npos;
        });
        if (!is_table || !has_any || objects.front().is_shadow) continue;
        connection.execute("SAVEPOINT plain");
        for (SchemaObject& object : objects) {
            if (object.kind == SchemaObject::Kind::trigger) continue;
            std::string sql = in_single_quotes(empty, object.sql);
            connection.execute(object.sql.c_str());
            object.sql = std::move(sql);
        }
        connection.execute("ROLLBACK TO plain; RELEASE plain");
    }
    return schema;
}

}  // namespace kiln::tool
