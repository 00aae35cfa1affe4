#pragma once
// Values that checks over several columns let pass together.

#include "tool/replay/canary_draft.hpp"
#include "tool/replay/canary_parents.hpp"
#include "tool/replay/canary_probe.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {

/// The row that a wish means; none, with a reason in the state, without parents.
std::optional<CanaryDraft> draft_of(CanaryState& state, const CanaryParents& parents,
                                    const CanaryWish& wish, unsigned generation);

class CanarySearch {
public:
    CanarySearch(CanaryState& state, const CanaryParents& parents, CanaryProbe& probe,
                 unsigned generation)
        : state_(state), parents_(parents), probe_(probe), generation_(generation) {}

    /// Changes as little of the wish as makes all checks hold; false where it finds nothing.
    bool mend(CanaryWish& wish);

private:
    /// One column, or the columns of one foreign key, and what it may be.
    struct Variable {
        std::optional<std::size_t> column;
        std::optional<std::size_t> key;
        std::vector<CanaryCandidate> values;
        std::vector<std::optional<std::size_t>> shifts;  ///< none: NULL
        std::size_t options() const { return column ? values.size() : shifts.size(); }
    };

    std::optional<std::size_t> first_fault(const CanaryWish& wish);
    bool mend(CanaryWish& wish, const std::vector<std::size_t>& columns);
    /// A check that says what a column is: `total = net + tax`.
    bool compute(CanaryWish& wish, const CanaryCheck& check);
    std::vector<std::size_t> neighbours(const std::vector<std::size_t>& columns) const;
    std::vector<Variable> variables(const CanaryWish& wish,
                                    const std::vector<std::size_t>& columns) const;
    Variable variable_of(const CanaryWish& wish, std::size_t column) const;
    CanaryWish with(const CanaryWish& wish, const std::vector<Variable>& variables,
                    const std::vector<std::size_t>& choice) const;
    bool holds(const CanaryWish& wish, const std::vector<std::size_t>& checks);
    std::vector<std::size_t> checks_of(const std::vector<std::size_t>& columns) const;

    CanaryState& state_;
    const CanaryParents& parents_;
    CanaryProbe& probe_;
    unsigned generation_;
};

}  // namespace kiln::tool
