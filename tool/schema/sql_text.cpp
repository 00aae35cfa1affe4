#include "tool/schema/sql_text.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <algorithm>

namespace kiln::tool {
namespace {

constexpr std::size_t line_width = 100;

bool is_multiline(const Statement& statement) {
    return !statement.confirm.empty() || statement.sql.find('\n') != std::string::npos;
}

bool has_comment(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.is_comment()) return true;
    }
    return false;
}

}  // namespace

std::string script_of(const std::vector<Statement>& statements) {
    std::string text;
    const Statement* last = nullptr;
    for (const Statement& statement : statements) {
        if (last) text += is_multiline(*last) || is_multiline(statement) ? "\n\n" : "\n";
        for (const Confirmation& confirmation : statement.confirm) {
            text += confirmation.needs_value ? "-- " : "-- kiln:confirm ";
            text += one_line(confirmation.what) + "\n";
        }
        for (const std::string& what : statement.left_away) {
            text += "-- kiln:allow K606: " + one_line(what) + " is to go\n";
        }
        text += statement.sql + ";";
        last = &statement;
    }
    return text;
}

std::string create_table_text(const SchemaObject& table, const std::string& name) {
    const std::vector<Token> all = tokens_of(table.sql);
    const std::size_t open = behind_name(all);
    std::string text = "CREATE TABLE " + readable_name(name) + " (";
    if (open >= all.size()) return text + ")";  // no statement that SQLite stores
    const std::string own_name = normal_name(all[open - 1].text);
    const std::vector<Token> tokens = without_table_name(all, own_name);
    if (tokens.size() == all.size() && has_comment(table.sql)) {
        const auto start = static_cast<std::size_t>(all[open].text.data() - table.sql.data());
        return "CREATE TABLE " + readable_name(name) + " " + table.sql.substr(start);
    }
    std::size_t close = open;
    const char* separator = "\n    ";
    for (const Tokens item : split_list(tokens, open, close)) {
        text += separator + written(item);
        separator = ",\n    ";
    }
    text += "\n)";
    const std::string options = written(Tokens(tokens).subspan(std::min(close + 1, tokens.size())));
    return options.empty() ? text : text + " " + options;
}

std::string list_text(const std::vector<std::string>& items, std::size_t indent, bool parentheses) {
    std::size_t size = indent;
    for (const std::string& item : items) size += item.size() + 2;
    const bool is_long = size > line_width;
    std::string text = parentheses ? "(" : "";
    if (is_long) text += "\n    ";
    std::size_t column = 4;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (i > 0) {
            const bool wraps = is_long && column + items[i].size() + 2 > line_width;
            text += wraps ? ",\n    " : ", ";
            if (wraps) column = 4;
        }
        text += items[i];
        column += items[i].size() + 2;
    }
    if (is_long && parentheses) text += "\n";
    return parentheses ? text + ")" : text;
}

}  // namespace kiln::tool
