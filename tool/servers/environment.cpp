#include "tool/servers/environment.hpp"

#include <cstdlib>
#include <string_view>

extern "C" char** environ;

namespace kiln::tool {

WithoutClientVariables::WithoutClientVariables() {
    for (char** each = environ; *each != nullptr; ++each) {
        const std::string_view variable = *each;
        const std::size_t end = variable.find('=');
        if (end == std::string_view::npos) continue;
        if (!variable.starts_with("PG") && !variable.starts_with("MYSQL_")) continue;
        taken_.emplace_back(variable.substr(0, end), variable.substr(end + 1));
    }
    for (const auto& [name, value] : taken_) unsetenv(name.c_str());
}

WithoutClientVariables::~WithoutClientVariables() {
    for (const auto& [name, value] : taken_) setenv(name.c_str(), value.c_str(), 1);
}

}  // namespace kiln::tool
