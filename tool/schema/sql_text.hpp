#pragma once
// SQL as a person would write it.

#include "tool/schema/schema.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// Stands where a value is needed that only a person knows: no column has that name, so that
/// nothing runs before it is filled in.
inline constexpr std::string_view place_to_fill = "KILN_FILL_IN";

/// What a person has to know or do before a statement runs, in one line.
struct Confirmation {
    std::string what;
    bool needs_value = false;  ///< the statement has `place_to_fill` for it, which waits by itself
};

struct Statement {
    std::string sql;  ///< without its semicolon
    std::vector<Confirmation> confirm;
    /// What a rebuild leaves away beside its other changes, which the rule K606 takes for lost.
    std::vector<std::string> left_away{};
};

/// Statements of one line stand together, others between blank lines.
std::string script_of(const std::vector<Statement>& statements);

/// `CREATE TABLE name (…)` with each item on a line of its own; as it was written where it has
/// comments.
std::string create_table_text(const SchemaObject& table, const std::string& name);

/// `a, b, c` behind `indent` columns, on several lines if it is long: in parentheses, those stand
/// on the lines around it.
std::string list_text(const std::vector<std::string>& items, std::size_t indent, bool parentheses);

}  // namespace kiln::tool
