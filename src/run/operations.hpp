#pragma once
// A revision in C++ as it runs.

#include "src/database/connection.hpp"

#include <kiln/operations.hpp>

#include <functional>
#include <optional>
#include <string_view>

namespace kiln::detail {

/// One call of a revision's function. `fault` is what came of it: nothing where all went well.
struct CodeCall {
    Connection& connection;
    RevisionFunction function;
    const SectionRules& rules;
    std::optional<Fault> fault{};
    /// Called behind each statement with its text, if set.
    std::function<void(std::string_view statement)> after_statement{};
    std::function<void(std::int64_t done, std::int64_t total)> progress{};
};

void call_code(CodeCall& call);

}  // namespace kiln::detail
