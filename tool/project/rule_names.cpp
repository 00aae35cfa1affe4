#include "tool/project/rule_names.hpp"

namespace kiln::tool {

std::optional<Code> rule_named(std::string_view name) {
    if (name.size() != 4 || name.front() != 'K') return std::nullopt;
    int number = 0;
    for (const char digit : name.substr(1)) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    const auto code = static_cast<Code>(number);
    return is_rule(code) ? std::optional(code) : std::nullopt;
}

}  // namespace kiln::tool
