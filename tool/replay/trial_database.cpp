#include "tool/replay/trial_database.hpp"

#include "src/database/version_table.hpp"
#include "src/sql/lexer.hpp"
#include "tool/replay/dependents.hpp"
#include "tool/replay/memory_limit.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <fmt/format.h>

#include <sqlite3.h>

#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

// As the runtime makes them.
constexpr const char* own_tables =
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));"
    "CREATE TABLE kiln_history (sequence INTEGER PRIMARY KEY, revision TEXT NOT NULL, "
    "direction TEXT NOT NULL, checksum TEXT NOT NULL, applied_at TEXT NOT NULL, "
    "duration_ms INTEGER NOT NULL, applied_by TEXT NOT NULL);";

/// Of SQLite's virtual machine, for one script: a few seconds, some ten million rows.
constexpr int most_million_steps = 250;

bool is_own_table(std::string_view name) {
    return equal_ignoring_case(name, default_version_table) ||
           equal_ignoring_case(name, history_table) || equal_ignoring_case(name, compatible_table);
}

[[noreturn]] void fail(sqlite3* db) {
    Diagnostic diagnostic;
    diagnostic.code = Code::database_damaged;
    diagnostic.message = "the database in memory fails: " + sqlite_message(db);
    throw Error(std::move(diagnostic));
}

ReplayDatabase::Copy open_memory() {
    // Replay is most of a build's time, and a good part of that is SQLite's allocations: without
    // statistics and locks it is a seventh faster. Only before SQLite's first use, else no harm.
    static const int configured = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(configured);
    count_memory_of_sqlite();
    sqlite3* db = nullptr;
    const int code = sqlite3_open_v2(
        ":memory:", &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
    ReplayDatabase::Copy owner(db, &sqlite3_close);
    if (code != SQLITE_OK) fail(db);
    return owner;
}

void copy_database(sqlite3* from, sqlite3* to) {
    sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
    if (!backup) fail(to);
    sqlite3_backup_step(backup, -1);
    if (sqlite3_backup_finish(backup) != SQLITE_OK) fail(to);
}

bool has_word(std::string_view statement, std::string_view word) {
    SqlLexer lexer(statement, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (token.kind == SqlToken::Kind::word && equal_ignoring_case(lexer.text(token), word)) {
            return true;
        }
    }
    return false;
}

}  // namespace

ReplayDatabase::ReplayDatabase() : db_(open_memory()) {
    execute(own_tables);
    // On disk, temporary tables and sorts would know no limit.
    execute("PRAGMA temp_store = MEMORY");
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    sqlite3_set_authorizer(handle(), &ReplayDatabase::authorize, this);
    sqlite3_progress_handler(handle(), 1'000'000, &ReplayDatabase::count_steps, this);
}

ReplayDatabase::~ReplayDatabase() = default;

bool ReplayDatabase::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

void ReplayDatabase::execute(const char* sql) {
    if (sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle());
}

std::optional<ScriptFault> ReplayDatabase::run(const Section& section, Changes& changes) {
    changes_ = &changes;
    touches_own_tables_ = false;
    own_tables_offset_.reset();
    statement_alters_ = false;
    leave_out_next_update_ = false;
    left_out_tests_ = false;
    misses_something_ = false;
    million_steps_left_ = most_million_steps;
    // A new name can also mend what was broken, which only SQLite's own tests see.
    if (temporary_objects_ || has_word(section.sql, "rename")) leave_out_alter_tests_ = false;
    // Such a script may write to sqlite_schema itself.
    if (section.no_transaction) changes.whole_schema = true;

    ScriptOptions options;
    options.in_transaction = !section.no_transaction;
    options.after_statement = [&](std::string_view statement) {
        note_statement(section, statement);
    };
    std::optional<ScriptFault> fault = run_within_memory(section, options);
    changes_ = nullptr;
    if (section.no_transaction) {
        sqlite3_db_config(handle(), SQLITE_DBCONFIG_ENABLE_FKEY, 0, nullptr);
    }
    if (fault && million_steps_left_ < 0) {
        fault = ScriptFault{Code::endless_script,
                            fmt::format("the script does not end: {} million steps of SQLite's "
                                        "virtual machine did not finish it",
                                        most_million_steps),
                            "give its loop an end, such as a LIMIT in the recursive query",
                            fault->offset, 0};
    }
    million_steps_left_ = most_million_steps;  // what Kiln asks is not counted
    if (misses_something_ && !fault) {
        fault = ScriptFault{Code::upgrade_failed, "a view or trigger misses something", "", 0, 0};
    }
    if (!touches_own_tables_) return fault;
    return ScriptFault{Code::touches_version_table,
                       "the script changes a table of Kiln's own, alembic_version or kiln_history",
                       "remove the statement: Kiln keeps these tables itself",
                       own_tables_offset_ ? *own_tables_offset_
                       : fault            ? fault->offset
                                          : 0,
                       0};
}

