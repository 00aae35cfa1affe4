#pragma once

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace kiln::tool {

/// Indented, with a line end, and fit for a terminal. Bytes that are not UTF-8 are replaced.
std::string json_text(const nlohmann::ordered_json& json);

}  // namespace kiln::tool
