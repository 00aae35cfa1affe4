#pragma once
// The first statement of a text, as MySQL and its client read it.

#include "src/sql/script_reader.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kiln::mysql {

struct Statement {
    enum class Kind : std::uint8_t {
        none,         ///< blanks and comments alone
        transaction,  ///< BEGIN, COMMIT, SAVEPOINT, ...
        setting,      ///< it may change what the session has: SET, USE, CALL, ...
        client,       ///< what the client would take as a command
        lock,         ///< LOCK TABLES, FLUSH … WITH READ LOCK
        other,
    };
    Kind kind = Kind::none;
    ScriptStatement script{};
    /// Another session needs it too: SET, USE, SELECT … INTO @a.
    bool is_for_session = false;
    /// Of CREATE TEMPORARY TABLE: its name, as SQL has it.
    std::string temporary{};
};

/// Takes the first one off the text.
Statement take_statement(StatementSplitter& splitter, std::string_view text);

/// With the values in place of each `?` outside of literals; `write` gives them one by one.
template <class Write>
std::string with_values(std::string_view sql, Write write) {
    std::string out;
    // Those of SQLite quote alike, where Kiln's own statements are concerned.
    SqlLexer lexer(sql, SqlRules::sqlite);
    std::size_t copied = 0;
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        // `@@name` is one, too.
        if (token.kind != SqlToken::Kind::parameter || sql[token.offset] != '?') continue;
        out += sql.substr(copied, token.offset - copied);
        out += write();
        copied = token.offset + token.size;
    }
    return out += sql.substr(copied);
}

}  // namespace kiln::mysql
