#include "tool/rules/meetings.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<std::uint32_t> all_parents(const Graph& graph, std::uint32_t position) {
    std::vector<std::uint32_t> parents = graph.down_revisions[position];
    const std::vector<std::uint32_t>& more = graph.depends_on[position];
    parents.insert(parents.end(), more.begin(), more.end());
    return parents;
}

void find_region(const Graph& graph, Meeting& meeting) {
    using Branches = std::vector<bool>;
    const Branches none(meeting.parents.size(), false);
    const Branches every(meeting.parents.size(), true);
    std::map<std::uint32_t, Branches, std::greater<>> to_visit;
    for (std::size_t i = 0; i < meeting.parents.size(); ++i) {
        to_visit.emplace(meeting.parents[i], none).first->second[i] = true;
    }
    const auto is_shared = [&](const auto& each) { return each.second == every; };
    std::size_t shared =
        static_cast<std::size_t>(std::count_if(to_visit.begin(), to_visit.end(), is_shared));
    while (shared < to_visit.size()) {
        const auto [position, branches] = *to_visit.begin();
        to_visit.erase(to_visit.begin());
        if (branches == every) {
            --shared;
        } else {
            meeting.region.push_back(position);
            meeting.branches.push_back(branches);
        }
        for (const std::uint32_t parent : all_parents(graph, position)) {
            const auto [entry, is_new] = to_visit.emplace(parent, none);
            const bool was_shared = is_shared(*entry);
            for (std::size_t i = 0; i < branches.size(); ++i) {
                if (branches[i]) entry->second[i] = true;
            }
            if (!was_shared && is_shared(*entry)) ++shared;
        }
    }
    std::reverse(meeting.region.begin(), meeting.region.end());
    std::reverse(meeting.branches.begin(), meeting.branches.end());
}

void find_orders(Meeting& meeting) {
    for (std::size_t branch = 0; branch < meeting.parents.size(); ++branch) {
        Meeting::Order order{branch, 0, {}};
        std::vector<std::uint32_t> others;
        for (std::size_t i = 0; i < meeting.region.size(); ++i) {
            (meeting.branches[i][branch] ? order.positions : others).push_back(meeting.region[i]);
        }
        order.length = order.positions.size();
        order.positions.insert(order.positions.end(), others.begin(), others.end());
        const bool is_known =
            order.positions == meeting.region ||
            std::any_of(meeting.orders.begin(), meeting.orders.end(),
                        [&](const auto& other) { return other.positions == order.positions; });
        if (!is_known) meeting.orders.push_back(std::move(order));
    }
}

}  // namespace

bool Meeting::has(std::size_t branch, std::uint32_t position) const {
    const auto found = std::lower_bound(region.begin(), region.end(), position);
    return found != region.end() && *found == position &&
           branches[static_cast<std::size_t>(found - region.begin())][branch];
}

std::uint32_t Meeting::last() const {
    return std::max(is_merge ? merge : region.back(), std::ranges::max(parents));
}

std::vector<Meeting> meetings_of(const Graph& graph) {
    std::vector<Meeting> meetings;
    const auto add = [&](Meeting meeting) {
        find_region(graph, meeting);
        find_orders(meeting);
        if (!meeting.orders.empty()) meetings.push_back(std::move(meeting));
    };
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        std::vector<std::uint32_t> parents = all_parents(graph, position);
        if (parents.size() < 2) continue;
        Meeting meeting;
        meeting.parents = std::move(parents);
        meeting.is_merge = true;
        meeting.merge = position;
        add(std::move(meeting));
    }
    if (graph.heads.size() > 1) {
        Meeting meeting;
        meeting.parents = graph.heads;
        add(std::move(meeting));
    }
    std::stable_sort(meetings.begin(), meetings.end(), [](const Meeting& one, const Meeting& two) {
        return one.region.front() < two.region.front();
    });
    return meetings;
}

}  // namespace kiln::tool
