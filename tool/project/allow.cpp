#include "tool/project/allow.hpp"

#include "tool/project/blanks.hpp"
#include "tool/project/names.hpp"
#include "tool/project/rule_names.hpp"

#include <kiln/codes.hpp>

#include <string_view>
#include <utility>

namespace kiln::tool {
std::optional<Allow> read_allow(SourceText& source, const Marker& marker, std::size_t offset) {
    const std::string_view text = without_blanks(marker.options);
    const std::size_t colon = text.find(':');
    const std::string_view name = without_blanks(text.substr(0, colon));
    const std::string_view reason =
        colon == std::string_view::npos ? "" : without_blanks(text.substr(colon + 1));
    // Without a colon the rule is the first word: what is missing there is the colon.
    const std::string_view rule_name = colon == std::string_view::npos ? first_word(name) : name;
    if (rule_name.empty()) {
        report_allow(source, offset, "'kiln:allow' names no rule",
                     "write it like '-- kiln:allow K601: why that is right here'");
        return std::nullopt;
    }
    const auto rule = rule_named(rule_name);
    if (!rule) {
        report_allow(source, offset, "unknown rule '" + printable(rule_name) + "'",
                     std::string(known_rules) + ", one a line");
        return std::nullopt;
    }
    if (reason.empty()) {
        report_allow(source, offset, "no reason is given why " + to_string(*rule) + " is allowed",
                     "write '-- kiln:allow " + to_string(*rule) + ": ' and behind it the reason");
        return std::nullopt;
    }
    return Allow{*rule, std::string(reason), source.line(offset)};
}

void report_allow(SourceText& source, std::size_t offset, std::string message, std::string hint) {
    source.report(Code::malformed_allow, offset, std::move(message), std::move(hint)).severity =
        Severity::warning;
}

}  // namespace kiln::tool
