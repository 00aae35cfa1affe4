#pragma once
// Texts in double quotes, as databases have them that other programs made.

#include "src/schema/tokens.hpp"

#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <vector>

namespace kiln {

/// SQLite takes what stands in double quotes, and is the name of nothing there, for a text. Makes
/// texts of such tokens where a table's own columns alone can be meant: in its CHECKs, in its
/// generated columns, and behind the WHERE of its indexes. Must outlive the tokens.
class QuotedTexts {
public:
    /// `tokens` of a CREATE TABLE.
    void take_in_table(std::vector<Token>& tokens);
    /// `tokens` of a CREATE INDEX; `columns` of its table, folded.
    void take_in_index(std::vector<Token>& tokens, const std::set<std::string>& columns);

private:
    void take(std::vector<Token>& tokens, std::size_t begin, std::size_t end,
              const std::set<std::string>& columns);

    std::deque<std::string> texts_;
};

/// Folded, of the tokens of a CREATE TABLE.
std::set<std::string> column_names(Tokens tokens);

/// Whether the text has such quotes at all.
bool has_double_quotes(Tokens tokens);

}  // namespace kiln
