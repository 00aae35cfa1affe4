#include "tool/project/check_settings.hpp"

#include <charconv>
#include <cstddef>
#include <string>
#include <system_error>

namespace kiln::tool {

std::optional<RuleLevel> rule_level_named(std::string_view name) {
    if (name == "off") return RuleLevel::off;
    if (name == "warning") return RuleLevel::warning;
    if (name == "error") return RuleLevel::error;
    return std::nullopt;
}

std::optional<int> sqlite_version(std::string_view text) {
    constexpr int most = 999;
    int parts[3] = {0, 0, 0};
    int count = 0;
    for (const char* at = text.data(); count < 3; ++count) {
        const char* const end = text.data() + text.size();
        const bool is_number = at != end && *at >= '0' && *at <= '9';
        const auto [behind, error] = std::from_chars(at, end, parts[count]);
        if (!is_number || error != std::errc() || parts[count] > most) return std::nullopt;
        if (behind == end) break;
        if (*behind != '.') return std::nullopt;
        at = behind + 1;
    }
    if (count == 0 || count == 3 || parts[0] != 3) return std::nullopt;
    return parts[0] * 1'000'000 + parts[1] * 1'000 + parts[2];
}

std::optional<ApplicationObjects::Function> function_declared(std::string_view text) {
    constexpr int most_arguments = 127;  // SQLite's own limit
    const std::size_t slash = text.rfind('/');
    if (slash == 0 || slash == std::string_view::npos) return std::nullopt;
    const std::string_view number = text.substr(slash + 1);
    ApplicationObjects::Function function{std::string(text.substr(0, slash))};
    const char* const end = number.data() + number.size();
    const auto [behind, error] = std::from_chars(number.data(), end, function.arguments);
    const bool is_number = error == std::errc() && behind == end;
    if (!is_number || function.arguments < -1 || function.arguments > most_arguments) {
        return std::nullopt;
    }
    return function;
}

}  // namespace kiln::tool
