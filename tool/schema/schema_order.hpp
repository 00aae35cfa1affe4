#pragma once

#include "tool/schema/schema.hpp"

#include <string_view>
#include <vector>

namespace kiln::tool {

using ObjectList = std::vector<const SchemaObject*>;

/// Tables so that each stands behind those that its foreign keys name, views so that each stands
/// behind those that its text names; where that is open or there is a circle, by name.
ObjectList in_dependency_order(ObjectList objects);

/// True if the statement has this name (folded) somewhere.
bool mentions(std::string_view sql, std::string_view name);

}  // namespace kiln::tool
