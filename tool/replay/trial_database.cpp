#include "tool/replay/trial_database.hpp"

#include "src/database/sqlite/code_connection.hpp"
#include "src/database/version_table.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/replay/kept_database.hpp"
#include "tool/replay/memory_limit.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <sqlite3.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// Of SQLite's virtual machine, for one script: a few seconds, some ten million rows.
constexpr int most_million_steps = 250;

sqlite::Connection open_trial() {
    count_memory_of_sqlite();
    sqlite::Connection connection = open_in_memory(trial_file_system());
    const std::string sql =
        "CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc") +
        ";CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::sqlite)) +
        // On disk, temporary tables and sorts would know no limit.
        ";PRAGMA temp_store = MEMORY";
    if (connection.execute(sql.c_str()) != SQLITE_OK) {
        throw memory_database_failure(connection.get());
    }
    return connection;
}

Fault endless_script(std::size_t offset) {
    return guard_fault(
        Code::endless_script, offset,
        fmt::format("the script does not end: {} million steps of SQLite's virtual machine did not "
                    "finish it",
                    most_million_steps),
        "give its loop an end, such as a LIMIT in the recursive query");
}

Fault touches_own_tables(std::size_t offset) {
    return guard_fault(Code::touches_version_table, offset,
                       "the script changes a table of Kiln's own, alembic_version or kiln_history",
                       "remove the statement: Kiln keeps these tables itself");
}

}  // namespace

TrialDatabase::TrialDatabase(std::size_t most_memory)
    : connection_(open_trial()),
      known_(read_schema(handle())),
      watch_(handle(), known_),
      most_memory_(most_memory) {
    sqlite3_progress_handler(handle(), 1'000'000, &TrialDatabase::count_steps, this);
}

std::variant<Passage, Fault> TrialDatabase::run(const RevisionFile& file, const Section& section,
                                                AlterTests tests,
                                                const BehindStatement& behind_statement) {
    if (section.no_transaction) {
        commit();
    } else if (!in_transaction()) {
        execute("BEGIN");
    }
    std::vector<RanStatement> statements;
    std::shared_ptr<Section> as_ran;
    if (section.is_code) as_ran = std::make_shared<Section>(section);
    if (auto fault = as_ran ? run_code_of(*as_ran, statements, behind_statement)
                            : run_script_of(section, tests, statements, behind_statement)) {
        return *std::move(fault);
    }
    Changes changes;
    for (const RanStatement& statement : statements) changes.add(statement.changes);
    Schema before = known_.replace(read(changes), changes);
    for (Past* past : pasts_) past->add(changes, before);
    return Passage{.file = file,
                   .section = as_ran ? *as_ran : section,
                   .statements = std::move(statements),
                   .changes = std::move(changes),
                   .before = std::move(before),
                   .after = schema(),
                   .database = *this,
                   .as_ran = as_ran};
}

std::optional<Fault> TrialDatabase::run_script_of(const Section& section, AlterTests tests,
                                                  std::vector<RanStatement>& statements,
                                                  const BehindStatement& behind_statement) {
    ScriptOptions options;
    options.in_transaction = !section.no_transaction;
    options.after_statement = [&](std::string_view statement) {
        const auto offset = static_cast<std::size_t>(statement.data() - section.sql.data());
        note_statement(offset, statement, statements, behind_statement);
    };
    watch_.start(section, tests);
    std::optional<Fault> fault =
        run_within_limits([&] { return run_script(handle(), section.sql, options); });
    return end_watch(section, std::move(fault));
}

std::optional<Fault> TrialDatabase::run_code_of(Section& section,
                                                std::vector<RanStatement>& statements,
                                                const BehindStatement& behind_statement) {
    section.sql.clear();
    if (auto fault = known_end_of(section)) return fault;
    static const Options plain;
    SqliteCodeConnection connection(handle(), plain);
    SectionRules rules;
    rules.object_to_double_quotes = true;
    const auto after_statement = [&](std::string_view statement) {
        const std::size_t offset = section.sql.size();
        section.sql.append(statement).append(";\n");
        note_statement(offset, statement, statements, behind_statement);
    };
    watch_.start(section, AlterTests::all);
    std::optional<Fault> fault = run_within_limits(
        [&] { return run_code_section(connection, section, rules, after_statement); });
    const std::string_view sql = section.sql;
    for (RanStatement& each : statements) each.text = sql.substr(each.offset, each.text.size());
    if (!fault && !in_transaction()) {
        fault = guard_fault(Code::transaction_ended, 0, "it ended Kiln's transaction",
                            "leave the transaction to Kiln");
    }
    return end_watch(section, std::move(fault));
}

