#pragma once
// Texts that a regular expression lets pass, as PostgreSQL and MySQL read those.

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Others for other numbers, as far as the expression has room; none for one that looks ahead or
/// back, or is none.
std::optional<std::string> text_matching_regex(std::string_view regex, unsigned number);

}  // namespace kiln::tool
