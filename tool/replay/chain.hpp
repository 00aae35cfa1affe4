#pragma once
// Files and their graph: which revision is where in its order.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace kiln::tool {

class Chain {
public:
    /// `graph` must be one without faults of `files`; both must outlive it.
    Chain(std::span<const RevisionFile> files, const Graph& graph)
        : files_(files), graph_(graph), positions_(files.size()) {
        for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
            positions_[graph.order[position]] = position;
        }
    }

    std::span<const RevisionFile> files() const { return files_; }
    const Graph& graph() const { return graph_; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(graph_.order.size()); }
    const RevisionFile& file(std::size_t position) const { return files_[graph_.order[position]]; }
    /// Of one of the files.
    std::uint32_t position(const RevisionFile& file) const {
        return positions_[static_cast<std::size_t>(&file - files_.data())];
    }

private:
    std::span<const RevisionFile> files_;
    const Graph& graph_;
    std::vector<std::uint32_t> positions_;
};

}  // namespace kiln::tool
