#include "tool/replay/mysql_table.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

bool is_quoted_name(const Token& token) { return token.kind == SqlToken::Kind::quoted_identifier; }

/// The first name of each: `a`(10) DESC.
std::vector<std::string> names_in(Tokens tokens, std::size_t open, std::size_t& close) {
    std::vector<std::string> names;
    for (const Tokens item : split_list(tokens, open, close)) {
        names.push_back(!item.empty() && is_quoted_name(item.front()) ? unquoted(item.front().text)
                                                                      : std::string());
    }
    return names;
}

std::size_t find_parenthesis(Tokens tokens, std::size_t at) {
    while (at < tokens.size() && tokens[at].text != "(") ++at;
    return at;
}

/// `UNIQUE KEY `name` (`a`,`b`)`, by what stands before the name.
MysqlKey read_key(Tokens item) {
    MysqlKey key;
    const std::size_t open = find_parenthesis(item, 0);
    key.unique = is_any(item.front(), {"unique", "primary"});
    key.name = "PRIMARY";
    for (std::size_t at = 0; at < open; ++at) {
        if (is_quoted_name(item[at])) key.name = unquoted(item[at].text);
    }
    std::size_t close = open;
    key.columns = names_in(item, open, close);
    if (std::ranges::find(key.columns, std::string()) != key.columns.end()) key.columns.clear();
    return key;
}

MysqlForeignKey read_foreign_key(Tokens item, std::string name) {
    MysqlForeignKey key;
    key.name = std::move(name);
    key.text = written(item);
    std::size_t at = find_parenthesis(item, 0);
    key.columns = names_in(item, at, at);
    while (at < item.size() && !is(item[at], "references")) ++at;
    if (++at >= item.size()) return key;
    key.parent =
        at + 1 < item.size() && item[at + 1].text == "." ? std::string() : unquoted(item[at].text);
    at = find_parenthesis(item, at);
    key.referred = names_in(item, at, at);
    return key;
}

/// Behind the name and the type.
void read_attributes(MysqlColumn& column, Tokens item, const std::string& table,
                     MysqlTable& owner) {
    for (std::size_t at = 0; at < item.size(); ++at) {
        const Token& token = item[at];
        if (is(token, "unsigned")) {
            column.is_unsigned = true;
            column.type += " unsigned";
        }
        const bool is_charset = is(token, "charset") || is(token, "set");
        if (is_charset && at + 1 < item.size()) column.charset = folded(item[at + 1].text);
        if (is(token, "not") && is_at(item, at + 1, "null")) column.not_null = true;
        if (is_any(token, {"default", "auto_increment"})) column.has_default = true;
        // `DEFAULT 'x'`, `COMMENT 'x'`
        if (is_any(token, {"default", "comment"}) && at + 1 < item.size() &&
            item[at + 1].text != "(") {
            ++at;
            continue;
        }
        if (is(token, "as") || is(token, "generated")) column.generated = true;
        if (is(token, "check") && at + 1 < item.size()) {
            const std::size_t close = std::min(closing(item, at + 1) + 1, item.size());
            owner.checks.push_back(
                {table + "." + column.name, written(item.subspan(at, close - at))});
        }
        if (token.text == "(") at = closing(item, at);
    }
}

void read_column(Tokens item, const std::string& table, const std::string& charset,
                 MysqlTable& owner) {
    MysqlColumn column;
    column.name = unquoted(item.front().text);
    column.charset = charset;
    std::size_t at = 1;
    if (at < item.size()) {
        column.base = folded(item[at].text);
        column.type = item[at++].text;
    }
    if (at < item.size() && item[at].text == "(") {
        std::size_t close = at;
        for (const Tokens argument : split_list(item, at, close)) {
            if (!argument.empty()) column.arguments.push_back(unquoted(argument.front().text));
        }
        close = std::min(close + 1, item.size());
        column.type += written(item.subspan(at, close - at));
        at = close;
    }
    read_attributes(column, item.subspan(std::min(at, item.size())), table, owner);
    owner.columns.push_back(std::move(column));
}

void read_item(Tokens item, const std::string& table, const std::string& charset,
               MysqlTable& owner) {
    if (item.empty()) return;
    if (is_quoted_name(item.front())) return read_column(item, table, charset, owner);
    std::string name;
    if (is(item.front(), "constraint") && item.size() > 2) {
        name = unquoted(item[1].text);
        item = item.subspan(2);
    }
    if (is(item.front(), "check")) {
        owner.checks.push_back({std::move(name), written(item)});
    } else if (is(item.front(), "foreign")) {
        owner.foreign_keys.push_back(read_foreign_key(item, std::move(name)));
    } else if (!is(item.front(), "period")) {
        owner.keys.push_back(read_key(item));
    }
}

/// `DEFAULT CHARSET=latin1`
std::string charset_of(Tokens options) {
    for (std::size_t at = 0; at + 2 < options.size(); ++at) {
        if (is(options[at], "charset") && options[at + 1].text == "=") {
            return folded(options[at + 2].text);
        }
    }
    return {};
}

}  // namespace

MysqlTable read_mysql_table(std::string create) {
    MysqlTable table;
    table.create = std::move(create);
    const std::vector<Token> all = tokens_of(table.create, SqlRules::mysql);
    const Tokens tokens(all);
    std::string name;
    const std::size_t open = find_parenthesis(tokens, 0);
    for (std::size_t at = 0; at < open; ++at) {
        if (is_quoted_name(tokens[at])) name = unquoted(tokens[at].text);
    }
    std::size_t close = open;
    const std::vector<Tokens> items = split_list(tokens, open, close);
    const std::string charset = charset_of(tokens.subspan(std::min(close, tokens.size())));
    for (const Tokens item : items) read_item(item, name, charset, table);
    return table;
}

}  // namespace kiln::tool
