#pragma once

#include "tool/schema/schema.hpp"

#include <vector>

namespace kiln::tool {

using ObjectList = std::vector<const SchemaObject*>;

/// Tables so that each stands behind those that its foreign keys name, views so that each stands
/// behind those that its text names; where that is open or there is a circle, by name.
ObjectList in_dependency_order(ObjectList objects);

}  // namespace kiln::tool
