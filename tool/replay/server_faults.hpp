#pragma once
// What the trial server is made to have, by what it says that it lacks.

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// `role "app" does not exist`
std::optional<std::string> missing_role(std::string_view message);
/// `extension "postgis" is not available`
bool misses_extension(std::string_view message);
extern const char* const missing_extension_hint;

}  // namespace kiln::tool
