#pragma once
// Two schemas by what they mean.

#include "tool/schema/difference.hpp"
#include "tool/schema/schema.hpp"

#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// What is different in `is` from `was`, in the order of the tables' names.
///
/// Names compare without case; how a thing is written does not count (see SqlPiece), nor whether a
/// constraint stands at its column or at the end of the table, nor the order of constraints and
/// options. The order of columns counts, since an INSERT without a list of columns goes by it.
std::vector<SchemaDifference> differences(const Schema& was, const Schema& is);
/// The same of these groups alone.
std::vector<SchemaDifference> differences(const Schema& was, const Schema& is,
                                          const std::set<std::string>& tables);

/// Without columns that stand in another order, as they do where branches ran in another order.
std::vector<SchemaDifference> without_moves(std::vector<SchemaDifference> differences);

}  // namespace kiln::tool
