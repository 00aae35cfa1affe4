#pragma once
// K605, as it is told: at the merge, or at the later of two heads.

#include "src/database/fault.hpp"
#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/rules/meetings.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace kiln::tool {

/// Two revisions, the later of which runs first in an order that was tried.
struct OrderPair {
    std::uint32_t earlier = 0;
    std::uint32_t later = 0;
    friend auto operator<=>(const OrderPair&, const OrderPair&) = default;
};

/// The last two of all that fit.
template <typename Predicate>
std::optional<OrderPair> find_pair(const Meeting& meeting, const Meeting::Order& order,
                                   const Predicate& fits) {
    for (auto later = meeting.region.rbegin(); later != meeting.region.rend(); ++later) {
        if (!meeting.has(order.branch, *later)) continue;
        for (auto each = later; each != meeting.region.rend(); ++each) {
            const OrderPair pair{*each, *later};
            if (!meeting.has(order.branch, *each) && fits(pair)) return pair;
        }
    }
    return std::nullopt;
}

/// Where branches meet, in the files of a graph.
class OrderFindings {
public:
    OrderFindings(std::span<const RevisionFile> files, const Graph& graph, Dialect dialect)
        : files_(files), graph_(graph), dialect_(dialect) {}

    /// With `message`.
    Diagnostic tell(const Meeting& meeting, const Meeting::Order& order, const OrderPair& pair,
                    std::string message) const;
    /// That `failed` does, with its own place.
    Diagnostic tell_fault(const Meeting& meeting, const Meeting::Order& order,
                          const OrderPair& pair, const RevisionFile& failed,
                          const Fault& fault) const;
    /// `what` and how it is another one by the order.
    Diagnostic tell_difference(const Meeting& meeting, const Meeting::Order& order,
                               const OrderPair& pair, const std::string& what) const;
    /// The same of a table's rows, as a warning.
    Diagnostic tell_rows(const Meeting& meeting, const Meeting::Order& order, const OrderPair& pair,
                         const std::string& table) const;

private:
    const RevisionFile& file(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }
    const std::string& id(std::uint32_t position) const { return file(position).revision.text; }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    Dialect dialect_;
};

}  // namespace kiln::tool
