#include "tool/report/graph_lines.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace kiln::tool {
namespace {

/// A row while it is written: cell 2n is lane n, cell 2n + 1 the gap to its right.
class Cells {
public:
    explicit Cells(std::size_t lanes_shown) : limit_(2 * lanes_shown) {}

    void lane(std::size_t lane, char c) { put(2 * lane, c); }
    void lanes(std::size_t first, std::size_t end) {
        for (std::size_t lane = first; lane < end && 2 * lane <= limit_; ++lane) put(2 * lane, '|');
    }
    /// The gap to the right of a lane.
    void gap(std::size_t lane, char c) { put(2 * lane + 1, c); }
    void gaps(std::size_t first, std::size_t end, char c) {
        for (std::size_t lane = first; lane < end && 2 * lane <= limit_; ++lane) gap(lane, c);
    }

    /// Whether all that this row has to show is cut off.
    bool is_hidden() const { return cut_ && text_.find_first_not_of(" |") == std::string::npos; }

    std::string text() && {
        text_.resize(std::min(text_.size(), limit_));
        if (cut_) text_.append(limit_ - text_.size(), ' ').append(node_cut_ ? "~*" : "~");
        return std::move(text_);
    }

private:
    void put(std::size_t cell, char c) {
        if (cell >= limit_) {
            cut_ = true;
            node_cut_ = node_cut_ || c == '*';
            return;
        }
        if (cell >= text_.size()) text_.resize(cell + 1, ' ');
        text_[cell] = c;
    }

    std::size_t limit_;
    std::string text_;
    bool cut_ = false;
    bool node_cut_ = false;
};

class Drawing {
public:
    explicit Drawing(std::size_t lanes_shown) : lanes_shown_(lanes_shown) {}

    void add(std::size_t node, std::span<const std::size_t> parents) {
        std::size_t lane = lane_to(node);
        if (lane == lanes_.size()) {
            // Without a row between them the line of the node above would seem to end here.
            if (ended_last_) row([this](Cells& cells) { cells.lanes(0, lanes_.size()); });
            lanes_.push_back(node);
        }
        ended_last_ = false;

        std::vector<std::size_t> awaited;
        std::vector<std::size_t> fresh;
        for (const std::size_t parent : parents) {
            (lane_to(parent) < lanes_.size() ? awaited : fresh).push_back(parent);
        }
        const bool fan = fresh.size() > 2 && awaited.empty() && lane + 1 == lanes_.size();
        node_row(node, lane, fan ? fresh.size() : 0);
        if (fresh.empty()) return end(lane, std::move(awaited));

        lanes_[lane] = fresh.front();
        for (const std::size_t parent : awaited) reach(lane, lane_to(parent));
        if (fan) return spread(lane, fresh);
        while (fresh.size() > 1) {
            insert(lane, fresh.back());
            fresh.pop_back();
        }
    }

    std::vector<GraphRow> rows() && { return std::move(rows_); }

private:
    /// The lane that leads to a node; the number of lanes if none does.
    std::size_t lane_to(std::size_t node) const {
        return static_cast<std::size_t>(std::ranges::find(lanes_, node) - lanes_.begin());
    }

    template <class Write>
    void row(Write write, std::size_t node = GraphRow::no_node) {
        Cells cells(lanes_shown_);
        write(cells);
        if (node == GraphRow::no_node && cells.is_hidden()) return;
        rows_.push_back({std::move(cells).text(), node});
    }

    /// `| * |`, and `*-.-.` where `fan` lines, all new, leave it.
    void node_row(std::size_t node, std::size_t lane, std::size_t fan) {
        row(
            [&](Cells& cells) {
                cells.lanes(0, lanes_.size());
                cells.lane(lane, '*');
                for (std::size_t i = 1; i + 1 < fan; ++i) {
                    cells.gap(lane + i - 1, '-');
                    cells.lane(lane + i, '.');
                }
            },
            node);
    }

    /// `|\ \ \` below a fan.
    void spread(std::size_t lane, const std::vector<std::size_t>& parents) {
        row([&](Cells& cells) {
            cells.lanes(0, lane + 1);
            cells.gaps(lane, lane + parents.size() - 1, '\\');
        });
        lanes_.insert(lanes_.end(), parents.begin() + 1, parents.end());
    }

    /// `|\ \`: a new lane beside this one; those to its right move.
    void insert(std::size_t lane, std::size_t parent) {
        row([&](Cells& cells) {
            cells.lanes(0, lane + 1);
            cells.gaps(lane, lanes_.size(), '\\');
        });
        lanes_.insert(lanes_.begin() + static_cast<std::ptrdiff_t>(lane) + 1, parent);
    }

    /// `|_|/|` or `|\|_|`: a line from one lane into another, across those between; both go on.
    void reach(std::size_t from, std::size_t to) {
        row([&](Cells& cells) {
            cells.lanes(0, lanes_.size());
            if (to < from) {
                cells.gaps(to, from - 1, '_');
                cells.gap(from - 1, '/');
            } else {
                cells.gap(from, '\\');
                cells.gaps(from + 1, to, '_');
            }
        });
    }

    /// `|_|/ /`: the right one of two lanes goes over into the left one; those behind it move up.
    void join(std::size_t left, std::size_t right) {
        row([&](Cells& cells) {
            cells.lanes(0, right);
            cells.gaps(left, right - 1, '_');
            cells.gaps(right - 1, lanes_.size() - 1, '/');
        });
        lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(right));
    }

    /// The lane of a node all of whose parents have lanes already.
    void end(std::size_t lane, std::vector<std::size_t> awaited) {
        if (awaited.empty()) return drop(lane);
        for (std::size_t i = 0; i + 1 < awaited.size(); ++i) reach(lane, lane_to(awaited[i]));
        const std::size_t last = lane_to(awaited.back());
        lanes_[lane] = awaited.back();
        join(std::min(lane, last), std::max(lane, last));
    }

    /// ` / /`: a lane ends; those to its right move up.
    void drop(std::size_t lane) {
        ended_last_ = lane + 1 == lanes_.size();
        if (!ended_last_) {
            row([&](Cells& cells) {
                cells.lanes(0, lane);
                cells.gaps(lane, lanes_.size() - 1, '/');
            });
        }
        lanes_.erase(lanes_.begin() + static_cast<std::ptrdiff_t>(lane));
    }

    std::size_t lanes_shown_;
    std::vector<std::size_t> lanes_;  ///< the node that each leads to; no two the same
    bool ended_last_ = false;         ///< the row above is of a node whose line ends there
    std::vector<GraphRow> rows_;
};

}  // namespace

std::vector<GraphRow> draw_graph(std::span<const std::vector<std::size_t>> parents,
                                 std::size_t lanes_shown) {
    Drawing drawing(lanes_shown);
    for (std::size_t node = 0; node < parents.size(); ++node) drawing.add(node, parents[node]);
    return std::move(drawing).rows();
}

}  // namespace kiln::tool
