#pragma once
// Tables by a pattern of their names, as settings and models name those of others.

#include <span>
#include <string>

namespace kiln::tool {

/// As SQL's LIKE: `%` stands for any text, `_` for any character, and letters compare without case.
bool is_like(const std::string& name, const std::string& pattern);
bool is_like_any(const std::string& name, std::span<const std::string> patterns);

}  // namespace kiln::tool
