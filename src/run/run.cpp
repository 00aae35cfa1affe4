#include "src/run/run.hpp"

#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/code_run.hpp"
#include "src/run/record.hpp"
#include "src/run/script_text.hpp"
#include "src/run/version.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

/// A statement in a transaction did not get a lock in time.
struct HeldByOthers {
    Error error;
};

}  // namespace

Report Run::execute(const std::vector<std::string>& rows, const Planner& planner) {
    Plan plan = planner(locate_rows(table_, rows));
    if (plan.empty()) {
        refuse_unfinished(store_, table_);
        return Report{{}, rows};
    }

    refuse_stop(connection_, options_);
    std::optional<RunLock> lock;
    for (bool splits = is_split(plan), is_again = true; is_again; splits = true) {
        lock.reset();
        lock.emplace(connection_, splits);
        begin();
        if (connection_.traits().ddl_commits) {
            // It was tried whether others hold the rows; to go on holding them is no use here.
            connection_.roll_back();
            state_.phase = Phase::idle;
        }
        rows_ = current_rows();
        if (rows_ != rows) plan = planner(locate_rows(table_, rows_));
        is_again = !splits && is_split(plan);  // what others left behind asks for the other lock
    }
    if (plan.empty()) return Report{{}, rows_};
    state_.from_base = rows_.empty();
    refuse_changed_checksums();
    steps_ = std::move(plan.steps);
    refuse_temporary_objects();
    back_up(connection_, options_, state_);

    tracker_.emplace(table_, applied_set(table_, locate_rows(table_, rows_)));
    state_.ran.reserve(steps_.size());
    if (connection_.traits().ddl_commits) {
        run_by_statement();
        return Report{std::move(state_.ran), rows_};
    }
    if (takes_snapshot()) run_snapshot();
    while (next_ < steps_.size()) {
        if (stands_alone(steps_[next_])) {
            run_alone();
            continue;
        }
        if (state_.phase != Phase::transaction) {
            begin();
            if (!connection_.state().is_untouched) follow(current_rows());
            continue;  // the step that follows may be one that stands alone
        }
        const std::size_t first = next_;
        held_ = run_transaction_if_free();
        if (held_) {
            connection_.roll_back();
            if (!connection_.wait_for_others()) throw *held_;
            start_again(first);
        }
    }
    return Report{std::move(state_.ran), rows_};
}

bool Run::is_split(const Plan& plan) const {
    return std::any_of(plan.steps.begin(), plan.steps.end(),
                       [&](const PlanStep& step) { return stands_alone(step); });
}

/// Behind a transaction that was rolled back, whose first step was this.
void Run::start_again(std::size_t first) {
    if (options_.log) {
        tell(state_, options_.log,
             "Trying again from " + quote(steps_[first].revision) +
                 ": others hold what it needs of " + connection_.name());
    }
    state_.ran.resize(state_.committed);
    state_.phase = Phase::idle;
    store_.forget_tables();
    next_ = first;
    tracker_.emplace(table_, applied_set(table_, locate_rows(table_, rows_)));
}

std::vector<ReportStep> Run::committed_steps() const {
    const auto begin = state_.ran.begin();
    return {begin, begin + static_cast<std::ptrdiff_t>(state_.committed)};
}

const Script& Run::script_of(const PlanStep& step) const {
    const DialectScripts& scripts =
        scripts_of(table_.migrations[step.position], connection_.dialect());
    return step.direction == Direction::downgrade ? scripts.downgrade : scripts.upgrade;
}

std::vector<std::string> Run::current_rows() { return read_version(store_, table_); }

void Run::begin() {
    try {
        connection_.begin();
    } catch (const Error& error) {
        // What a statement waited for says more than that time ran out on the way back to it.
        if (held_ && error.code() == Code::lock_timeout) throw *held_;
        throw;
    }
    if (state_.phase == Phase::alone_unrecorded) return;
    state_.phase = Phase::transaction;
    state_.begun = 0;
}