std::optional<ScriptFault> ReplayDatabase::run_within_memory(const Section& section,
                                                             const ScriptOptions& options) const {
    const MemoryLimit limit(most_memory_);
    std::optional<ScriptFault> fault = run_script(handle(), section.sql, options);
    if (!fault || !limit.was_reached()) return fault;
    if (fault->sqlite_code != SQLITE_IOERR_NOMEM && (fault->sqlite_code & 0xff) != SQLITE_NOMEM) {
        return fault;
    }
    fault->message = fmt::format(
        "the revisions need more than {} MiB of memory on an empty database", most_memory_ >> 20U);
    fault->hint = "leave so much data out of migrations: the build runs them in memory";
    return fault;
}

void ReplayDatabase::note_statement(const Section& section, std::string_view statement) {
    if (touches_own_tables_ && !own_tables_offset_) {
        own_tables_offset_ = static_cast<std::size_t>(statement.data() - section.sql.data());
    }
    // A new name may change the text of any object.
    if (statement_alters_ && has_word(statement, "rename")) changes_->whole_schema = true;
    statement_alters_ = false;
    if (!left_out_tests_) return;
    left_out_tests_ = false;
    Changes* const changes = std::exchange(changes_, nullptr);  // what is compiled changes nothing
    misses_something_ |= !views_and_triggers_compile(handle());
    changes_ = changes;
}

int ReplayDatabase::count_steps(void* self) {
    auto& database = *static_cast<ReplayDatabase*>(self);
    return database.changes_ && --database.million_steps_left_ < 0 ? 1 : 0;
}

int ReplayDatabase::authorize(void* self, int action, const char* first, const char* second,
                              const char* schema, const char*) {
    auto& database = *static_cast<ReplayDatabase*>(self);
    if (!database.changes_) return SQLITE_OK;
    // VACUUM writes every table to a database of its own.
    if (schema && std::string_view(schema).substr(0, 7) == "vacuum_") return SQLITE_OK;
    const bool stores_elsewhere =
        action == SQLITE_PRAGMA && second && equal_ignoring_case(first, "temp_store");
    if (stores_elsewhere || database.leaves_out(action, second)) return SQLITE_IGNORE;
    database.note_change(action, first, second);
    return SQLITE_OK;
}

// SQLite carries ALTER TABLE out by SQL of its own, which the authorizer sees: it tests each object
// with sqlite_rename_test(), and updates each with sqlite_rename_quotefix(), which does nothing
// where no string is in double quotes (K309). An ignored function is NULL, and so the test passes;
// an ignored update changes nothing.
bool ReplayDatabase::leaves_out(int action, const char* second) {
    if (!leave_out_alter_tests_) return false;
    if (action == SQLITE_FUNCTION && second) {
        const std::string_view function(second);
        if (function == "sqlite_rename_quotefix") leave_out_next_update_ = true;
        if (function == "sqlite_rename_test") left_out_tests_ = true;
        return function == "sqlite_rename_test" || function == "sqlite_rename_quotefix";
    }
    if (action != SQLITE_UPDATE || !leave_out_next_update_) return false;
    leave_out_next_update_ = false;
    return true;
}

void ReplayDatabase::note_change(int action, const char* first, const char* second) {
    const char* table = first;
    switch (action) {
        case SQLITE_INSERT:
        case SQLITE_UPDATE:
        case SQLITE_DELETE:
            if (std::string_view(first).substr(0, 7) == "sqlite_") return;
            changes_->rows.insert(folded(first));
            break;
        case SQLITE_CREATE_VTABLE:
        case SQLITE_DROP_VTABLE:
            changes_->whole_schema = true;
            break;  // the shadow tables too
        case SQLITE_ALTER_TABLE:
            statement_alters_ = true;
            table = second;
            changes_->schema.insert(folded(table));
            break;
        case SQLITE_CREATE_TEMP_TRIGGER:
        case SQLITE_CREATE_TEMP_VIEW:
            leave_out_alter_tests_ = false;
            return;
        case SQLITE_CREATE_TRIGGER:
            leave_out_alter_tests_ = false;
            [[fallthrough]];
        case SQLITE_CREATE_INDEX:
        case SQLITE_DROP_INDEX:
        case SQLITE_DROP_TRIGGER:
            table = second;
            changes_->schema.insert(folded(table));
            break;
        case SQLITE_CREATE_VIEW:
            leave_out_alter_tests_ = false;
            [[fallthrough]];
        case SQLITE_CREATE_TABLE:
        case SQLITE_DROP_TABLE:
        case SQLITE_DROP_VIEW:
            changes_->schema.insert(folded(table));
            break;
        default:
            return;
    }
    if (is_own_table(table)) touches_own_tables_ = true;
}

ReplayDatabase::Copy ReplayDatabase::copy() const {
    Copy copy = open_memory();
    copy_database(handle(), copy.get());
    return copy;
}

void ReplayDatabase::restore(const Copy& copy) { copy_database(copy.get(), handle()); }

}  // namespace kiln::tool
