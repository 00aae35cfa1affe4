#pragma once
// What each table looks like behind each revision, noted as the revisions are tried.

#include "src/graph/graph.hpp"
#include "src/schema/fingerprint.hpp"
#include "tool/replay/passage.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace kiln::tool {

/// Notes it of every upgrade that went well, in the graph's order.
class Fingerprints : public Inspector {
public:
    /// `graph` must be of `files`, which must outlive it.
    Fingerprints(std::span<const RevisionFile> files, const Graph& graph);

    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override;
    void keep(Packer& out, const Chain& chain) const override;
    void take_up(Unpacker& in, const Chain& chain, const Schema& now) override;
    std::vector<TableHistory> tables() const { return history_.tables(); }

private:
    std::map<const RevisionFile*, std::uint32_t> positions_;
    SchemaHistory history_;
};

}  // namespace kiln::tool