/// Others may have run some of our steps while we had no lock: drop those, and go on behind them.
bool Run::follow(std::vector<std::string> rows) {
    if (rows == rows_) return false;
    std::vector<bool> applied = applied_set(table_, locate_rows(table_, rows));
    tracker_.emplace(table_, applied);
    std::vector<PlanStep> left;
    for (std::size_t i = next_; i < steps_.size(); ++i) {
        const PlanStep& step = steps_[i];
        const bool upgrade = step.direction == Direction::upgrade;
        if (applied[step.position] == upgrade) continue;
        if (!may_run(step, applied)) {
            throw make_error(Code::version_rows_changed,
                             "another program moved " + connection_.name() + " to " +
                                 (rows.empty() ? "its base" : quote(rows.front())) +
                                 " during the run, where " + quote(step.revision) +
                                 " does not follow",
                             "let one program at a time decide where the database goes");
        }
        applied[step.position] = upgrade;
        left.push_back(step);
    }
    rows_ = std::move(rows);
    steps_.resize(next_);
    std::move(left.begin(), left.end(), std::back_inserter(steps_));
    return true;
}

/// An upgrade needs all that it stands on; a downgrade, that nothing stands on it.
bool Run::may_run(const PlanStep& step, const std::vector<bool>& applied) const {
    const auto stands_on = [&](const Migration& migration, auto predicate) {
        return std::any_of(migration.down_revisions.begin(), migration.down_revisions.end(),
                           predicate) ||
               std::any_of(migration.depends_on.begin(), migration.depends_on.end(), predicate);
    };
    if (step.direction == Direction::upgrade) {
        return !stands_on(table_.migrations[step.position],
                          [&](std::uint32_t position) { return !applied[position]; });
    }
    for (std::size_t other = step.position + 1; other < applied.size(); ++other) {
        if (applied[other] && stands_on(table_.migrations[other], [&](std::uint32_t position) {
                return position == step.position;
            })) {
            return false;
        }
    }
    return true;
}

/// What is thrown where a lock was not had in time, and may be had later; nothing when it ran.
std::optional<Error> Run::run_transaction_if_free() {
    try {
        run_transaction();
        return std::nullopt;
    } catch (const HeldByOthers& held) {
        return held.error;
    } catch (const Error& error) {
        if (error.code() != Code::lock_timeout) throw;
        return error;  // of Kiln's own tables
    }
}

void Run::run_transaction() {
    const bool records_each = !connection_.traits().answers;
    // Where others' DDL does not wait for ours, theirs of the same name does.
    if (records_each || connection_.traits().fault_ends_transaction) store_.create_tables();
    std::vector<HistoryEntry> entries;
    do {
        entries.push_back(run_step());
        ++next_;
        if (records_each) write(std::exchange(entries, {}), tracker_->rows());
    } while (next_ < steps_.size() && !options_.transaction_per_migration &&
             !stands_alone(steps_[next_]));
    require_transaction(connection_, state_);
    refuse_new_violations();
    if (!records_each) write(entries, tracker_->rows());
    refuse_stop(connection_, options_);
    commit(connection_, options_, state_);
}

HistoryEntry Run::run_step() {
    PlanStep& step = steps_[next_];
    if (++state_.begun == 1) state_.first_begun = step.revision;
    tracker_->pass(step);
    if (options_.progress) {
        // One list, handed from step to step.
        if (next_ > 0) step.heads_after.swap(steps_[next_ - 1].heads_after);
        step.heads_after = tracker_->rows();
    }
    if (!connection_.traits().answers) {
        connection_.note("Running " + step_line(step, step.message));
    }
    if (options_.log) {
        tell(state_, options_.log, "Running " + step_line(step, one_line(step.message)));
    }
    tell_progress(step, next_, Progress::Event::started, microseconds::zero());
    const auto start = steady_clock::now();
    run_script(step);
    const auto duration = std::chrono::duration_cast<microseconds>(steady_clock::now() - start);
    // A script that is only written takes no time that says anything.
    const auto told = connection_.traits().answers ? duration : microseconds::zero();
    HistoryEntry entry{
        .revision = step.revision,
        .direction = direction_name(step.direction),
        .checksum = scripts_of(table_.migrations[step.position], connection_.dialect()).checksum,
        .applied_at = time_for_log(connection_),
        .duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(told).count()};
    state_.ran.push_back({step.revision, step.direction, duration});
    if (state_.phase == Phase::transaction) {
        tell_progress(step, next_, Progress::Event::finished, duration);
    }
    return entry;
}

