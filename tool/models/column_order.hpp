#pragma once
// The order of columns, which is no difference where the models do not ask for theirs.

#include "tool/schema/schema.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// The models' schema as ADD COLUMN can make it: each table's columns stand as the revisions have
/// them, new ones behind them. Tables named in `ordered` stay as they are. Says in `late` of which
/// new columns the struct wants another place.
Schema with_columns_as(const Schema& revisions, Schema models,
                       const std::vector<std::string>& ordered,
                       std::vector<std::string>* late = nullptr);

}  // namespace kiln::tool
