#pragma once
// What a script may not say, by the first tokens of each statement. Tokens and not an authorizer:
// the connection may be the application's own, and its authorizer cannot be read back and restored.

#include "src/database/fault.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;

namespace kiln {

/// Offset of the next token at or behind `offset` that is neither white space, comment nor `;`;
/// the text's size if there is none.
std::size_t next_statement(std::string_view sql, std::size_t offset);

/// What a statement may turn out to be: all that needs a second look, by its first keyword.
enum class StatementKind : unsigned char { other, transaction, attach, pragma, vacuum };

/// The statement that begins at `offset`, which next_statement() gave. EXPLAIN is looked through,
/// since some PRAGMAs act even behind it.
StatementKind statement_kind(std::string_view sql, std::size_t offset);

/// The fault in a statement of such a kind, if it is one. `in_transaction` as in SectionRules.
std::optional<Fault> refuse_statement(sqlite3* db, std::string_view sql, std::size_t offset,
                                      StatementKind kind, bool in_transaction);

/// The name in the PRAGMA statement at `offset`.
std::string pragma_at(std::string_view sql, std::size_t offset);

}  // namespace kiln
