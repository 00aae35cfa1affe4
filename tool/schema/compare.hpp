#pragma once
// Two schemas by what they mean.

#include "tool/schema/schema.hpp"

#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// What is different in `is` from `was`, each difference in words: "index 'ix_x' is missing",
/// "table 'a': column 'b': was 'TEXT NOT NULL', is 'TEXT'". In the order of the tables' names.
///
/// Names compare without case; how a thing is written does not count (see SqlPiece). The order of
/// columns counts, since an INSERT without a list of columns goes by it; the order of table
/// constraints and options does not.
std::vector<std::string> compare(const Schema& was, const Schema& is);
/// The same of these groups alone.
std::vector<std::string> compare(const Schema& was, const Schema& is,
                                 const std::set<std::string>& tables);

}  // namespace kiln::tool
