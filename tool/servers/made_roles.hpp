#pragma once
// Roles that SQL for PostgreSQL makes.

#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// As the server has their names. Those in bodies (`DO $$ … $$`) too; not those of texts that are
/// put together.
std::set<std::string> roles_made_by(std::string_view sql);

}  // namespace kiln::tool