void Run::run_script(const PlanStep& step) {
    if (step.direction == Direction::snapshot) return run_snapshot_script();
    if (state_.phase == Phase::transaction) require_transaction(connection_, state_);
    if (table_.migrations[step.position].is_code) return run_code(step, nullptr);
    const Script& script = script_of(step);
    const ScriptText text(script.pieces);
    if (text.view().empty() && journal_.empty()) return;
    ScriptOptions rules;
    rules.in_transaction = !script.no_transaction;
    rules.statement_deadline = options_.statement_deadline;
    rules.stop = options_.stop;
    if (options_.progress) {
        rules.running = [&, index = next_, start = steady_clock::now()] {
            tell_progress(step, index, Progress::Event::running,
                          std::chrono::duration_cast<microseconds>(steady_clock::now() - start));
        };
    }
    if (connection_.traits().ddl_commits) return run_journaled(step, text.view(), rules);
    const auto fault = kiln::run_script(connection_, text.view(), rules);
    if (fault) fail(step, text.view(), *fault);
}

/// Behind begin(), with the steps that are to run.
bool Run::takes_snapshot() {
    if (!options_.snapshot || table_.snapshot.empty()) return false;
    if (connection_.dialect() != Dialect::sqlite || !connection_.traits().answers) return false;
    const bool is_to_the_heads = rows_.empty() && steps_.size() == table_.migrations.size() &&
                                 steps_.front().direction == Direction::upgrade;
    return is_to_the_heads && store_.is_new();
}

/// All steps in the transaction that is open: the first one's script stands for all of them.
void Run::run_snapshot() {
    for (PlanStep& step : steps_) step.direction = Direction::snapshot;
    std::vector<HistoryEntry> entries;
    entries.reserve(steps_.size());
    for (; next_ < steps_.size(); ++next_) entries.push_back(run_step());
    require_transaction(connection_, state_);
    refuse_new_violations();
    write(entries, tracker_->rows());
    refuse_stop(connection_, options_);
    commit(connection_, options_, state_);
}

void Run::run_snapshot_script() {
    require_transaction(connection_, state_);
    if (next_ > 0) return;
    const ScriptText text(table_.snapshot);
    ScriptOptions rules;
    rules.statement_deadline = options_.statement_deadline;
    rules.stop = options_.stop;
    const auto fault = kiln::run_script(connection_, text.view(), rules);
    if (!fault) return;
    if (fault->reason == Reason::stopped) throw stopped_error(connection_.name());
    const Code code = script_code(*fault);
    Hint hint = hint_for(code);
    if (code == Code::script_failed) {
        hint =
            "set Options::snapshot to false: then the revisions run one by one, and the one "
            "that fails is named";
    }
    if (!fault->hint.empty()) hint = fault->hint;
    throw make_error(code,
                     "cannot make " + connection_.name() +
                         " from the snapshot of all revisions: " + fault->message,
                     hint);
}

/// By the table, so that programs without code link nothing of it.
void Run::run_code(const PlanStep& step, const HistoryEntry* entry) {
    detail::CodeRun run{*this, step, entry};
    table_.run_code(run);
}

void Run::fail(const PlanStep& step, std::string_view sql, const Fault& fault) const {
    if (fault.reason == Reason::stopped && state_.phase != Phase::alone)
        throw stopped_error(connection_.name());
    Error error = script_error(table_.migrations[step.position], script_of(step).line, sql,
                               step.direction, fault, state_.phase,
                               state_.from_base && connection_.dialect() == Dialect::sqlite);
    if (fault.reason == Reason::busy && state_.phase == Phase::transaction) {
        throw HeldByOthers{std::move(error)};
    }
    throw error;
}