void TrialDatabase::note_statement(std::size_t offset, std::string_view statement,
                                   std::vector<RanStatement>& statements,
                                   const BehindStatement& behind_statement) {
    statements.push_back({offset, statement, watch_.end_statement(offset, statement)});
    if (!behind_statement) return;
    watch_.pause();
    behind_statement(statements.back());
    watch_.go_on();
}

std::optional<Fault> TrialDatabase::end_watch(const Section& section, std::optional<Fault> fault) {
    watch_.stop();
    if (section.no_transaction) connection_.set(SQLITE_DBCONFIG_ENABLE_FKEY, false);
    if (watch_.misses_something() && !fault) {
        fault = Fault{Reason::sql, "a view or trigger misses something", "", 0, {}};
    }
    if (!watch_.touches_own_tables()) return fault;
    return touches_own_tables(watch_.own_tables_offset().value_or(fault ? fault->offset : 0));
}

std::optional<Fault> TrialDatabase::run_within_limits(
    const std::function<std::optional<Fault>()>& run) {
    million_steps_left_ = most_million_steps;
    const MemoryLimit limit(most_memory_);
    std::optional<Fault> fault = run();
    const bool is_endless = std::exchange(million_steps_left_, most_million_steps) < 0;
    if (!fault) return fault;
    Fault& last = fault->also.empty() ? *fault : fault->also.back();
    if (is_endless) {
        last = endless_script(last.offset);
    } else if (limit.was_reached() && last.reason == Reason::no_memory) {
        last.message =
            fmt::format("the revisions need more than {} MiB of memory on an empty database",
                        most_memory_ >> 20U);
        last.hint = "leave so much data out of migrations: the build runs them in memory";
    }
    return fault;
}

// What Kiln asks is not counted.
int TrialDatabase::count_steps(void* self) {
    auto& database = *static_cast<TrialDatabase*>(self);
    return database.watch_.is_watching() && --database.million_steps_left_ < 0 ? 1 : 0;
}

Schema TrialDatabase::read(const Changes& changes) const {
    return changes.whole_schema ? read_schema(handle()) : read_schema(handle(), changes.schema);
}

void TrialDatabase::become(const TrialDatabase& other) {
    roll_back();
    copy_database(other.handle(), handle());
    known_.replace(other.schema(), {.schema = {}, .whole_schema = true, .rows = {}});
}

bool TrialDatabase::become_part(const TrialDatabase& other, std::set<std::string> tables) {
    roll_back();
    Schema part;
    for (const auto& [table, objects] : other.schema().groups) {
        if (is_own_table(table)) tables.insert(table);
    }
    for (const std::string& table : tables) {
        const auto group = other.schema().groups.find(table);
        if (group != other.schema().groups.end()) part.groups.insert(*group);
    }
    other.commit();
    if (!copy_part(other.handle(), handle(), tables)) return false;
    sqlite3_set_last_insert_rowid(handle(), sqlite3_last_insert_rowid(other.handle()));
    known_.replace(std::move(part), {.schema = {}, .whole_schema = true, .rows = {}});
    set_broken(other.broken());
    return true;
}

bool TrialDatabase::keep(Packer& out) const {
    if (!keep_database(handle(), out)) return false;
    out.number(broken().size());
    for (const Dependent& each : broken()) out.dependent(each);
    return true;
}

void TrialDatabase::take_up(Unpacker& in) {
    take_up_database(in, handle());
    known_.replace(read_schema(handle()), {.schema = {}, .whole_schema = true, .rows = {}});
    std::set<Dependent> broken;
    for (std::size_t left = in.count(); left > 0; --left) broken.insert(in.dependent());
    set_broken(std::move(broken));
}

void TrialDatabase::execute(const char* sql) const {
    if (connection_.execute(sql) != SQLITE_OK) throw memory_database_failure(handle());
}

void TrialDatabase::commit() const {
    if (in_transaction()) execute("COMMIT");
}

void TrialDatabase::roll_back() const {
    if (in_transaction()) execute("ROLLBACK");
}

}  // namespace kiln::tool
