#include "src/run/run.hpp"

#include "src/database/sqlite/failure.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/step_line.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/repair.hpp"
#include "src/run/version.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

/// Settings are put back, and what is open is rolled back, however the run ends.
class RunGuard {
public:
    explicit RunGuard(Database& database) : database_(database) { database.begin_run(); }
    RunGuard(const RunGuard&) = delete;
    RunGuard& operator=(const RunGuard&) = delete;
    ~RunGuard() { database_.end_run(); }

private:
    Database& database_;
};

std::string two_digits(unsigned number) {
    return {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
}

/// 2026-11-22T15:04:05Z; without <ctime>, whose functions need a lock or differ by platform.
std::string utc_now() {
    using namespace std::chrono;
    const auto now = floor<seconds>(system_clock::now());
    const auto day = floor<days>(now);
    const year_month_day date(day);
    const hh_mm_ss time(now - day);
    return std::to_string(int(date.year())) + "-" + two_digits(unsigned(date.month())) + "-" +
           two_digits(unsigned(date.day())) + "T" + two_digits(unsigned(time.hours().count())) +
           ":" + two_digits(unsigned(time.minutes().count())) + ":" +
           two_digits(unsigned(time.seconds().count())) + "Z";
}

/// A script's SQL, followed by a NUL. One piece is used where it lies: literals end with one.
class ScriptText {
public:
    explicit ScriptText(const Script& script) {
        if (script.pieces.size() == 1) {
            view_ = script.pieces[0];
            return;
        }
        for (const Text& piece : script.pieces) joined_.append(piece.data(), piece.size());
        view_ = joined_;
    }
    ScriptText(const ScriptText&) = delete;
    ScriptText& operator=(const ScriptText&) = delete;
    std::string_view view() const { return view_; }

private:
    std::string joined_;
    std::string_view view_;
};

}  // namespace

Report Run::execute(const std::vector<std::string>& rows, const Planner& planner) {
    Plan plan = planner(locate_rows(table_, rows));
    if (plan.empty()) return Report{{}, rows};

    const RunGuard guard(database_);
    begin();
    rows_ = current_rows();
    if (rows_ != rows) plan = planner(locate_rows(table_, rows_));
    if (plan.empty()) return Report{{}, rows_};
    refuse_changed_checksums();
    back_up();

    steps_ = std::move(plan.steps);
    tracker_.emplace(table_, applied_set(table_, locate_rows(table_, rows_)));
    report_.steps.reserve(steps_.size());
    while (next_ < steps_.size()) {
        if (stands_alone(steps_[next_])) {
            run_alone();
            continue;
        }
        if (!in_transaction_) {
            begin();
            if (!database_.is_untouched()) follow(current_rows());
            continue;  // the step that follows may be one that stands alone
        }
        run_transaction();
    }
    report_.heads = rows_;
    return std::move(report_);
}

Report Run::stamp(const std::optional<std::vector<std::string>>& rows, const Planner& planner,
                  bool purge) {
    const auto make_plan = [&](const std::vector<std::string>& from) {
        return planner(purge ? std::vector<std::uint32_t>() : locate_rows(table_, from));
    };
    Plan plan = make_plan(rows.value_or(std::vector<std::string>()));
    if (rows == plan.to && unrecorded(database_, table_, plan.to).empty()) {
        return Report{{}, plan.to};
    }

    const RunGuard guard(database_);
    begin();
    if (!purge) {
        rows_ = current_rows();
        if (rows != rows_) plan = make_plan(rows_);
    }
    back_up();
    if (purge) {
        create_tables();
        database_.delete_all_rows();
        require_rows({});
    }

    const RowChanges changes = changes_between(rows_, plan.to);
    std::vector<std::string> stamped = unrecorded(database_, table_, plan.to);
    stamped.insert(stamped.end(), changes.inserts.begin(), changes.inserts.end());
    for (const auto& [before, after] : changes.updates) stamped.push_back(after);
    std::sort(stamped.begin(), stamped.end());
    stamped.erase(std::unique(stamped.begin(), stamped.end()), stamped.end());

    std::vector<HistoryEntry> entries;
    entries.reserve(stamped.size());
    for (const std::string& revision : stamped) {
        entries.push_back({revision, "stamp", checksum_of(revision), utc_now(), 0});
    }
    if (plan.to.empty()) entries.push_back({base_in_log, "stamp", "", utc_now(), 0});
    record(entries, plan.to);
    return Report{{}, plan.to};
}