/// A step that SQLite runs outside of transactions only. The lock is not held while it runs: two
/// programs that start at once may both run it, and one of them records it.
void Run::run_alone() {
    refuse_stop(connection_, options_);
    if (state_.phase == Phase::transaction) commit(connection_, options_, state_);
    follow(current_rows());
    if (next_ == steps_.size() || !stands_alone(steps_[next_])) return;

    const std::size_t index = next_;
    state_.phase = Phase::alone;
    state_.begun = 0;
    const HistoryEntry entry = run_step();
    const PlanStep step = steps_[index];
    state_.phase = Phase::alone_unrecorded;
    refuse_new_violations();

    begin();
    const bool moved = follow(current_rows());
    if (next_ < steps_.size() && steps_[next_].revision == step.revision) {
        if (moved) tracker_->pass(step);
        ++next_;
        write({&entry, 1}, tracker_->rows());
        commit(connection_, options_, state_);
    } else {
        // Somebody else has recorded it; what comes next may go on in this transaction.
        state_.phase = Phase::transaction;
        state_.begun = 0;
    }
    tell_progress(step, index, Progress::Event::finished, state_.ran.back().duration);
}

/// Each statement of a step is committed by itself and stands in the journal until the step is
/// recorded.
void Run::run_by_statement() {
    store_.create_tables();
    bool is_cleared = false;
    while (next_ < steps_.size()) {
        refuse_stop(connection_, options_);
        // Of one server, its lock keeps others from it.
        const Journal journal =
            is_cleared && !connection_.is_one_of_many() ? Journal() : store_.read_journal();
        is_cleared = false;
        if (!goes_on_with(journal)) continue;
        try {
            run_one_by_statement(journal);
            is_cleared = true;
        } catch (const StatementTaken&) {
            section_.reset();
            state_.phase = Phase::idle;
            state_.ran.resize(state_.committed);
            tracker_.emplace(table_, applied_set(table_, locate_rows(table_, rows_)));
            if (!connection_.wait_for_others() && store_.read_journal().empty()) {
                refuse_stop(connection_, options_);
                throw database_error({Reason::busy, "others were faster each time", "", 0, {}},
                                     Doing::write, connection_.name());
            }
            follow(current_rows());
        }
    }
}

/// Whether the step that is next is the one that is unfinished, if one is. Where another server of
/// a cluster has a statement, waits a while; then it is to be asked again.
bool Run::goes_on_with(const Journal& journal) {
    if (journal.empty()) return true;
    if (in_doubt(journal) != nullptr) {
        if (!connection_.is_one_of_many()) {
            throw Error(unfinished(journal, table_, connection_.dialect()));
        }
        if (!connection_.wait_for_others()) {
            refuse_stop(connection_, options_);
            throw runs_elsewhere(journal, table_, connection_.dialect(),
                                 in_seconds(options_.lock_wait));
        }
        follow(current_rows());
        return false;
    }
    const auto begin = steps_.begin() + static_cast<std::ptrdiff_t>(next_);
    const auto found = std::find_if(begin, steps_.end(), [&](const PlanStep& step) {
        return step.revision == journal.front().revision &&
               direction_name(step.direction) == journal.front().direction;
    });
    if (found == steps_.end()) throw Error(unfinished(journal, table_, connection_.dialect()));
    // It could begin where the database is by now.
    std::rotate(begin, found, found + 1);
    return true;
}

void Run::run_one_by_statement(const Journal& journal) {
    const std::size_t index = next_;
    journal_ = journal;
    section_.reset();
    state_.phase = Phase::by_statement;
    state_.begun = 0;
    state_.statements = journal.size();
    state_.is_in_doubt = false;
    state_.is_code = false;
    const HistoryEntry entry = run_step();
    record_by_statement(entry);
    section_.reset();
    ++next_;
    tell_progress(steps_[index], index, Progress::Event::finished, state_.ran.back().duration);
}

void Run::run_journaled(const PlanStep& step, std::string_view sql, ScriptOptions& rules) {
    section_.emplace(store_, table_, step, statement_hashes(sql, connection_.dialect()), journal_);
    rules.before_statement = [&](std::string_view) {
        const bool runs = section_->before(rows_);
        state_.statements = section_->done();
        return runs;
    };
    // Not only before the next one: what comes between may end the section.
    rules.after_statement = [&](std::string_view) { section_->end(); };
    try {
        const auto fault = kiln::run_script(connection_, sql, rules);
        if (!fault) {
            state_.statements = section_->done();
            return;
        }
        state_.statements = section_->done();
        state_.is_in_doubt = fault->reason == Reason::lost;
        settle_statement();
        fail(step, sql, *fault);
    } catch (const Error& error) {
        state_.is_in_doubt = state_.is_in_doubt || error.code() == Code::connection_lost;
        settle_statement();
        throw;
    }
}

