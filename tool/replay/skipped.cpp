#include "tool/replay/skipped.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

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

Diagnostic code_not_run(std::span<const RevisionFile> files, const Graph& graph,
                        const std::vector<std::uint32_t>& left_out, const std::vector<bool>& ran) {
    const RevisionFile& first = files[graph.order[left_out.front()]];
    std::size_t above = 0;
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        if (!ran[position] && !files[graph.order[position]].is_code) ++above;
    }
    Diagnostic diagnostic = diagnose_at(
        first.location(first.revision), Code::code_not_run,
        left_out.size() == 1 ? "a revision in C++ was not run"
                             : std::to_string(left_out.size()) + " revisions in C++ were not run",
        "a cross build cannot run them: check them in a build for this machine");
    diagnostic.severity = Severity::warning;
    diagnostic.source_line = first.source_line(first.revision.line);
    note_skipped(above, diagnostic);
    return diagnostic;
}

}  // namespace kiln::tool
