#pragma once
// Which SQLite brought which function and pragma. Source: SQLite's release notes (changes.html).

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// The y of SQLite 3.y; nothing for what is older than all that matters, or unknown. The name is
/// folded. JSON and mathematics are older, but before that had to be built in.
std::optional<int> function_since(std::string_view name);
std::optional<int> pragma_since(std::string_view name);

/// Of a SQLITE_VERSION_NUMBER: `3.35`, `3.37.2`.
std::string version_text(int version);

}  // namespace kiln::tool
