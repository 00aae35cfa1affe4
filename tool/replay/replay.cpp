#include "tool/replay/replay.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/source_text.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/skipped.hpp"
#include "tool/replay/trial_database.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

bool is_double_quotes_alone(const Fault& fault) {
    return fault.code == Code::double_quoted_string &&
           std::ranges::all_of(fault.also, [](const Fault& other) {
               return other.code == Code::double_quoted_string;
           });
}

class Replay {
public:
    Replay(std::span<const RevisionFile> files, const Graph& graph, TrialDatabase& database,
           std::span<Inspector* const> inspectors, const BeforeUpgrade& before_upgrade,
           bool has_round_trip, ReplayCourse&& course)
        : files_(files),
          graph_(graph),
          database_(database),
          inspectors_(inspectors),
          before_upgrade_(before_upgrade),
          has_round_trip_(has_round_trip),
          first_(course.first),
          reached_(std::move(course.reached)),
          ran_(graph.order.size(), false),
          diagnostics_(std::move(course.found)) {
        std::fill_n(ran_.begin(), first_, true);
    }

    std::vector<Diagnostic> run() {
        std::vector<std::size_t> failures;  // indexes into diagnostics_, with their positions
        std::vector<std::uint32_t> positions;
        for (std::uint32_t position = first_; position < graph_.order.size(); ++position) {
            if (failures.empty() && reached_ && !reached_(position, diagnostics_)) {
                return std::move(diagnostics_);
            }
            if (is_left_out(position) || !parents_ran(graph_, position, ran_)) continue;
            if (diagnostics_.size() >= max_diagnostics) {
                diagnostics_.back().notes.push_back(
                    note_of("too much is broken: what comes behind was not run"));
                break;
            }
            ran_[position] = upgrade(files_[graph_.order[position]]);
            if (ran_[position]) continue;
            failures.push_back(diagnostics_.size() - 1);
            positions.push_back(position);
        }
        const auto all = static_cast<std::uint32_t>(graph_.order.size());
        if (failures.empty() && reached_) reached_(all, diagnostics_);
        if (!left_out_.empty()) {
            diagnostics_.push_back(code_not_run(files_, graph_, left_out_, ran_));
        }
        for (std::size_t i = 0; i < failures.size(); ++i) {
            note_skipped(graph_, positions[i], diagnostics_[failures[i]]);
        }
        return std::move(diagnostics_);
    }

private:
    /// Whether it ran; if not, the last diagnostic tells why.
    bool upgrade(const RevisionFile& file) {
        const Section* section = file.section(Direction::upgrade, Dialect::sqlite);
        if (section == nullptr) return true;  // nothing for SQLite
        const std::size_t found_before = diagnostics_.size();
        const AlterTests tests =
            before_upgrade_ ? before_upgrade_(file, *section, diagnostics_) : AlterTests::all;
        const Section* downgrade =
            has_round_trip_ ? file.section(Direction::downgrade, Dialect::sqlite) : nullptr;
        std::optional<ReturnPoint> before;
        if (section->no_transaction || (downgrade != nullptr && downgrade->no_transaction)) {
            before.emplace(database_);
        }
        const auto ran = run(file, *section, before ? AlterTests::all : tests);
        if (const auto* fault = std::get_if<Fault>(&ran)) {
            diagnostics_.resize(found_before);
            append(diagnose_all(file, *section, *fault, Code::upgrade_failed));
            if (is_double_quotes_alone(*fault)) {
                append_double_quotes(file, file.fixture(Dialect::sqlite));
                append_double_quotes(file, downgrade);
            }
            if (before) {
                before->go_back();
            } else {
                database_.roll_back();
            }
            return false;
        }
        before.reset();
        for (Inspector* inspector : inspectors_) {
            inspector->inspect(std::get<Passage>(ran), diagnostics_);
        }
        database_.commit();
        return true;
    }

    std::variant<Passage, Fault> run(const RevisionFile& file, const Section& section,
                                     AlterTests tests) {
        if (tests == AlterTests::left_out) {
            auto ran = database_.run(file, section, tests);
            if (std::holds_alternative<Passage>(ran)) return ran;
            // Let SQLite say it in full, and never accuse a script on the strength of a short cut.
            database_.roll_back();
        }
        return database_.run(file, section);
    }

    /// The function of a revision in C++ is not part of this program.
    bool is_left_out(std::uint32_t position) {
        const RevisionFile& file = files_[graph_.order[position]];
        if (!file.is_code || linked_code(file.revision.text) != nullptr) return false;
        left_out_.push_back(position);
        return true;
    }

    void append(std::vector<Diagnostic> found) {
        std::ranges::move(found, std::back_inserter(diagnostics_));
    }

    /// The upgrade has run to its end: other faults may come from what is a string in it.
    void append_double_quotes(const RevisionFile& file, const Section* section) {
        if (section == nullptr) return;
        const auto ran = database_.run(file, *section);
        const auto* fault = std::get_if<Fault>(&ran);
        if (fault == nullptr) return;
        std::vector<Diagnostic> found = diagnose_all(file, *section, *fault, Code::upgrade_failed);
        std::erase_if(
            found, [](const Diagnostic& each) { return each.code != Code::double_quoted_string; });
        append(std::move(found));
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    TrialDatabase& database_;
    std::span<Inspector* const> inspectors_;
    const BeforeUpgrade& before_upgrade_;
    bool has_round_trip_;
    std::uint32_t first_;
    decltype(ReplayCourse::reached) reached_;
    std::vector<bool> ran_;
    std::vector<std::uint32_t> left_out_;
    std::vector<Diagnostic> diagnostics_;
};

}  // namespace

std::vector<Diagnostic> replay(std::span<const RevisionFile> files, const Graph& graph,
                               TrialDatabase& database, std::span<Inspector* const> inspectors,
                               const BeforeUpgrade& before_upgrade, bool has_round_trip,
                               ReplayCourse course) {
    return Replay(files, graph, database, inspectors, before_upgrade, has_round_trip,
                  std::move(course))
        .run();
}

}  // namespace kiln::tool
