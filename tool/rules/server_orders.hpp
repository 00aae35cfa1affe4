#pragma once
// K605 on a server: revisions of branches that meet, in one order and another.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/rules/meetings.hpp"
#include "tool/rules/order_finding.hpp"
#include "tool/rules/server_stage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <vector>

namespace kiln::tool {

class ServerOrders {
public:
    ServerOrders(std::span<const RevisionFile> files, const Graph& graph, ServerStage& stage)
        : files_(files),
          graph_(graph),
          stage_(stage),
          findings_(files, graph, stage.dialect()),
          meetings_(meetings_of(graph)) {}

    /// The last position that look_before() may see from this one.
    std::uint32_t horizon(std::uint32_t position) const;
    /// The stage is as it is before the revision at this position of the graph's order: tries what
    /// begins there. `runs`: whether the one at a position can be tried, and went well in the
    /// replay. `with_fixtures`: tables that get no rows of Kiln's.
    void look_before(std::uint32_t position, const std::function<bool(std::uint32_t)>& runs,
                     const std::set<Oid64>& with_fixtures, std::vector<Diagnostic>& found) const;

private:
    std::span<const RevisionFile> files_;
    const Graph& graph_;
    ServerStage& stage_;
    OrderFindings findings_;
    std::vector<Meeting> meetings_;
};

}  // namespace kiln::tool
