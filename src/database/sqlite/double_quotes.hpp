#pragma once
// Strings in double quotes, which SQLite takes where a misspelt column was meant.

#include "src/database/fault.hpp"
#include "src/sql/lexer.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace kiln::sqlite {

/// The double-quoted token of the statement at `start` that `fault`, SQLite's own, is about; the
/// end if it is in no token of this statement, nothing if the fault cannot be about one.
std::optional<SqlToken> double_quoted_token(std::string_view sql, std::size_t start,
                                            const Fault& fault);

/// K309 at the token.
Fault double_quotes_fault(std::string_view sql, const SqlToken& token);

/// K309 for a DEFAULT "…" in the statement from `start` to `end`: that is a string to SQLite
/// however the connection is set.
std::optional<Fault> default_in_double_quotes(std::string_view sql, std::size_t start,
                                              std::size_t end);

}  // namespace kiln::sqlite
