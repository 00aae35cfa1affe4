#pragma once
// One run: executes a plan on a database, in as few transactions as it may.

#include "src/database/script.hpp"
#include "src/database/version_store.hpp"
#include "src/plan/row_tracker.hpp"
#include "src/run/failure.hpp"
#include "src/run/journal.hpp"

#include <kiln/migrator.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln {

namespace detail {
struct CodeRun;
}

class Run {
public:
    /// What leads to the target from these rows of the version table (positions).
    using Planner = std::function<Plan(std::span<const std::uint32_t> rows)>;

    /// All must outlive the run; `state` tells where an execute() that threw ended.
    Run(VersionStore& store, const MigrationTable& table, const Options& options, RunState& state)
        : store_(store),
          connection_(store.connection()),
          table_(table),
          options_(options),
          state_(state) {}

    /// `rows` is what the version table held when it was read without a lock; the plan that runs is
    /// made from what it holds behind the lock. With nothing to do it takes none.
    Report execute(const std::vector<std::string>& rows, const Planner& planner);

    /// What stays of an execute() that threw.
    std::vector<ReportStep> committed_steps() const;

private:
    friend struct detail::CodeRun;
    using Phase = RunState::Phase;

    const Script& script_of(const PlanStep& step) const;
    bool stands_alone(const PlanStep& step) const { return script_of(step).no_transaction; }

    bool is_split(const Plan& plan) const;
    void start_again(std::size_t first);
    std::vector<std::string> current_rows();
    void begin();
    /// Whether others had gone on.
    bool follow(std::vector<std::string> rows);
    bool may_run(const PlanStep& step, const std::vector<bool>& applied) const;
    std::optional<Error> run_transaction_if_free();
    void run_transaction();
    void run_alone();
    void run_by_statement();
    bool goes_on_with(const Journal& journal);
    void run_one_by_statement(const Journal& journal);
    void run_journaled(const PlanStep& step, std::string_view sql, ScriptOptions& rules);
    void record_by_statement(const HistoryEntry& entry);
    void settle_statement() noexcept;
    bool takes_snapshot();
    void run_snapshot();
    void run_snapshot_script();
    HistoryEntry run_step();
    void run_script(const PlanStep& step);
    void run_code(const PlanStep& step, const HistoryEntry* entry);
    void fail(const PlanStep& step, std::string_view sql, const Fault& fault) const;
    void write(std::span<const HistoryEntry> entries, const std::vector<std::string>& rows);
    void refuse_changed_checksums();
    void refuse_new_violations();
    void refuse_temporary_objects();
    const Migration* naming(const std::string& object) const;
    void tell_progress(const PlanStep& step, std::size_t index, Progress::Event event,
                       std::chrono::microseconds duration);

    VersionStore& store_;
    Connection& connection_;
    const MigrationTable& table_;
    const Options& options_;

    RunState& state_;
    std::vector<std::string> rows_;            ///< the version table's as of the last commit
    std::vector<PlanStep> steps_;              ///< `heads_after` only of the one that runs
    std::optional<RowTracker> tracker_;        ///< behind the step that runs
    std::size_t next_ = 0;                     ///< the step that runs
    std::optional<JournaledSection> section_;  ///< its statements, where there is a journal
    std::optional<Error> held_;  ///< why the last transaction could not run to its end
    Journal journal_;            ///< what it had of them before
};

}  // namespace kiln
