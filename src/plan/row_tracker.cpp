#include "src/plan/row_tracker.hpp"

#include <algorithm>

namespace kiln {

RowTracker::RowTracker(const MigrationTable& table, const Flags& applied)
    : table_(table), named_(table.migrations.size()) {
    for (Position position = 0; position < applied.size(); ++position) {
        if (!applied[position]) continue;
        for_each_parent(position, [&](Position parent) { ++named_[parent]; });
    }
    rows_ = sorted_ids(table, tips(table, applied, Edges::all));
}

void RowTracker::pass(const PlanStep& step) {
    if (step.direction == Direction::downgrade) {
        take_back(step.position);
    } else {
        apply(step.position);
    }
}

void RowTracker::apply(Position position) {
    for_each_parent(position, [&](Position parent) {
        if (named_[parent]++ == 0) remove(parent);
    });
    add(position);
}

void RowTracker::take_back(Position position) {
    remove(position);
    for_each_parent(position, [&](Position parent) {
        if (--named_[parent] == 0) add(parent);
    });
}

template <class Action>
void RowTracker::for_each_parent(Position position, Action action) const {
    for (const Position parent : table_.migrations[position].down_revisions) action(parent);
    for (const Position parent : table_.migrations[position].depends_on) action(parent);
}

std::vector<std::string>::iterator RowTracker::place(const std::string& id) {
    return std::lower_bound(rows_.begin(), rows_.end(), id);
}

void RowTracker::add(Position position) {
    const std::string id = table_.migrations[position].revision;
    rows_.insert(place(id), id);
}

void RowTracker::remove(Position position) {
    const std::string id = table_.migrations[position].revision;
    const auto row = place(id);
    if (row != rows_.end() && *row == id) rows_.erase(row);
}

}  // namespace kiln
