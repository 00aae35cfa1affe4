#pragma once
// The runtime's face: applies a baked migration table to a database.

#include <kiln/error.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>
#include <kiln/result.hpp>
#include <kiln/stop.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;
struct pg_conn;   // PGconn of libpq
struct st_mysql;  // MYSQL of libmariadb

namespace kiln {

/// Told to the progress callback before and after each step of a run, and within it.
struct Progress {
    enum class Event : std::uint8_t {
        started,
        finished,
        /// A statement takes its time: four times a second, where the database can tell (SQLite).
        /// Or a step in C++ called Operations::progress().
        running,
    };
    Event event;
    const PlanStep& step;
    std::size_t index;                      ///< of the step in this run, from 0
    std::size_t count;                      ///< steps in this run
    std::chrono::microseconds duration{0};  ///< of the step so far
    /// What a step in C++ says of itself: so much of `total`, which is 0 where nobody says it.
    std::int64_t done = 0;
    std::int64_t total = 0;
};

/// What upgrade(), pending() and check() do with a database at revisions that this program does not
/// have, because a newer version of it has been there.
enum class NewerDatabase : std::uint8_t {
    refuse,             ///< error K403
    accept_compatible,  ///< leave it as it is where its revisions say so (`-- min_compatible:`)
};

struct Options {
    std::string version_table = "alembic_version";
    /// Commit after each revision instead of once for the whole run.
    bool transaction_per_migration = false;
    /// Make a new database from the table's snapshot where that leads to all revisions: in one
    /// transaction, whatever is said of others, and with a step for each (Direction::snapshot). New
    /// is one without any object, whose user_version and application_id are 0.
    bool snapshot = true;
    /// How long to wait for a database that others hold, in all, before error K405.
    std::chrono::milliseconds lock_wait{30'000};
    /// PostgreSQL: how long one try waits for a lock that a statement needs. Then all of the run is
    /// rolled back, so that nobody waits behind it, and tried again until `lock_wait` is spent.
    std::chrono::milliseconds lock_timeout{5'000};
    /// PostgreSQL: the schema that a run works in, and that has Kiln's own tables: a tenant's. It
    /// must exist (K428). Empty: what the session's search_path says.
    std::string schema{};
    /// Written to kiln_history with each step; "kiln <version>" where empty.
    std::string applied_by{};
    /// Called inside the run's transaction. An exception from it rolls the run back. It must not
    /// end the transaction (K416) nor call the Migrator that calls it (K415); while a statement
    /// runs, it must not use the connection at all. Where it is set, the progress handler of an
    /// application's own connection is gone afterwards.
    std::function<void(const Progress&)> progress{};
    /// How long one statement of a revision may run before error K419; zero: as long as it takes.
    /// Where it is set, the progress handler of an application's own connection is gone afterwards.
    std::chrono::milliseconds statement_deadline{0};
    /// The file that gets a copy of the database before a run changes anything, checked by SQLite,
    /// in the place of an earlier one; none where it is empty. Without a copy nothing is changed
    /// (K420, as for any but SQLite's). One that is empty or in memory has none. Each database
    /// needs a file of its own.
    std::string backup{};
    NewerDatabase newer_database = NewerDatabase::refuse;
    /// Prepares a connection to SQLite before anything else happens on it: functions, collations,
    /// extensions, keys. Called for each that Kiln opens, also for a backup, never for the
    /// application's own. An exception from it ends the call. It must leave no transaction open,
    /// and a URL of another database is an error with it (K525).
    std::function<void(sqlite3*)> connect{};
    /// Told in a line each: a wait for the database, a backup, each step, each commit. As
    /// `progress` it may be called inside the transaction.
    std::function<void(std::string_view line)> log{};
    /// A std::stop_token, or whatever has stop_requested(): when it is true, what runs is ended
    /// with K422 and rolled back, and so is a wait for the database. Asked for before a call that
    /// has something to do, nothing happens but K422; with nothing to do it is no error. A commit
    /// that has begun is not ended. Where it is set, the progress handler of an application's own
    /// connection is gone afterwards, and its busy_timeout is off during a call.
    Stop stop{};
};

struct ReportStep {
    std::string revision;
    Direction direction = Direction::upgrade;
    std::chrono::microseconds duration{0};
};

/// What a run did.
struct Report {
    std::vector<ReportStep> steps;
    std::vector<std::string> heads;  ///< rows of the version table now, sorted

    [[nodiscard]] bool empty() const { return steps.empty(); }
};

/// What a database is to a table of migrations, by the rows of its version table.
enum class State : std::uint8_t {
    absent,       ///< no file, an empty one, or a database without any object
    unversioned,  ///< has objects, but no such version table: others' alone, other sets' included
    behind,       ///< upgrade() has something to do; also where the version table has no rows
    at_heads,
    newer,  ///< has revisions that the table lacks: a newer version of the program has been there
};

/// Something in the version table or the log that is not as Kiln writes it.
struct Repair {
    enum class Kind : std::uint8_t {
        repeated_row,      ///< the version table has the revision more than once
        implied_row,       ///< it has the revision and one that stands above it
        changed_checksum,  ///< an applied revision is not what the log says that ran
        /// An applied revision of which the log does not know: no fault, as Alembic keeps no log.
        not_in_history,
        /// The log has the checksum that Kiln 0.1.0 wrote, which is not compared: no fault.
        old_checksum,
        /// MySQL: the connection ended while a statement of the revision ran. `InDoubt` settles it.
        statement_in_doubt,
    };
    Kind kind;
    std::string revision;
    /// The row above it; the checksum in the log; which statement of which file.
    std::string detail;
};

/// What repair() makes of a statement that is in doubt: whoever says so has looked.
enum class InDoubt : std::uint8_t {
    refuse,    ///< error K429 where there is one
    done,      ///< the next run goes on behind it; K433 where none is in doubt
    not_done,  ///< the next run begins with it; the same
};

struct StampOptions {
    /// Empties the version table first, and so is the way out of rows that this program does not
    /// know.
    bool purge = false;
    /// The rows that the version table must hold, as current() gives them; where another program
    /// has been there since, error K409 and nothing changed. Whatever it holds where it is not set.
    std::optional<std::vector<std::string>> expected{};
};

/// Brings one database to a revision of a migration table. All or nothing: whatever fails, the
/// database is where the run began (with `transaction_per_migration`, or behind a
/// `no-transaction` revision: at the last revision that was committed; on MySQL: behind the last
/// statement that is done, where the next run goes on).
///
/// Every function throws kiln::Error, and has a twin, try_…(), that throws nothing and gives the
/// error back. A Migrator is for one thread at a time; any number of them, in any number of
/// processes, may work on one database file.
// Targets are Alembic's identifiers: `head`, `heads`, `base`, an id or a unique prefix of one,
// `+2`, `-1`, `ae10+2`, `label@head`, `label@+1`.
class Migrator {
public:
    /// `url` as SQLAlchemy writes it: `sqlite:///relative.db`, `sqlite:////absolute.db`,
    /// `sqlite://` (in memory), `postgresql://host/database`,
    /// `mysql://host/database`. Nothing is opened before the first call. Copies `table`: what it
    /// points to must outlive the Migrator.
    Migrator(std::string_view url, const MigrationTable& table, Options options = {});
    /// Works on the application's own connection, which must outlive the Migrator, have no
    /// transaction open and no statement that writes (K415), and keep a journal (K421). Settings of
    /// the connection are put back after each call. A null pointer is an error (K401).
    Migrator(sqlite3* connection, const MigrationTable& table, Options options = {});
    /// The same on a `PGconn*` of libpq.
    Migrator(pg_conn* connection, const MigrationTable& table, Options options = {});
    /// The same on a `MYSQL*` of libmariadb.
    Migrator(st_mysql* connection, const MigrationTable& table, Options options = {});
    Migrator(Migrator&&) noexcept;
    Migrator& operator=(Migrator&&) noexcept;
    ~Migrator();

    /// What the database is, without an error for it. Creates nothing, and looks at no checksum.
    /// Throws where nobody can know: for what is damaged (K406, K407, K408), cannot be opened
    /// (K401) or is held by others for longer than `lock_wait` (K405).
    [[nodiscard]] State state();
    /// The rows of the version table, sorted; empty for a database at its base.
    [[nodiscard]] std::vector<std::string> current();
    /// The revisions that `upgrade()` would apply, in order.
    [[nodiscard]] std::vector<std::string> pending();
    [[nodiscard]] Plan plan_upgrade(std::string_view target = "heads");
    [[nodiscard]] Plan plan_downgrade(std::string_view target);
    /// Applies what leads to `target`. With nothing to do it costs one SELECT, takes no lock and
    /// works on a read-only database.
    Report upgrade(std::string_view target = "heads");
    Report downgrade(std::string_view target);
    /// Sets the version table to `target` without running anything.
    /// Several targets must not be ancestors of each other.
    Report stamp(std::string_view target);
    Report stamp(const std::vector<std::string>& targets, bool purge = false);
    Report stamp(const std::vector<std::string>& targets, const StampOptions& options);
    /// Finds the revision whose schema a database has that has no version table, or none with
    /// rows, and stamps it. Tables that no revision makes may be there or not. `target`: what it is
    /// to be at, where several fit. What has rows is left as it is.
    /// Throws K439 where none fits, with the nearest revision and the tables that do not; K440
    /// where rows alone could tell several apart; K441 for a database without any of the tables,
    /// which upgrade() is for; K442 for a database that is not SQLite's; K403 for a newer one.
    Report adopt(std::string_view target = {});
    /// What repair() would do.
    [[nodiscard]] std::vector<Repair> find_repairs();
    /// Deletes the rows of the version table that say nothing, and writes into the log the
    /// checksums that this program's revisions have. Runs no script, and touches no other table.
    /// Returns what it has done.
    std::vector<Repair> repair(InDoubt in_doubt = InDoubt::refuse);
    /// Creates the version table and the log where they are missing; a database that has both is
    /// not written to.
    void ensure_version();
    /// Throws unless the database is at the heads (K417) and Kiln's records are sound: a diagnostic
    /// for each thing that find_repairs() returns (K408, K404) but what its Kind calls no fault.
    void check();

    // The same without exceptions. What a callback throws becomes K443, and so does all else that
    // is no kiln::Error; where not even memory for the error is left, the program ends.
    [[nodiscard]] static Result<Migrator> try_make(std::string_view url,
                                                   const MigrationTable& table,
                                                   Options options = {}) noexcept;
    [[nodiscard]] static Result<Migrator> try_make(sqlite3* connection, const MigrationTable& table,
                                                   Options options = {}) noexcept;
    Result<State> try_state() noexcept;
    Result<std::vector<std::string>> try_current() noexcept;
    Result<std::vector<std::string>> try_pending() noexcept;
    Result<Plan> try_plan_upgrade(std::string_view target = "heads") noexcept;
    Result<Plan> try_plan_downgrade(std::string_view target) noexcept;
    Result<Report> try_upgrade(std::string_view target = "heads") noexcept;
    Result<Report> try_downgrade(std::string_view target) noexcept;
    Result<Report> try_stamp(std::string_view target) noexcept;
    Result<Report> try_stamp(const std::vector<std::string>& targets, bool purge = false) noexcept;
    Result<Report> try_stamp(const std::vector<std::string>& targets,
                             const StampOptions& options) noexcept;
    Result<Report> try_adopt(std::string_view target = {}) noexcept;
    Result<std::vector<Repair>> try_find_repairs() noexcept;
    Result<std::vector<Repair>> try_repair(InDoubt in_doubt = InDoubt::refuse) noexcept;
    Result<void> try_ensure_version() noexcept;
    Result<void> try_check() noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kiln
