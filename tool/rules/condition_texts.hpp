#pragma once
// What a condition of a server's may ask of a value, as texts.

#include "src/sql/lexer.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// Its literals and what is next to its numbers, what its patterns let pass, texts as long as its
/// numbers say, and what such conditions ask for as a rule. As many for each number, in the same
/// order; others where there is room.
std::vector<std::string> texts_for_condition(const std::string& condition, SqlRules rules,
                                             int number);

}  // namespace kiln::tool
