#pragma once
// The SQL of one CREATE statement as tokens, without comments.

#include "src/sql/lexer.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

struct Token {
    SqlToken::Kind kind;
    std::string_view text;
    bool space_before;
};
/// Into a vector of tokens, which refer to the text that they were read from.
using Tokens = std::span<const Token>;

std::vector<Token> tokens_of(std::string_view sql, SqlRules rules = SqlRules::sqlite);

bool is(const Token& token, std::string_view keyword);
bool is_any(const Token& token, std::initializer_list<std::string_view> keywords);
/// True if there is a token at `at`, and it is this keyword.
bool is_at(Tokens tokens, std::size_t at, std::string_view keyword);

/// The same for texts that mean the same: case of keywords and names, white space and the quoting
/// of names do not count.
std::string normal(Tokens tokens);
/// A name in the form that normal() gives it.
std::string normal_name(std::string_view token);
/// As it was written; white space and comments between tokens are one blank.
std::string written(Tokens tokens);

/// What a virtual table's option is set to, without quotes: of `content = 'note'`, `note`.
std::optional<std::string> option_of(Tokens tokens, std::string_view name);

/// Index of the token behind the object's name.
std::size_t behind_name(Tokens tokens);
/// The list from the parenthesis at `open`, split at its commas; `close` becomes its end.
std::vector<Tokens> split_list(Tokens tokens, std::size_t open, std::size_t& close);
/// Index of the parenthesis that closes the one at `open`, or the number of tokens.
std::size_t closing(Tokens tokens, std::size_t open);
/// Without the parentheses that enclose all of it.
Tokens without_parentheses(Tokens tokens);
/// Without what only repeats the name of the table (normal): `patient.age` is `age`.
std::vector<Token> without_table_name(Tokens tokens, const std::string& table_name);

}  // namespace kiln
