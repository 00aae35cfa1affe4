#pragma once
// The rows of a version table from step to step, without a list of them for each.

#include "src/plan/lineage.hpp"

#include <kiln/plan.hpp>

#include <string>
#include <vector>

namespace kiln {

/// The rows while revisions are applied and taken back: the applied ones that no applied one names.
/// Each step costs its own edges.
class RowTracker {
public:
    /// From an applied set; `table` must outlive it.
    RowTracker(const MigrationTable& table, const Flags& applied);

    void pass(const PlanStep& step);
    /// Sorted.
    const std::vector<std::string>& rows() const { return rows_; }

private:
    void apply(Position position);
    void take_back(Position position);
    template <class Action>
    void for_each_parent(Position position, Action action) const;
    std::vector<std::string>::iterator place(const std::string& id);
    void add(Position position);
    void remove(Position position);

    const MigrationTable& table_;
    std::vector<int> named_;  ///< how many edges of applied revisions lead here
    std::vector<std::string> rows_;
};

}  // namespace kiln
