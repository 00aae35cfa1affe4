#include "tool/replay/server_faults.hpp"

namespace kiln::tool {

std::optional<std::string> missing_role(std::string_view message) {
    constexpr std::string_view start = "role \"";
    constexpr std::string_view end = "\" does not exist";
    const std::size_t begin = message.find(start);
    const std::size_t behind = message.find(end, begin);
    if (begin == std::string_view::npos || behind == std::string_view::npos) return std::nullopt;
    return std::string(message.substr(begin + start.size(), behind - begin - start.size()));
}

bool misses_extension(std::string_view message) {
    const std::size_t begin = message.find("extension \"");
    return begin != std::string_view::npos &&
           message.find("is not available", begin) != std::string_view::npos;
}

const char* const missing_extension_hint =
    "install it for that server, or name one that has it with KILN_POSTGRESQL_URL";

}  // namespace kiln::tool
