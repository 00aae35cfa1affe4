#include "tests/fault/trial.hpp"

#include "tests/fault/failing_memory.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>

namespace kiln::fault {
namespace {

/// That the machine failed. All others would blame the database's content or the revisions.
bool tells_of_the_machine(Code code) {
    constexpr std::array those{Code::cannot_open,   Code::lock_timeout, Code::database_damaged,
                               Code::script_failed, Code::read_only,    Code::disk_full,
                               Code::commit_failed};
    return std::find(those.begin(), those.end(), code) != those.end();
}

std::optional<FaultVfs::Fault> file_fault(Trouble::Kind kind) {
    switch (kind) {
        case Trouble::Kind::io_error:
            return FaultVfs::Fault::io_error;
        case Trouble::Kind::disk_full:
            return FaultVfs::Fault::disk_full;
        case Trouble::Kind::torn_write:
            return FaultVfs::Fault::torn_write;
        case Trouble::Kind::busy:
            return FaultVfs::Fault::busy;
        case Trouble::Kind::power_cut:
            return FaultVfs::Fault::power_cut;
        default:
            return std::nullopt;
    }
}

int interrupt(void* trigger) { return static_cast<Trigger*>(trigger)->fails_now() ? 1 : 0; }

int refuse(void* trigger, int, const char*, const char*, const char*, const char*) {
    return static_cast<Trigger*>(trigger)->fails_now() ? SQLITE_DENY : SQLITE_OK;
}

}  // namespace

Trial::Trial(const Scenario& scenario) : scenario_(scenario) {
    if (scenario_.path == Scenario::Path::back_to_base) {
        targets_ = {"d4", "c3", "b2", "a1", "base"};
    } else if (scenario_.path == Scenario::Path::by_snapshot) {
        targets_ = {"heads"};
        table_.snapshot = snapshot_pieces_;
    } else {
        targets_ = {"a1", "b2", "c3", "d4", "e5"};
    }
    if (scenario_.path == Scenario::Path::from_b2)
        targets_.erase(targets_.begin(), targets_.begin() + 2);
    make_begin();
    make_states();
}

/// A database that an application has used: it was killed, and its WAL is still there.
void Trial::make_begin() {
    disk_.load({});
    std::optional<support::TestConnection> application;
    if (scenario_.write_ahead_log) {
        application.emplace(file_);
        application->run("PRAGMA journal_mode = WAL");
    }
    const bool is_new = scenario_.path == Scenario::Path::from_nothing ||
                        scenario_.path == Scenario::Path::by_snapshot;
    if (!is_new) {
        const bool at_b2 = scenario_.path == Scenario::Path::from_b2;
        Migrator(support::url_of(file_), table_).upgrade(at_b2 ? "b2" : "heads");
        support::run_sql(
            file_, "INSERT INTO customer (id, name, email) VALUES (100, 'X', 'x@example.org')");
        support::run_sql(file_, "INSERT INTO invoice (id, customer, total) VALUES (100, 100, 9)");
    }
    begin_ = disk_.image();
}

void Trial::make_states() {
    load();
    states_ = {look()};
    Program program = make_program(table_);
    for (const std::string_view target : targets_) {
        migrate(program.migrator(), target);
        states_.push_back(look());
    }
}

Program Trial::make_program(const MigrationTable& table) const {
    return Program(file_, table, scenario_.own_connection, scenario_.transaction_per_migration);
}

void Trial::migrate(Migrator& migrator, std::string_view target) const {
    if (scenario_.path == Scenario::Path::back_to_base) {
        migrator.downgrade(target);
    } else {
        migrator.upgrade(target);
    }
}

void Trial::load() {
    disk_.load(begin_);
    mirror_file();
}

/// Where SQLite cannot open a file, Kiln asks the system whether there is one.
void Trial::mirror_file() const {
    if (disk_.find(file_) == nullptr) {
        std::filesystem::remove(file_);
    } else if (!std::filesystem::exists(file_)) {
        std::ofstream{file_};
    }
}

std::string Trial::fault_of(const Trouble& trouble) {
    load();
    std::optional<Program> program = make_program(table_);
    arm(trouble, *program);
    Outcome outcome = run(*program);
    outcome.power_was_cut = trouble.kind == Trouble::Kind::power_cut && came_to_pass();
    // Without any memory SQLite cannot even roll back: such a program has to end.
    if (outcome.power_was_cut ||
        (trouble.kind == Trouble::Kind::no_memory && trouble.from_then_on)) {
        program.reset();
        disarm(nullptr);
        if (outcome.power_was_cut) disk_.cut_power(trouble.seed);
        program.emplace(make_program(table_));
    } else {
        disarm(program->connection());
    }
    return check(outcome, *program);
}

std::string Trial::fault_of(const MigrationTable& broken) {
    load();
    Program program = make_program(broken);
    const Outcome outcome = run(program);
    if (!outcome.error) return "the run succeeded";
    const std::string left = program.left_behind();
    if (!left.empty()) return "left on the connection: " + left;
    Program next = make_program(table_);
    return check(outcome, next);
}

void Trial::arm(const Trouble& trouble, const Program& program) {
    trigger_.arm(trouble.at, trouble.from_then_on);
    if (const auto fault = file_fault(trouble.kind)) file_system_.arm(*fault, trigger_);
    if (trouble.kind == Trouble::Kind::no_memory) let_allocations_pass(&trigger_);
    if (trouble.kind == Trouble::Kind::interrupt) {
        sqlite3_progress_handler(program.connection(), trouble.steps, interrupt, &trigger_);
    }
    if (trouble.kind == Trouble::Kind::refusal) {
        sqlite3_set_authorizer(program.connection(), refuse, &trigger_);
    }
}

void Trial::disarm(sqlite3* connection) {
    trigger_.disarm();
    file_system_.disarm();
    let_allocations_pass(nullptr);
    if (connection == nullptr) return;
    sqlite3_progress_handler(connection, 0, nullptr, nullptr);
    sqlite3_set_authorizer(connection, nullptr, nullptr);
}

Trial::Outcome Trial::run(Program& program) const {
    try {
        migrate(program.migrator(), targets_.back());
    } catch (const Error& error) {
        return {error};
    }
    return {};
}

Snapshot Trial::look() {
    const bool was_there = disk_.find(file_) != nullptr;
    Snapshot state = snapshot_of(file_);
    if (!was_there) disk_.remove(file_);
    return state;
}

std::string Trial::check(const Outcome& outcome, Program& program) {
    const std::string left = program.left_behind();
    if (!left.empty()) return "left on the connection: " + left;

    // Most faults leave one of few files; a program that goes by URL makes the same of the same.
    Disk::Image image = disk_.image();
    const auto known = known_.find(image);
    const bool is_known = !scenario_.own_connection && known != known_.end();
    std::size_t state = 0;
    if (is_known) {
        state = known->second;
    } else {
        const Snapshot now = look();
        const auto found = std::find(states_.begin(), states_.end(), now);
        if (found == states_.end()) return "a half state: " + describe(now, states_);
        state = static_cast<std::size_t>(found - states_.begin());
    }
    std::string fault = check_state(outcome, state);
    if (is_known || !fault.empty()) return fault;
    fault = check_next_run(program);
    if (fault.empty()) known_.emplace(std::move(image), state);
    return fault;
}

std::string Trial::check_state(const Outcome& outcome, std::size_t state) const {
    const bool at_begin = state == 0;
    const bool at_end = state + 1 == states_.size();
    if (!at_begin && !at_end && !scenario_.transaction_per_migration) {
        return "behind a revision in the middle of the one transaction";
    }
    if (outcome.power_was_cut) return "";
    if (!outcome.error) return at_end ? "" : "succeeded, but is not at its end";
    const std::string message = outcome.error->what();
    if (!tells_of_the_machine(outcome.error->code())) return "blames the database: " + message;
    if (message.find("may have taken effect") != std::string::npos) return "";
    const bool unchanged = message.find("nothing was changed") != std::string::npos;
    return unchanged == at_begin ? "" : "is not as the error says: " + message;
}

std::string Trial::check_next_run(Program& program) {
    mirror_file();
    const Outcome outcome = run(program);
    if (outcome.error) return std::string("the next run fails: ") + outcome.error->what();
    const Snapshot now = look();
    if (now == states_.back()) return "";
    return "the next run makes something else of it: " + describe(now, states_);
}

}  // namespace kiln::fault
