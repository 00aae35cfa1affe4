#include "src/run/code_run.hpp"

#include "src/run/journal.hpp"
#include "src/run/operations.hpp"
#include "src/run/record.hpp"
#include "src/run/version.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::detail {

void run_code(CodeRun& run) { run(); }

void CodeRun::operator()() {
    if (entry != nullptr) return record();
    if (run.connection_.traits().ddl_commits) return run_journaled();
    call();
    require_transaction(run.connection_, run.state_);
}

/// One entry of the journal, which is in doubt until the step is recorded in the transaction that
/// the code has; the parts of that which DDL has committed nobody can take back.
void CodeRun::run_journaled() {
    const Migration& migration = run.table_.migrations[step.position];
    const DialectScripts& scripts = scripts_of(migration, run.connection_.dialect());
    run.section_.emplace(run.store_, run.table_, step,
                         std::vector<std::string>{journal_hash(scripts.checksum)}, run.journal_);
    if (!run.section_->before(run.rows_)) return;
    run.state_.is_code = true;
    try {
        run.connection_.begin();
        call();
    } catch (...) {
        take_back();
        throw;
    }
}

void CodeRun::take_back() noexcept {
    RunState& state = run.state_;
    run.connection_.roll_back();
    const TransactionState left = run.connection_.state();
    state.is_in_doubt = state.is_in_doubt || left.is_in_doubt || left.is_partly_committed;
    run.settle_statement();
}

void CodeRun::call() {
    const Migration& migration = run.table_.migrations[step.position];
    const RevisionFunction function =
        step.direction == Direction::downgrade ? migration.downgrade : migration.upgrade;
    if (function == nullptr) {
        throw make_error(Code::code_not_built,
                         "revision " + quote(migration.revision) +
                             " is in C++, and this program does not have its function",
                         "");
    }
    const Options& options = run.options_;
    SectionRules rules;
    rules.statement_deadline = options.statement_deadline;
    rules.stop = options.stop;
    rules.is_code = true;
    CodeCall called{run.connection_, function, rules};
    // What the callback throws goes through the revision's function.
    std::exception_ptr thrown;
    called.progress = [&](std::int64_t done, std::int64_t total) {
        try {
            tell(
                run.state_, options.progress,
                Progress{
                    Progress::Event::running, step, run.next_, run.steps_.size(), {}, done, total});
        } catch (...) {
            thrown = std::current_exception();
            throw;
        }
    };
    call_code(called);
    if (thrown) std::rethrow_exception(thrown);
    if (!called.fault) return;
    run.state_.is_in_doubt = called.fault->reason == Reason::lost;
    run.fail(step, {}, *called.fault);
}

/// In the transaction of the code, or not at all.
void CodeRun::record() {
    const std::vector<std::string> before = run.rows_;
    try {
        run.write({entry, 1}, run.tracker_->rows());
        run.store_.clear_journal();
        commit(run.connection_, run.options_, run.state_);
    } catch (const Error& error) {
        run.rows_ = before;
        take_back();
        // Another server of the cluster was faster.
        if (error.code() == Code::lock_timeout && !run.state_.is_in_doubt) throw StatementTaken();
        throw;
    }
}

}  // namespace kiln::detail
