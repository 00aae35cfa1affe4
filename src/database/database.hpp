#pragma once
// What a run needs of a database: the one interface behind which each database is a file.

#include "src/database/sqlite/script.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/compatible.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// What the log holds of one step or stamp.
struct LogLine {
    std::string revision;   ///< `base` of a stamp that left no rows
    std::string direction;  ///< upgrade, downgrade, stamp, repair
    std::string checksum;
};

/// One row for the log.
struct HistoryEntry {
    std::string_view revision;
    std::string_view direction;  ///< upgrade, downgrade, stamp, repair
    std::string_view checksum;
    std::string applied_at;
    std::int64_t duration_ms = 0;
};

/// Throws kiln::Error everywhere: K401, K405, K406, K408, K412, K413. Messages name the database
/// and never hold a password.
class Database {
public:
    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    virtual Dialect dialect() const = 0;
    /// For messages.
    virtual std::string name() const = 0;

    /// Each call of the Migrator stands between these two; `lock_wait` is spent over the call in
    /// all. A writing call throws K415 on an application's connection that is in a transaction.
    virtual void begin_call(bool writes) = 0;
    virtual void end_call() noexcept = 0;

    // Reading takes no lock that outlives the statement, and creates nothing.

    /// The rows of the version table, sorted; nothing if there is no such table (or database). One
    /// SELECT if there is.
    virtual std::optional<std::vector<std::string>> read_rows() = 0;
    /// In the order in which it was written; nothing if there is no log.
    virtual std::optional<std::vector<LogLine>> read_history() = 0;
    /// Whether there is any table but Kiln's own.
    virtual bool has_other_tables() = 0;
    /// Which older programs can use the database; none if it does not say.
    virtual std::vector<CompatibleLine> read_compatible() = 0;

    // A run: begin_run, then transactions, then end_run.

    /// Opens for writing, creates the file if need be, and sets the connection up.
    virtual void begin_run() = 0;
    /// Puts the connection's settings back; rolls back first if a transaction is open.
    virtual void end_run() noexcept = 0;

    /// Takes the write lock.
    virtual void begin() = 0;
    /// Between begin() and commit(): false where somebody else, such as a callback of the
    /// application's, has ended the transaction.
    virtual bool is_in_transaction() const = 0;
    /// Behind that: whether it was committed, and not rolled back.
    virtual bool was_committed_by_others() const = 0;
    /// Throws K416 if SQLite refuses; the transaction may then still be open.
    virtual void commit() = 0;
    /// Behind a commit() that an I/O error ended: nobody can know whether it took effect. To SQLite
    /// an unlock or a sync that fails is such an error, and the commit may lie in the file by then.
    virtual bool is_in_doubt() const = 0;
    virtual void roll_back() noexcept = 0;
    /// Behind begin(): true if nobody has written since the run's last commit. May be false for
    /// no reason.
    virtual bool is_untouched() = 0;

    /// Behind begin(): puts a copy of the database at `file`, or throws K420. False where there is
    /// nothing to copy.
    virtual bool back_up(const std::string& file) = 0;

    /// The version table and the log, where they are missing.
    virtual void create_tables() = 0;
    /// Throws K409 where a statement does not touch exactly one row.
    virtual void change_rows(const RowChanges& changes) = 0;
    virtual void delete_all_rows() = 0;
    /// Those of `rows` are replaced; the table is created where it is missing and there are lines.
    /// False where there is no table afterwards.
    virtual bool change_compatible(std::span<const std::string> rows,
                                   std::span<const CompatibleLine> lines) = 0;
    virtual void add_history(std::span<const HistoryEntry> entries) = 0;

    /// `sql` must be followed by a NUL in memory.
    virtual std::optional<ScriptFault> run_script(std::string_view sql, bool in_transaction) = 0;

    /// Rows that violate foreign keys from here on are new.
    virtual void watch_foreign_keys() = 0;
    /// One message for each two tables between which there are more of them now.
    virtual std::vector<std::string> new_violations() = 0;
};

/// Throws K402 where this program has no driver and K509 for a malformed URL. Opens nothing.
/// `options` must outlive the database.
std::unique_ptr<Database> make_database(std::string_view url, const Options& options);

}  // namespace kiln
