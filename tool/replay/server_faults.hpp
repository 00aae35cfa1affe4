#pragma once
// What the trial server is made to have, by what it says that it lacks.

#include "src/database/connection.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// `role "app" does not exist`
std::optional<std::string> missing_role(std::string_view message);
/// Whether the first statement of a text names an extension that a PostgreSQL does not have, or one
/// that needs such a one.
bool lacks_extension(Connection& connection, std::string_view sql);
extern const char* const missing_extension_hint;

}  // namespace kiln::tool
