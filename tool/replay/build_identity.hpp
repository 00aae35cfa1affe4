#pragma once

#include <string_view>

namespace kiln::tool {

/// Another one for each program that may find something else: a digest of all that it is made of.
std::string_view build_identity();

}  // namespace kiln::tool
