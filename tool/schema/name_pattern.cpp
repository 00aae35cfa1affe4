#include "tool/schema/name_pattern.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace kiln::tool {

bool is_like(const std::string& name, const std::string& pattern) {
    return sqlite3_strlike(pattern.c_str(), name.c_str(), 0) == 0;
}

bool is_like_any(const std::string& name, std::span<const std::string> patterns) {
    return std::ranges::any_of(patterns,
                               [&](const std::string& pattern) { return is_like(name, pattern); });
}

}  // namespace kiln::tool
