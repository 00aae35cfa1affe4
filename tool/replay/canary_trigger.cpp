#include "tool/replay/canary_trigger.hpp"

#include "src/schema/tokens.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>

namespace kiln::tool {
namespace {

bool has_any(Tokens tokens, std::initializer_list<std::string_view> words) {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Token& token) { return is_any(token, words); });
}

std::size_t next_of(Tokens tokens, std::size_t from, std::string_view word) {
    while (from < tokens.size() && !is(tokens[from], word)) ++from;
    return from;
}

Tokens between(Tokens tokens, std::size_t first, std::size_t last) {
    return first < last ? tokens.subspan(first, last - first) : Tokens();
}

/// NEW.x as x; none where more than the new row is looked at.
std::optional<std::string> of_new_row(Tokens condition) {
    if (has_any(condition, {"old", "select", "raise"})) return std::nullopt;
    std::vector<Token> kept;
    for (std::size_t at = 0; at < condition.size(); ++at) {
        if (is(condition[at], "new") && at + 1 < condition.size() &&
            condition[at + 1].text == ".") {
            ++at;
            continue;
        }
        kept.push_back(condition[at]);
    }
    return normal(kept);
}

/// When RAISE at `at` is called, once its statement runs: empty is always.
Tokens condition_of_raise(Tokens body, std::size_t at) {
    if (at > 0 && is(body[at - 1], "then")) {
        std::size_t when = at - 1;
        while (when > 0 && !is(body[when], "when")) --when;
        return between(body, when + 1, at - 1);
    }
    std::size_t end = at;
    while (end < body.size() && body[end].text != ";") ++end;
    const std::size_t where = next_of(body, at, "where");
    return between(body, where + 1, end);
}

}  // namespace

std::vector<std::string> refusals_of(std::string_view trigger) {
    const std::vector<Token> all = tokens_of(trigger);
    const Tokens tokens(all);
    const std::size_t begin = next_of(tokens, 0, "begin");
    const Tokens head = tokens.subspan(0, begin);
    if (has_any(head, {"delete", "instead"})) return {};
    const auto when = of_new_row(between(head, next_of(head, 0, "when") + 1, head.size()));
    if (!when) return {};
    const Tokens body = tokens.subspan(begin);
    std::vector<std::string> refusals;
    for (std::size_t at = next_of(body, 0, "raise"); at < body.size();
         at = next_of(body, at + 1, "raise")) {
        const auto condition = of_new_row(condition_of_raise(body, at));
        if (!condition || (when->empty() && condition->empty())) continue;
        std::string both = when->empty() ? "" : "(" + *when + ")";
        if (!condition->empty()) both += (both.empty() ? "(" : " AND (") + *condition + ")";
        refusals.push_back(std::move(both));
    }
    return refusals;
}

}  // namespace kiln::tool