std::vector<Repair> Run::repair() {
    if (plan_repair(database_, table_, current_rows()).repairs.empty()) return {};
    const RunGuard guard(database_);
    begin();
    RepairPlan plan = plan_repair(database_, table_, current_rows());
    back_up();
    create_tables();
    // A repeated row cannot be told from its like.
    database_.delete_all_rows();
    std::vector<HistoryEntry> entries;
    for (const Repair& repair : plan.repairs) {
        const bool of_row =
            repair.kind == Repair::Kind::repeated_row || repair.kind == Repair::Kind::implied_row;
        if (of_row) continue;
        entries.push_back({repair.revision, "repair", checksum_of(repair.revision), utc_now(), 0});
    }
    record(entries, plan.rows);
    return std::move(plan.repairs);
}

Report Run::ensure_version() {
    const RunGuard guard(database_);
    begin();
    rows_ = current_rows();
    record({}, rows_);
    return Report{{}, rows_};
}

std::vector<ReportStep> Run::committed_steps() const {
    const auto begin = report_.steps.begin();
    return {begin, begin + static_cast<std::ptrdiff_t>(committed_)};
}

std::string_view Run::checksum_of(const std::string& revision) const {
    for (const Migration& migration : table_.migrations) {
        if (migration.revision == revision) {
            return scripts_of(migration, database_.dialect()).checksum;
        }
    }
    return {};
}

const Script& Run::script_of(const PlanStep& step) const {
    const DialectScripts& scripts =
        scripts_of(table_.migrations[step.position], database_.dialect());
    return step.direction == Direction::upgrade ? scripts.upgrade : scripts.downgrade;
}

std::vector<std::string> Run::current_rows() const {
    return read_version(database_, table_, options_.version_table);
}

