#include "src/database/sqlite/existing.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <initializer_list>
#include <string>

namespace kiln::sqlite {
namespace {

/// The words of a statement, comments aside.
class Words {
public:
    Words(std::string_view sql, std::size_t start) : lexer_(sql, SqlRules::sqlite, start) {
        advance();
    }

    std::size_t offset() const { return token_.offset; }
    std::string name() const { return unquoted(lexer_.text(token_)); }
    bool take(std::string_view word) {
        const bool there = equal_ignoring_case(lexer_.text(token_), word);
        if (there) advance();
        return there;
    }
    bool take_any(std::initializer_list<std::string_view> words) {
        for (const std::string_view word : words) {
            if (take(word)) return true;
        }
        return false;
    }
    /// `[schema .] name`: stays at the name.
    void pass_schema() {
        Words behind = *this;
        behind.advance();
        if (behind.take(".")) *this = behind;
    }
    void advance() { token_ = lexer_.next_code(); }

private:
    SqlLexer lexer_;
    SqlToken token_;
};

bool has_row(sqlite3* db, std::string_view sql, std::initializer_list<std::string> values) {
    const Connection connection = Connection::borrow(db);
    Statement select;
    if (select.prepare(connection, sql) != SQLITE_OK) return false;
    int index = 0;
    for (const std::string& value : values) select.bind(++index, value);
    return select.step() == SQLITE_ROW;
}

bool object_exists(sqlite3* db, const std::string& name) {
    return has_row(db, "SELECT 1 FROM main.sqlite_master WHERE name = ?1 COLLATE NOCASE", {name});
}

bool column_exists(sqlite3* db, const std::string& table, const std::string& column) {
    return has_row(db, "SELECT 1 FROM pragma_table_info(?1) WHERE name = ?2 COLLATE NOCASE",
                   {table, column});
}

}  // namespace

bool makes_what_exists(sqlite3* db, std::string_view sql, std::size_t start, std::size_t error) {
    Words words(sql, start);
    if (words.take("create")) {
        while (words.take_any({"temp", "temporary", "unique", "virtual"})) {
        }
        if (!words.take_any({"table", "index", "view", "trigger"})) return false;
        if (words.take("if")) return false;
        words.pass_schema();
        const bool is_about_name = error == start || error == words.offset();
        return is_about_name && object_exists(db, words.name());
    }
    if (!words.take("alter") || !words.take("table")) return false;
    words.pass_schema();
    const std::string table = words.name();
    words.advance();
    if (!words.take("add")) return false;
    words.take("column");
    return error == start && column_exists(db, table, words.name());
}

}  // namespace kiln::sqlite
