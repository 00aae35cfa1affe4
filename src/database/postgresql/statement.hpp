#pragma once
// The first statement of a text, as PostgreSQL and psql read it.

#include "src/sql/script_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kiln::postgresql {

struct Statement {
    enum class Kind : std::uint8_t {
        none,         ///< blanks and comments alone
        transaction,  ///< BEGIN, COMMIT, SAVEPOINT, ...
        setting,      ///< it may change the session's settings: SET, RESET, SELECT, DO, CALL
        psql,         ///< what psql would take as a command
        other,
    };
    Kind kind = Kind::none;
    ScriptStatement script{};
    bool is_concurrent = false;  ///< the word CONCURRENTLY stands in it
    bool is_temporary = false;   ///< the word TEMP or TEMPORARY, or pg_temp
    bool is_named = false;       ///< PREPARE or DECLARE: it may leave a name in the session
    bool is_discard_all = false;
};

/// Takes the first one off the text.
Statement take_statement(StatementSplitter& splitter, std::string_view text);

/// With `$1`, `$2`, ... in place of each `?` outside of literals, names and comments; `??` is the
/// operator `?`.
struct Numbered {
    std::string sql;
    std::size_t count = 0;  ///< of the values
};
Numbered numbered(std::string_view sql);

}  // namespace kiln::postgresql
