#include "tool/rules/fingerprints.hpp"

#include <cstddef>
#include <set>
#include <string>
#include <utility>

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

void Fingerprints::keep(Packer& out, const Chain&) const {
    const std::vector<TableHistory> histories = tables();
    out.number(histories.size());
    for (const TableHistory& history : histories) {
        out.text(history.table);
        out.number(history.versions.size());
        for (const TableVersion& version : history.versions) {
            out.number(version.position);
            out.number(version.fingerprint);
        }
    }
}

void Fingerprints::take_up(Unpacker& in, const Chain&, const Schema& now) {
    std::vector<TableHistory> histories;
    for (std::size_t left = in.count(); left > 0; --left) {
        TableHistory history{in.text(), {}};
        for (std::size_t versions = in.count(); versions > 0; --versions) {
            const auto position = static_cast<std::uint32_t>(in.number_below(positions_.size()));
            history.versions.push_back({position, in.number()});
        }
        histories.push_back(std::move(history));
    }
    history_ = SchemaHistory(std::move(histories), now);
}

}  // namespace kiln::tool
