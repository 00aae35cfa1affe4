#pragma once

#include <string>
#include <string_view>

namespace kiln::tool {

/// As a Content-Security-Policy names an inline script or style: `sha256-` and base64.
std::string source_hash(std::string_view text);

}  // namespace kiln::tool
