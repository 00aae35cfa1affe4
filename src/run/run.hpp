#pragma once
// One run: executes a plan on a database, in as few transactions as it may.

#include "src/database/database.hpp"
#include "src/plan/row_tracker.hpp"

#include <kiln/migrator.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln {

class Run {
public:
    /// What leads to the target from these rows of the version table (positions).
    using Planner = std::function<Plan(std::span<const std::uint32_t> rows)>;

    Run(Database& database, const MigrationTable& table, const Options& options)
        : database_(database), table_(table), options_(options) {}

    /// `rows` is what the version table held when it was read without a lock; the plan that runs is
    /// made from what it holds behind the lock. With nothing to do it takes none.
    Report execute(const std::vector<std::string>& rows, const Planner& planner);

    /// Sets the rows and runs nothing. `rows` is nothing where they could not be read. `purge`
    /// deletes first whatever the table holds. A revision that becomes a row, or whose checksum the
    /// log does not have, gets a line in the log.
    Report stamp(const std::optional<std::vector<std::string>>& rows, const Planner& planner,
                 bool purge);

    /// Makes the version table and the log what the repairs say.
    std::vector<Repair> repair();

    /// Creates the version table and the log where they are missing.
    Report ensure_version();

    /// What stays of an execute() that threw.
    std::vector<ReportStep> committed_steps() const;

    /// The error that `error` is to the caller: with what is true of the database now. What the
    /// progress callback threw stays what it is.
    Error with_state(const Error& error) const;

private:
    const Script& script_of(const PlanStep& step) const;
    bool stands_alone(const PlanStep& step) const { return script_of(step).no_transaction; }
    std::string_view checksum_of(const std::string& revision) const;

    std::vector<std::string> current_rows() const;
    void create_tables();
    void change_compatible(const std::vector<std::string>& rows);
    void require_rows(const std::vector<std::string>& rows) const;
    void begin();
    void commit();
    /// Throws K416 where a callback or a hook of the application's has ended the transaction.
    void require_transaction();
    /// Whether others had gone on.
    bool follow(std::vector<std::string> rows);
    bool may_run(const PlanStep& step, const std::vector<bool>& applied) const;
    void run_transaction();
    void run_alone();
    HistoryEntry run_step();
    void run_script(const PlanStep& step);
    /// Writes rows and log, and commits.
    void record(std::span<const HistoryEntry> entries, const std::vector<std::string>& rows);
    void back_up();
    void log(const std::string& line);
    void refuse_changed_checksums();
    void refuse_new_violations();
    void tell(Progress::Event event, std::chrono::microseconds duration);
    void tell_of(const PlanStep& step, std::size_t index, Progress::Event event,
                 std::chrono::microseconds duration);
    Error script_error(const PlanStep& step, const ScriptFault& fault) const;
    std::string state() const;

    Database& database_;
    const MigrationTable& table_;
    const Options& options_;

    std::vector<std::string> rows_;      ///< the version table's as of the last commit
    std::vector<PlanStep> steps_;        ///< `heads_after` only of the one that runs
    std::optional<RowTracker> tracker_;  ///< behind the step that runs
    std::size_t next_ = 0;               ///< the step that runs
    std::size_t first_ = 0;              ///< of the open transaction
    std::size_t begun_ = 0;              ///< steps that began
    Report report_;
    std::size_t committed_ = 0;  ///< of report_.steps
    bool in_transaction_ = false;
    bool committed_by_others_ = false;  ///< what ran since committed_, without its rows
    bool callback_runs_ = false;
    bool tables_exist_ = false;
    bool may_have_compatible_ = true;  ///< the database may say which older programs can use it
    /// A step outside of a transaction, until it is recorded.
    enum class Alone : std::uint8_t { no, began, ended } alone_ = Alone::no;
};

}  // namespace kiln
