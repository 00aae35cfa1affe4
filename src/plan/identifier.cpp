#include "src/plan/identifier.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>

namespace kiln {
namespace {

constexpr std::string_view identifier_forms =
    "write an id or a unique prefix of one, 'head', 'heads', 'base', '+2', '-1', 'ae10+2', "
    "'label@head'";

[[noreturn]] void malformed(std::string_view text, std::string_view why, std::string_view hint) {
    std::string message = "an empty revision identifier";
    if (!text.empty()) {
        message = "malformed revision identifier " + in_quotes(text) + ": " + std::string(why);
    }
    throw Error(diagnose(Code::malformed_identifier, std::move(message), std::string(hint)));
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_character(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// The run of name characters at the start.
std::string_view name_at_start(std::string_view text) {
    const auto end = std::find_if_not(text.begin(), text.end(), is_name_character);
    return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::int64_t saturated(std::string_view digits) {
    constexpr std::int64_t most = 0xffff'ffff;
    std::int64_t number = 0;
    for (const char digit : digits) number = std::min(most, number * 10 + (digit - '0'));
    return number;
}

}  // namespace

Identifier parse_identifier(std::string_view text) {
    Identifier result;
    result.text = text;
    std::string_view rest = text;
    if (rest.empty()) malformed(text, "", identifier_forms);

    if (const std::size_t at = rest.find('@'); at != std::string_view::npos) {
        result.label = rest.substr(0, at);
        if (at == 0) malformed(text, "nothing before '@'", "write a branch label or an id there");
        if (name_at_start(rest).size() != at) {
            malformed(text, "before '@' stands neither a branch label nor an id", identifier_forms);
        }
        rest.remove_prefix(at + 1);
        if (rest.empty()) {
            malformed(text, "nothing behind '@'", "write '" + std::string(text) + "head'");
        }
    }

    result.symbol = name_at_start(rest);
    rest.remove_prefix(result.symbol.size());
    if (rest.empty()) return result;

    const char sign = rest.front();
    if (sign == ':')
        malformed(text, "a range", "give one revision; 'history -r' and --sql take ranges");
    if (sign != '+' && sign != '-') {
        malformed(text, "unexpected '" + std::string(rest) + "'", identifier_forms);
    }
    const auto end = std::find_if_not(rest.begin() + 1, rest.end(), is_digit);
    const std::string_view digits(rest.data() + 1,
                                  static_cast<std::size_t>(end - rest.begin()) - 1);
    if (digits.empty())
        malformed(text, "no number behind '" + std::string(1, sign) + "'", identifier_forms);
    rest.remove_prefix(digits.size() + 1);
    if (!rest.empty()) malformed(text, "unexpected '" + std::string(rest) + "'", identifier_forms);
    result.offset = sign == '+' ? saturated(digits) : -saturated(digits);
    return result;
}

}  // namespace kiln
