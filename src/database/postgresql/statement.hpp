#pragma once
// The first statement of a text, as PostgreSQL and psql read it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kiln::postgresql {

struct Statement {
    enum class Kind : std::uint8_t {
        none,         ///< blanks and comments alone
        transaction,  ///< BEGIN, COMMIT, SAVEPOINT, ...
        copy,         ///< COPY ... FROM STDIN, whose rows follow
        setting,      ///< it may change the session's settings: SET, RESET, SELECT, DO, CALL
        psql,         ///< a line that psql would take as a command
        other,
    };
    Kind kind = Kind::none;
    std::size_t begin = 0;  ///< behind blanks and comments
    std::size_t end = 0;    ///< behind its last token, before the semicolon
    std::size_t taken = 0;  ///< behind all of it: the semicolon, the rows of a COPY
    /// Of a COPY: the rows, without the line `\.`.
    std::string_view rows{};
    bool has_end_of_rows = false;
    bool is_concurrent = false;  ///< the word CONCURRENTLY stands in it
    bool is_temporary = false;   ///< the word TEMP or TEMPORARY, or pg_temp
};

Statement first_statement(std::string_view text);

/// With `$1`, `$2`, ... in place of each `?` outside of literals.
std::string numbered(std::string_view sql);

}  // namespace kiln::postgresql