void Run::begin() {
    database_.begin();
    in_transaction_ = true;
    first_ = next_;
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
                             "another program moved " + database_.name() + " to " +
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

void Run::run_transaction() {
    database_.watch_foreign_keys();
    std::vector<HistoryEntry> entries;
    do {
        entries.push_back(run_step());
        ++next_;
    } while (next_ < steps_.size() && !options_.transaction_per_migration &&
             !stands_alone(steps_[next_]));
    require_transaction();
    refuse_new_violations();
    record(entries, tracker_->rows());
}

HistoryEntry Run::run_step() {
    PlanStep& step = steps_[next_];
    begun_ = next_ + 1;
    tracker_->pass(step);
    if (options_.progress) {
        // One list, handed from step to step.
        if (next_ > 0) step.heads_after.swap(steps_[next_ - 1].heads_after);
        step.heads_after = tracker_->rows();
    }
    log("Running " + step_line(step, one_line(step.message)));
    tell(Progress::Event::started, microseconds::zero());
    const auto start = steady_clock::now();
    run_script(step);
    const auto duration = std::chrono::duration_cast<microseconds>(steady_clock::now() - start);
    HistoryEntry entry{
        .revision = step.revision,
        .direction = step.direction == Direction::upgrade ? "upgrade" : "downgrade",
        .checksum = scripts_of(table_.migrations[step.position], database_.dialect()).checksum,
        .applied_at = utc_now(),
        .duration_ms = std::chrono::duration_cast<std::chrono::milliseconds>(duration).count()};
    report_.steps.push_back({step.revision, step.direction, duration});
    if (alone_ == Alone::no) tell(Progress::Event::finished, duration);
    return entry;
}

void Run::run_script(const PlanStep& step) {
    const Script& script = script_of(step);
    const ScriptText text(script);
    require_transaction();
    if (text.view().empty()) return;
    const auto fault = database_.run_script(text.view(), !script.no_transaction);
    if (fault) throw script_error(step, *fault);
}

/// A step that SQLite runs outside of transactions only. The lock is not held while it runs: two
/// programs that start at once may both run it, and one of them records it.
void Run::run_alone() {
    if (in_transaction_) commit();
    follow(current_rows());
    if (next_ == steps_.size() || !stands_alone(steps_[next_])) return;

    const std::size_t index = next_;
    database_.watch_foreign_keys();
    alone_ = Alone::began;
    const HistoryEntry entry = run_step();
    const PlanStep step = steps_[index];
    alone_ = Alone::ended;
    refuse_new_violations();

    begin();
    const bool moved = follow(current_rows());
    if (next_ < steps_.size() && steps_[next_].revision == step.revision) {
        if (moved) tracker_->pass(step);
        ++next_;
        record({&entry, 1}, tracker_->rows());
    }
    alone_ = Alone::no;
    tell_of(step, index, Progress::Event::finished, report_.steps.back().duration);
}

void Run::commit() {
    database_.commit();
    in_transaction_ = false;
    committed_ = report_.steps.size();
    log("Committed to " + database_.name());
}

void Run::require_transaction() {
    if (!in_transaction_ || database_.is_in_transaction()) return;
    committed_by_others_ = database_.was_committed_by_others();
    throw make_error(
        Code::commit_failed, "the transaction on " + database_.name() + " was ended during the run",
        committed_by_others_ ? "restore a backup, and let no callback or hook of the program end it"
                             : "let no callback or hook of the program end it, and run again");
}

void Run::record(std::span<const HistoryEntry> entries, const std::vector<std::string>& rows) {
    require_transaction();
    create_tables();
    database_.change_rows(changes_between(rows_, rows));
    if (rows != rows_) require_rows(rows);
    change_compatible(rows);
    database_.add_history(entries);
    commit();
    rows_ = rows;
}

/// A trigger may undo what a statement did, and SQLite counts the statement's rows alone.
void Run::require_rows(const std::vector<std::string>& rows) const {
    if (database_.read_rows() == rows) return;
    throw make_error(Code::version_rows_changed,
                     "the version table " + quote(options_.version_table) +
                         " does not hold what the run wrote there",
                     "look for a trigger or a script that writes to the table, then run again");
}

/// Also where no revision says who can use it any more: another edition of them may have said so.
void Run::change_compatible(const std::vector<std::string>& rows) {
    if (rows == rows_) return;
    if (!may_have_compatible_) return;
    const bool says_so = names_compatible(table_);
    std::vector<std::string> touched = rows_;
    touched.insert(touched.end(), rows.begin(), rows.end());
    may_have_compatible_ =
        database_.change_compatible(
            touched, says_so ? compatible_lines(table_, rows) : std::vector<CompatibleLine>()) ||
        says_so;
}

/// As late as may be: each table makes each ALTER TABLE of the scripts read a longer schema.
void Run::create_tables() {
    if (tables_exist_) return;
    database_.create_tables();
    tables_exist_ = true;
}

void Run::back_up() {
    if (options_.backup.empty() || !database_.back_up(options_.backup)) return;
    log("Backed up " + database_.name() + " to " + quote(options_.backup));
}

void Run::log(const std::string& line) {
    if (!options_.log) return;
    callback_runs_ = true;  // and stays so if it throws
    options_.log(line);
    callback_runs_ = false;
}

void Run::refuse_changed_checksums() {
    std::vector<Diagnostic> changed =
        changed_checksums(database_, table_, locate_rows(table_, rows_));
    if (!changed.empty()) throw Error(std::move(changed));
}

void Run::refuse_new_violations() {
    std::vector<Diagnostic> diagnostics;
    for (const std::string& message : database_.new_violations()) {
        Diagnostic diagnostic;
        diagnostic.code = Code::new_violations;
        diagnostic.message = "the run breaks a foreign key: " + message;
        diagnostic.hint = "mend or delete those rows in the revision";
        diagnostics.push_back(std::move(diagnostic));
    }
    if (!diagnostics.empty()) throw Error(std::move(diagnostics));
}

void Run::tell(Progress::Event event, microseconds duration) {
    tell_of(steps_[next_], next_, event, duration);
}

void Run::tell_of(const PlanStep& step, std::size_t index, Progress::Event event,
                  microseconds duration) {
    if (!options_.progress) return;
    callback_runs_ = true;  // and stays so if it throws
    options_.progress({event, step, index, steps_.size(), duration});
    callback_runs_ = false;
}

}  // namespace kiln
