#pragma once

#include <string>
#include <string_view>

namespace kiln {

/// One statement with its semicolon and a line end; a comment at its end ends before.
std::string terminated(std::string_view statement);

}  // namespace kiln
