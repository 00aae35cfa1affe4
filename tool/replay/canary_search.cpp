#include "tool/replay/canary_search.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace kiln::tool {
namespace {

constexpr std::size_t most_combinations = 3'000;

bool share_one(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
    return std::any_of(a.begin(), a.end(), [&](std::size_t each) {
        return std::find(b.begin(), b.end(), each) != b.end();
    });
}

/// All choices of one option each, those near the first options first.
std::vector<std::vector<std::size_t>> combinations(std::vector<std::size_t> sizes) {
    const auto product = [&] {
        return std::accumulate(
            sizes.begin(), sizes.end(), std::size_t{1},
            [](std::size_t a, std::size_t b) { return std::min(a * b, most_combinations * 100); });
    };
    while (product() > most_combinations) --*std::max_element(sizes.begin(), sizes.end());
    std::vector<std::vector<std::size_t>> all{{}};
    for (const std::size_t size : sizes) {
        std::vector<std::vector<std::size_t>> longer;
        for (const auto& choice : all) {
            for (std::size_t option = 0; option < size; ++option) {
                longer.push_back(choice);
                longer.back().push_back(option);
            }
        }
        all = std::move(longer);
    }
    const auto distance = [](const std::vector<std::size_t>& choice) {
        return std::accumulate(choice.begin(), choice.end(), std::size_t{0});
    };
    std::stable_sort(all.begin(), all.end(),
                     [&](const auto& a, const auto& b) { return distance(a) < distance(b); });
    return all;
}

}  // namespace

std::optional<CanaryDraft> draft_of(CanaryState& state, const CanaryParents& parents,
                                    const CanaryWish& wish, unsigned generation) {
    const CanaryTable& table = state.table();
    CanaryDraft draft;
    draft.is_fixed.resize(table.columns.size(), false);
    draft.row.reserve(table.columns.size() + 1);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        draft.row.push_back(
            value_of(wish.values[i], table.columns[i],
                     {generation, wish.own[i] ? wish.slot : CanarySerial::first_slot}));
    }
    if (!parents.choose(state, wish, draft, state.why)) return std::nullopt;
    return draft;
}

bool CanarySearch::mend(CanaryWish& wish) {
    for (std::size_t round = 0; round <= state_.table().checks.size(); ++round) {
        const auto fault = first_fault(wish);
        if (!fault) return true;
        const auto& columns = state_.table().checks[*fault].columns;
        if (columns.empty()) return false;
        if (compute(wish, state_.table().checks[*fault])) continue;
        if (!mend(wish, columns) && !mend(wish, neighbours(columns))) return false;
    }
    return false;
}

bool CanarySearch::compute(CanaryWish& wish, const CanaryCheck& check) {
    if (check.columns.size() < 2) return false;
    const std::vector<Token> all = tokens_of(check.sql);
    const Tokens tokens = without_parentheses(all);
    std::size_t equals = 0;
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (is_any(tokens[at], {"and", "or", "not", "case"})) return false;
        if (tokens[at].text == "=" || tokens[at].text == "==") equals = at;
    }
    for (const bool is_left : {true, false}) {
        const Tokens side = is_left ? tokens.subspan(0, equals) : tokens.subspan(equals + 1);
        const auto column =
            side.size() == 1 ? state_.table().find(unquoted(side[0].text)) : std::nullopt;
        if (equals == 0 || !column) continue;
        const Tokens other = is_left ? tokens.subspan(equals + 1) : tokens.subspan(0, equals);
        const auto draft = draft_of(state_, parents_, wish, generation_);
        if (!draft || !probe_.put(draft->row)) return false;
        CanaryWish changed = wish;
        changed.values[*column] = {.kind = CanaryCandidate::Kind::constant,
                                   .constant = probe_.value(normal(other)),
                                   .text = {}};
        if (!holds(changed, checks_of({*column}))) continue;
        wish = std::move(changed);
        return true;
    }
    return false;
}

std::optional<std::size_t> CanarySearch::first_fault(const CanaryWish& wish) {
    const std::size_t count = state_.table().checks.size();
    const auto draft = draft_of(state_, parents_, wish, generation_);
    if (!draft || !probe_.put(draft->row)) return std::nullopt;
    for (std::size_t i = 0; i < count; ++i) {
        if (!probe_.holds(i)) return i;
    }
    return std::nullopt;
}

