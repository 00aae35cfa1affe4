#pragma once
// Plans and errors as short text, so that a test's expectation fits a line.

#include "src/plan/history_range.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/stamp_plan.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/error.hpp>

#include <string>

namespace kiln::support {

inline std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// `+b{b} +c{b c}`: each step with the rows behind it; `{b c}` where there is no step.
inline std::string text_of(const Plan& plan) {
    if (plan.steps.empty()) return "{" + joined(plan.to) + "}";
    std::string text;
    for (const PlanStep& step : plan.steps) {
        if (!text.empty()) text += ' ';
        text += step.direction == Direction::upgrade ? '+' : '-';
        text += step.revision + "{" + joined(step.heads_after) + "}";
    }
    return text;
}

/// The diagnostic that `action` throws as text: `K501: message; hint`; `no error` if none.
template <class Action>
std::string error_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        const Diagnostic& first = error.diagnostics().front();
        return to_string(first.code) + ": " + first.message + "; " + first.hint;
    }
    return "no error";
}

/// What an upgrade comes to: a plan's text, or the code of the error.
inline std::string upgrade(const TestTable& table, std::string_view from, std::string_view to) {
    try {
        return text_of(plan_upgrade(table, table.positions(from), to));
    } catch (const Error& error) {
        return to_string(error.code());
    }
}

inline std::string downgrade(const TestTable& table, std::string_view from, std::string_view to) {
    try {
        return text_of(plan_downgrade(table, table.positions(from), to, Dialect::sqlite));
    } catch (const Error& error) {
        return to_string(error.code());
    }
}

/// The rows that a stamp leaves, or the code of the error.
inline std::string stamp(const TestTable& table, std::string_view from,
                         const std::vector<std::string>& targets, bool purge = false) {
    try {
        return text_of(plan_stamp(table, table.positions(from), targets, purge));
    } catch (const Error& error) {
        return to_string(error.code());
    }
}

inline std::string resolved(const TestTable& table, std::string_view identifier,
                            std::string_view current = "") {
    try {
        return table.names(resolve(table, identifier, table.positions(current)));
    } catch (const Error& error) {
        return to_string(error.code());
    }
}

inline std::string range(const TestTable& table, std::string_view text,
                         std::string_view current = "") {
    try {
        return table.names(resolve_range(table, text, table.positions(current)));
    } catch (const Error& error) {
        return to_string(error.code());
    }
}

}  // namespace kiln::support
