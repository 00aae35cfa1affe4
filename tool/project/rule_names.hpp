#pragma once
// The rules, K6xx, as settings and revision files name them.

#include <kiln/codes.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace kiln::tool {

constexpr bool is_rule(Code code) {
    const int number = number_of(code);
    return (number >= 601 && number <= 612) || (number >= 621 && number <= 624);
}

/// `K601`; nothing for any other text and for codes that are no rules.
std::optional<Code> rule_named(std::string_view name);
/// What to say of a name that is none.
inline constexpr const char* known_rules = "the rules are K601 to K612 and K621 to K624";

/// `usual`: what the rule itself says.
enum class RuleLevel : std::uint8_t { usual, off, warning, error };

using RuleLevels = std::map<Code, RuleLevel>;

}  // namespace kiln::tool
