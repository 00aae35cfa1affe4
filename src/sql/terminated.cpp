#include "src/sql/terminated.hpp"

#include "src/sql/lexer.hpp"

namespace kiln {

std::string terminated(std::string_view statement) {
    std::string text(statement);
    // SQLite keeps blanks before a semicolon as a part of some statements: none without need.
    bool ends_with_comment = false;
    if (statement.find("--") != std::string_view::npos) {
        SqlLexer lexer(statement, SqlRules::sqlite);
        for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
             token = lexer.next()) {
            ends_with_comment = token.kind == SqlToken::Kind::line_comment &&
                                token.offset + token.size == statement.size();
        }
    }
    return text += ends_with_comment ? "\n;\n" : ";\n";
}

}  // namespace kiln
