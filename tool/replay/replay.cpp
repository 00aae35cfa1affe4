#include "tool/replay/replay.hpp"

#include "tool/project/source_text.hpp"
#include "tool/replay/round_trip.hpp"

#include <cstdint>

namespace kiln::tool {
namespace {

class Replay {
public:
    Replay(std::span<const RevisionFile> files, const Graph& graph, const ReplayOptions& options)
        : files_(files), graph_(graph), options_(options), ran_(graph.order.size(), false) {
        state_.database.limit_memory(options.most_memory);
    }

    std::vector<Diagnostic> run() {
        std::vector<std::size_t> failures;  // indexes into diagnostics_, with their positions
        std::vector<std::uint32_t> positions;
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            if (!parents_ran(position)) continue;
            if (diagnostics_.size() >= max_diagnostics) {
                diagnostics_.back().notes.push_back(
                    {{}, "too much is broken: what comes behind was not run"});
                break;
            }
            ran_[position] = replay_revision(files_[graph_.order[position]], state_, diagnostics_,
                                             options_.round_trip);
            if (ran_[position]) continue;
            failures.push_back(diagnostics_.size() - 1);
            positions.push_back(position);
        }
        for (std::size_t i = 0; i < failures.size(); ++i) {
            note_skipped(diagnostics_[failures[i]], skipped_because_of(positions[i]));
        }
        return std::move(diagnostics_);
    }

    const Schema& schema() const { return state_.schema; }

private:
    bool parents_ran(std::uint32_t position) const {
        for (const auto* parents : {&graph_.down_revisions, &graph_.depends_on}) {
            for (const std::uint32_t parent : (*parents)[position]) {
                if (!ran_[parent]) return false;
            }
        }
        return true;
    }

    std::size_t skipped_because_of(std::uint32_t failed) const {
        std::vector<bool> builds_on(graph_.order.size(), false);
        builds_on[failed] = true;
        std::size_t count = 0;
        for (std::size_t position = failed + 1; position < graph_.order.size(); ++position) {
            for (const auto* parents : {&graph_.down_revisions, &graph_.depends_on}) {
                for (const std::uint32_t parent : (*parents)[position]) {
                    if (builds_on[parent]) builds_on[position] = true;
                }
            }
            if (builds_on[position]) ++count;
        }
        return count;
    }

    static void note_skipped(Diagnostic& diagnostic, std::size_t count) {
        if (count == 0) return;
        diagnostic.notes.push_back(
            {{},
             count == 1 ? "1 revision that builds on it was not run"
                        : std::to_string(count) + " revisions that build on it were not run"});
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const ReplayOptions& options_;
    ReplayState state_;
    std::vector<bool> ran_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace

std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               const ReplayOptions& options, Schema* schema) {
    Replay work(files, graph, options);
    std::vector<Diagnostic> diagnostics = work.run();
    if (schema != nullptr) *schema = work.schema();
    return diagnostics;
}

}  // namespace kiln::tool
