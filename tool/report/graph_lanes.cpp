#include "tool/report/graph_lanes.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

class LaneLayout {
public:
    LaneRow add(std::size_t node, std::span<const GraphEdge> edges) {
        LaneRow row;
        row.lane = lane_to(node);
        if (row.lane < lanes_.size()) {
            row.above.push_back({row.lane, row.lane, lanes_[row.lane].is_dependency});
            lanes_[row.lane] = {};
        } else {
            row.lane = free_lane(0);
        }
        for (std::size_t lane = 0; lane < lanes_.size(); ++lane) {
            if (lanes_[lane].node == nobody) continue;
            row.past.push_back({lane, lane, lanes_[lane].is_dependency});
        }
        for (const GraphEdge& edge : edges) lead(row, edge);
        while (!lanes_.empty() && lanes_.back().node == nobody) lanes_.pop_back();
        return row;
    }

private:
    static constexpr std::size_t nobody = static_cast<std::size_t>(-1);
    struct Lane {
        std::size_t node = nobody;  ///< to which it leads; no two lanes to the same
        bool is_dependency = false;
    };

    /// The number of lanes if none leads there.
    std::size_t lane_to(std::size_t node) const {
        return static_cast<std::size_t>(std::ranges::find(lanes_, node, &Lane::node) -
                                        lanes_.begin());
    }

    std::size_t free_lane(std::size_t from) {
        while (from < lanes_.size() && lanes_[from].node != nobody) ++from;
        if (from >= lanes_.size()) lanes_.resize(from + 1);
        return from;
    }

    void lead(LaneRow& row, const GraphEdge& edge) {
        std::size_t lane = lane_to(edge.node);
        if (lane == lanes_.size()) {
            lane = free_lane(row.lane);
            lanes_[lane] = {edge.node, edge.is_dependency};
        } else if (row.lane < lane && lanes_[row.lane].node == nobody) {
            std::ranges::find(row.past, lane, &LaneRow::Line::top)->bottom = row.lane;
            lanes_[row.lane] = std::exchange(lanes_[lane], {});
            lane = row.lane;
        }
        lanes_[lane].is_dependency = lanes_[lane].is_dependency && edge.is_dependency;
        row.below.push_back({row.lane, lane, edge.is_dependency});
    }

    std::vector<Lane> lanes_;
};

}  // namespace

std::vector<LaneRow> lay_out_lanes(std::span<const std::vector<GraphEdge>> edges) {
    LaneLayout layout;
    std::vector<LaneRow> rows;
    rows.reserve(edges.size());
    for (std::size_t node = 0; node < edges.size(); ++node) {
        rows.push_back(layout.add(node, edges[node]));
    }
    return rows;
}

}  // namespace kiln::tool
