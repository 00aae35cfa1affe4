#pragma once
// The drivers that this program was built with.

#include <kiln/migration_table.hpp>

#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// Of these dialects, as far as there are any.
std::vector<DriverFunction> drivers_of(std::span<const Dialect> dialects);

/// What `--version` tells of the servers' clients, a line each: "libpq 15.14".
std::string versions_of_clients();

}  // namespace kiln::tool
