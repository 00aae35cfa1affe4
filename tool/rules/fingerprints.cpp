#include "tool/rules/fingerprints.hpp"

#include <set>
#include <string>

namespace kiln::tool {

Fingerprints::Fingerprints(std::span<const RevisionFile> files, const Graph& graph) {
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        positions_.emplace(&files[graph.order[position]], position);
    }
}

void Fingerprints::inspect(const Passage& upgrade, std::vector<Diagnostic>&) {
    std::set<std::string> changed = upgrade.changes.schema;
    if (upgrade.changes.whole_schema) {
        for (const Schema* schema : {&upgrade.before, &upgrade.after}) {
            for (const auto& [table, objects] : schema->groups) changed.insert(table);
        }
    }
    history_.add(positions_.at(&upgrade.file), upgrade.after, changed);
}

void Fingerprints::keep(Packer& out, const Chain&) const { out.text(packed(tables())); }

void Fingerprints::take_up(Unpacker& in, const Chain&, const Schema& now) {
    const std::string kept = in.text();
    const Text text(kept);
    history_ = SchemaHistory(unpacked({&text, 1}), now);
}

}  // namespace kiln::tool