/// Patiently: what it records is done.
void Run::record_by_statement(const HistoryEntry& entry) {
    if (connection_.state().is_open) return run_code(steps_[next_], &entry);
    const std::vector<std::string> before = rows_;
    for (;;) {
        try {
            connection_.begin();
            write({&entry, 1}, tracker_->rows());
            store_.clear_journal();
            commit(connection_, options_, state_);
            return;
        } catch (const Error& error) {
            connection_.roll_back();
            rows_ = before;
            const bool may_again = error.code() == Code::lock_timeout &&
                                   connection_.wait_for_others() && current_rows() == before;
            if (may_again) continue;
            settle_statement();
            throw;
        }
    }
}

/// As far as can be: what stays begun is in doubt.
void Run::settle_statement() noexcept {
    if (!section_ || state_.is_in_doubt) return;
    try {
        section_->settle();
    } catch (...) {
        state_.is_in_doubt = true;
    }
}

void Run::write(std::span<const HistoryEntry> entries, const std::vector<std::string>& rows) {
    // Of one row between the first and the last of a run the next one proves it, which finds just
    // that row; each question is a way to the server.
    const bool is_proven_later = section_ && state_.committed > 0 && next_ + 1 < steps_.size() &&
                                 rows_.size() == 1 && rows.size() == 1;
    record(store_, table_, rows_, rows, entries, state_, is_proven_later);
    rows_ = rows;
}

void Run::refuse_changed_checksums() {
    std::vector<Diagnostic> changed = changed_checksums(store_, table_, locate_rows(table_, rows_));
    if (!changed.empty()) throw Error(std::move(changed));
}

void Run::refuse_new_violations() {
    std::vector<Diagnostic> diagnostics;
    for (const NewViolation& violation : connection_.new_violations()) {
        diagnostics.push_back(diagnose(
            Code::new_violations,
            (violation.is_mismatch ? "the run leaves a foreign key that cannot be: "
                                   : "the run breaks a foreign key: ") +
                violation.message,
            violation.is_mismatch
                ? "make the parent that it names, with a PRIMARY KEY or UNIQUE of just its columns"
                : "mend or delete those rows in the revision"));
    }
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

/// Where a script says a name, what only this connection sees comes before the database's own.
void Run::refuse_temporary_objects() {
    std::vector<Diagnostic> diagnostics;
    for (const TemporaryObject& object : connection_.temporary_objects()) {
        const Migration* const migration = object.hides_another ? nullptr : naming(object.name);
        if (!object.hides_another && migration == nullptr) continue;
        diagnostics.push_back(diagnose(
            Code::temporary_object,
            "the connection to " + connection_.name() + " has a TEMP " + object.type + " " +
                quote(object.name) +
                (object.hides_another
                     ? ", which hides what the database has of that name"
                     : ", and revision " + quote(std::string(migration->revision)) +
                           " says that name"),
            "drop it or give it another name before the call, or migrate on another connection"));
    }
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

/// The first of the steps' revisions whose script says the name; null if there is none.
const Migration* Run::naming(const std::string& object) const {
    for (const PlanStep& step : steps_) {
        const ScriptText text(script_of(step).pieces);
        SqlLexer lexer(text.view(), rules_of(connection_.dialect()));
        for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
             token = lexer.next_code()) {
            const bool is_name = token.kind == SqlToken::Kind::word ||
                                 token.kind == SqlToken::Kind::quoted_identifier;
            if (is_name && equal_ignoring_case(unquoted(lexer.text(token)), object)) {
                return &table_.migrations[step.position];
            }
        }
    }
    return nullptr;
}

void Run::tell_progress(const PlanStep& step, std::size_t index, Progress::Event event,
                        microseconds duration) {
    tell(state_, options_.progress, Progress{event, step, index, steps_.size(), duration});
}

}  // namespace kiln
