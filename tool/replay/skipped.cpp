#include "tool/replay/skipped.hpp"

#include "src/text/diagnose.hpp"

#include <string>

namespace kiln::tool {
namespace {

bool builds_on_any(const Graph& graph, std::size_t position, const std::vector<bool>& those) {
    for (const auto* parents : {&graph.down_revisions, &graph.depends_on}) {
        for (const std::uint32_t parent : (*parents)[position]) {
            if (those[parent]) return true;
        }
    }
    return false;
}

}  // namespace

bool parents_ran(const Graph& graph, std::uint32_t position, const std::vector<bool>& ran) {
    for (const auto* parents : {&graph.down_revisions, &graph.depends_on}) {
        for (const std::uint32_t parent : (*parents)[position]) {
            if (!ran[parent]) return false;
        }
    }
    return true;
}

void note_skipped(const Graph& graph, std::uint32_t failed, Diagnostic& diagnostic) {
    std::vector<bool> builds_on(graph.order.size(), false);
    builds_on[failed] = true;
    std::size_t count = 0;
    for (std::size_t position = failed + 1; position < graph.order.size(); ++position) {
        if (!builds_on_any(graph, position, builds_on)) continue;
        builds_on[position] = true;
        ++count;
    }
    note_skipped(count, diagnostic);
}

void note_skipped(std::size_t count, Diagnostic& diagnostic) {
    if (count == 0) return;
    diagnostic.notes.push_back(
        note_of(count == 1 ? "1 revision that builds on it was not run"
                           : std::to_string(count) + " revisions that build on it were not run"));
}

}  // namespace kiln::tool
