#include "src/graph/cycles.hpp"

#include <algorithm>
#include <unordered_map>

namespace kiln {
namespace {

class Tarjan {
public:
    explicit Tarjan(const Adjacency& parents)
        : parents_(parents), number_(parents.size()), low_(parents.size()), done_(parents.size()) {}

    std::vector<std::vector<std::uint32_t>> run() {
        for (std::uint32_t node = 0; node < parents_.size(); ++node) {
            if (number_[node] == 0) visit(node);
        }
        return std::move(knots_);
    }

private:
    /// A node on the way from the root of the search, and which of its parents comes next.
    struct Frame {
        std::uint32_t node;
        std::size_t next = 0;
    };

    void enter(std::uint32_t node) {
        number_[node] = low_[node] = ++count_;
        open_.push_back(node);
        way_.push_back({node});
    }

    void visit(std::uint32_t root) {
        enter(root);
        while (!way_.empty()) {
            Frame& frame = way_.back();
            const std::span<const std::uint32_t> parents = parents_.of(frame.node);
            if (frame.next < parents.size()) {
                const std::uint32_t parent = parents[frame.next++];
                if (number_[parent] == 0) {
                    enter(parent);
                } else if (!done_[parent]) {
                    low_[frame.node] = std::min(low_[frame.node], number_[parent]);
                }
            } else {
                leave(frame.node);
            }
        }
    }

    void leave(std::uint32_t node) {
        way_.pop_back();
        if (!way_.empty()) {
            std::uint32_t& low = low_[way_.back().node];
            low = std::min(low, low_[node]);
        }
        if (low_[node] != number_[node]) return;
        const auto begin = std::find(open_.rbegin(), open_.rend(), node).base() - 1;
        for (auto it = begin; it != open_.end(); ++it) done_[*it] = true;
        if (open_.end() - begin > 1) knots_.emplace_back(begin, open_.end());
        open_.erase(begin, open_.end());
    }

    const Adjacency& parents_;
    std::vector<std::uint32_t> number_;  ///< order of the first visit, from 1; 0 is not yet
    std::vector<std::uint32_t> low_;
    std::vector<bool> done_;
    std::vector<std::uint32_t> open_;  ///< visited, component not known yet
    std::vector<Frame> way_;
    std::uint32_t count_ = 0;
    std::vector<std::vector<std::uint32_t>> knots_;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> knots(const Adjacency& parents) {
    return Tarjan(parents).run();
}

std::vector<std::uint32_t> shortest_cycle(const Adjacency& parents,
                                          std::span<const std::uint32_t> knot,
                                          std::uint32_t start) {
    constexpr auto unseen = static_cast<std::uint32_t>(-1);
    // The child from which the search by breadth came to each node of the knot.
    std::unordered_map<std::uint32_t, std::uint32_t> came_from;
    for (const std::uint32_t node : knot) came_from.emplace(node, unseen);

    std::vector<std::uint32_t> queue{start};
    for (std::size_t next = 0; next < queue.size(); ++next) {
        for (const std::uint32_t parent : parents.of(queue[next])) {
            const auto found = came_from.find(parent);
            if (found == came_from.end() || found->second != unseen) continue;
            found->second = queue[next];
            if (parent != start) {
                queue.push_back(parent);
                continue;
            }
            std::vector<std::uint32_t> path{start};
            do {
                path.push_back(came_from.at(path.back()));
            } while (path.back() != start);
            std::reverse(path.begin(), path.end());
            return path;
        }
    }
    return {};  // not in a knot: no way back
}

}  // namespace kiln