std::vector<std::size_t> CanarySearch::neighbours(const std::vector<std::size_t>& columns) const {
    std::vector<std::size_t> more = columns;
    for (const CanaryCheck& check : state_.table().checks) {
        if (!share_one(check.columns, columns)) continue;
        for (const std::size_t column : check.columns) {
            if (std::find(more.begin(), more.end(), column) == more.end()) more.push_back(column);
        }
    }
    return more;
}

bool CanarySearch::mend(CanaryWish& wish, const std::vector<std::size_t>& columns) {
    const std::vector<std::size_t> checks = checks_of(columns);
    const std::vector<Variable> some = variables(wish, columns);
    std::vector<std::size_t> sizes;
    sizes.reserve(some.size());
    for (const Variable& variable : some) sizes.push_back(variable.options());
    for (const auto& choice : combinations(sizes)) {
        if (--state_.plan->tries_left < 0) return false;
        CanaryWish changed = with(wish, some, choice);
        if (!holds(changed, checks)) continue;
        wish = std::move(changed);
        return true;
    }
    return false;
}

std::vector<std::size_t> CanarySearch::checks_of(const std::vector<std::size_t>& columns) const {
    std::vector<std::size_t> found;
    const auto& checks = state_.table().checks;
    for (std::size_t i = 0; i < checks.size(); ++i) {
        if (share_one(checks[i].columns, columns)) found.push_back(i);
    }
    return found;
}

std::vector<CanarySearch::Variable> CanarySearch::variables(
    const CanaryWish& wish, const std::vector<std::size_t>& columns) const {
    std::vector<Variable> all;
    for (const std::size_t column : columns) {
        Variable variable = variable_of(wish, column);
        const bool is_known = variable.key && std::any_of(all.begin(), all.end(), [&](auto& each) {
                                  return each.key == variable.key;
                              });
        if (!is_known) all.push_back(std::move(variable));
    }
    return all;
}

CanarySearch::Variable CanarySearch::variable_of(const CanaryWish& wish, std::size_t column) const {
    CanaryPlan& plan = *state_.plan;
    Variable variable;
    const auto& keys = plan.table.foreign_keys;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (!share_one(keys[i].columns, {column})) continue;
        variable.key = i;
        const std::size_t parents = std::min<std::size_t>(parents_.rows(keys[i]).size(), 8);
        for (std::size_t shift = 0; shift < parents; ++shift) variable.shifts.emplace_back(shift);
        if (plan.may_be_null_in(keys[i])) {
            variable.shifts.insert(
                wish.is_null(column) ? variable.shifts.begin() : variable.shifts.end(),
                std::nullopt);
        }
        return variable;
    }
    plan.try_more(column, probe_);
    variable.column = column;
    variable.values.push_back(wish.values[column]);
    const auto& values = plan.values[column];
    variable.values.insert(variable.values.end(), values.begin(), values.end());
    if (plan.may_be_null[column] && !wish.is_null(column)) {
        CanaryWish with_null = wish;
        with_null.set_null(column);
        // Soon: where one column has a value, another must have none.
        variable.values.insert(variable.values.begin() + 2, with_null.values[column]);
    }
    return variable;
}

CanaryWish CanarySearch::with(const CanaryWish& wish, const std::vector<Variable>& variables,
                              const std::vector<std::size_t>& choice) const {
    CanaryWish changed = wish;
    for (std::size_t i = 0; i < variables.size(); ++i) {
        const Variable& variable = variables[i];
        if (variable.column) {
            changed.values[*variable.column] = variable.values[choice[i]];
            continue;
        }
        const auto shift = variable.shifts[choice[i]];
        const CanaryForeignKey& key = state_.table().foreign_keys[*variable.key];
        for (const std::size_t column : key.columns) {
            if (!state_.plan->may_be_null[column]) continue;
            if (!shift) changed.set_null(column);
            if (shift && changed.is_null(column)) {
                changed.values[column] = state_.plan->value(column, CanaryForm::plain, 0);
            }
        }
        if (shift) changed.shifts[*variable.key] = wish.shifts[*variable.key] + *shift;
    }
    return changed;
}

bool CanarySearch::holds(const CanaryWish& wish, const std::vector<std::size_t>& checks) {
    const auto draft = draft_of(state_, parents_, wish, generation_);
    return draft && probe_.put(draft->row) &&
           std::all_of(checks.begin(), checks.end(),
                       [&](std::size_t check) { return probe_.holds(check); });
}

}  // namespace kiln::tool
