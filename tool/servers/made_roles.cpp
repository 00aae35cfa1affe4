#include "tool/servers/made_roles.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

namespace kiln::tool {
namespace {

/// Within `$tag$…$tag$`.
std::string_view body_of(std::string_view literal) {
    const std::size_t tag = literal.find('$', 1) + 1;
    if (!literal.starts_with('$') || literal.size() < 2 * tag) return {};
    return literal.substr(tag, literal.size() - 2 * tag);
}

void read(std::string_view sql, bool is_body, std::set<std::string>& roles) {
    SqlLexer lexer(sql, SqlRules::postgresql);
    std::string before;  // CREATE, and what it creates
    bool is_name = false;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        if (token.kind == SqlToken::Kind::string && !is_body) read(body_of(text), true, roles);
        const std::string word = folded(text);
        // CREATE USER MAPPING
        if (is_name && word != "mapping") {
            const bool is_quoted = token.kind == SqlToken::Kind::quoted_identifier;
            roles.insert(is_quoted ? unquoted(text) : word);
        }
        is_name = before == "create" && (word == "role" || word == "user" || word == "group");
        before = word;
    }
}

}  // namespace

std::set<std::string> roles_made_by(std::string_view sql) {
    std::set<std::string> roles;
    read(sql, false, roles);
    return roles;
}

}  // namespace kiln::tool
