#pragma once
// The rules, K6xx, as settings and revision files name them.

#include <kiln/codes.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace kiln::tool {

inline constexpr int first_rule = 601;
inline constexpr int last_rule = 612;

constexpr bool is_rule(Code code) {
    return number_of(code) >= first_rule && number_of(code) <= last_rule;
}

/// `K601`; nothing for any other text and for codes that are no rules.
std::optional<Code> rule_named(std::string_view name);
/// What to say of a name that is none.
inline constexpr const char* known_rules = "the rules are K601 to K612";

/// `usual`: what the rule itself says.
enum class RuleLevel : std::uint8_t { usual, off, warning, error };

using RuleLevels = std::map<Code, RuleLevel>;

}  // namespace kiln::tool
