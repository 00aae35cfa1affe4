#pragma once
// The drivers that this program was built with.

#include <kiln/migration_table.hpp>

#include <span>
#include <vector>

namespace kiln::tool {

/// Of these dialects, as far as there are any.
std::vector<DriverFunction> drivers_of(std::span<const Dialect> dialects);

}  // namespace kiln::tool
