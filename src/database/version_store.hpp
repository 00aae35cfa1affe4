#pragma once
// The version table, the log beside it, and which older programs can use the database: all their
// SQL.

#include "src/database/connection.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/compatible.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// What the log holds of one step or stamp.
struct LogLine {
    std::string revision;   ///< `base` of a stamp that left no rows
    std::string direction;  ///< upgrade, downgrade, stamp, adopt, repair
    std::string checksum;
    /// False in a line of Kiln 0.1.0, which may be another set's: it proves nothing alone.
    bool names_set = true;
};

/// One row for the log.
struct HistoryEntry {
    std::string_view revision;
    std::string_view direction;  ///< upgrade, downgrade, stamp, adopt, repair
    std::string_view checksum;
    std::string applied_at;  ///< empty: when the database takes the row
    std::int64_t duration_ms = 0;
};

/// What the journal holds of a statement of the revision that is unfinished.
struct JournalLine {
    std::string revision;
    std::string direction;  ///< upgrade, downgrade
    std::int64_t number;    ///< in its section, from 1
    std::string hash;       ///< of its tokens
    bool is_done;           ///< or else it has begun, and whether it ended nobody knows
};

/// Of one connection, for one call of a Migrator. A database may hold several sets of migrations:
/// all is of the one whose version table the options name. Throws kiln::Error everywhere: K401,
/// K405, K406, K408, K412, K413.
class VersionStore {
public:
    using Rows = std::vector<std::string>;

    /// `connection` and `options` must outlive the store.
    VersionStore(Connection& connection, const Options& options);
    /// Over a connection that cannot be asked, to a database whose version table has these rows.
    /// `may_be_old`: Kiln 0.1.0 may have made its tables.
    VersionStore(Connection& connection, const Options& options, Rows rows, bool may_be_old);

    Connection& connection() const { return connection_; }
    const std::string& version_table() const { return options_.version_table; }

    // Reading takes no lock that outlives the statement, and creates nothing.

    /// The rows of the version table, sorted; nothing if there is no such table (or database). One
    /// SELECT if there is.
    std::optional<Rows> read_rows();
    /// The same, and where DDL commits has_no_journal() by the same SELECT, which is then all that
    /// it takes to find nothing to do: on a server each one more is a way there.
    std::optional<Rows> read_rows_and_journal();
    /// In the order in which it was written; nothing if there is no log. Lines that name no version
    /// table are of each that there is.
    std::optional<std::vector<LogLine>> read_history();
    /// Whether there is anything but what SQLite itself keeps; not where there is no database.
    bool has_objects();
    /// Whether it is as SQLite makes it: no objects at all, user_version and application_id 0, text
    /// in UTF-8.
    bool is_new();
    /// Whether there is any table but Kiln's own and the version tables that the log names.
    bool has_other_tables();
    /// Which older programs can use the database; none if it does not say.
    std::vector<CompatibleLine> read_compatible();

    /// In the order of their numbers; none where no revision is unfinished.
    std::vector<JournalLine> read_journal();
    /// Whether the rows were last read with the journal, and that was empty.
    bool has_no_journal() const { return has_no_journal_; }

    // Writing, in a transaction of the caller's.

    /// The version table and the log, where they are missing, and the column that a log of Kiln
    /// 0.1.0 lacks.
    void create_tables();
    /// Behind a rollback: they may be gone again.
    void forget_tables();
    /// Both sorted and without repetitions. Throws K409 where a statement does not touch exactly
    /// one row.
    void change_rows(const Rows& from, const Rows& to);
    void delete_all_rows();
    /// Replaces what is said of `rows`. Also where no revision says anything (`is_named`): what
    /// another edition of them said is deleted.
    void change_compatible(std::span<const std::string> rows, std::span<const CompatibleLine> lines,
                           bool is_named);
    void add_history(std::span<const HistoryEntry> entries);
    /// A statement that begins. False where another server has it.
    bool begin_statement(const JournalLine& line);
    /// False where it is not among those that have begun.
    bool end_statement(std::int64_t number);
    /// It was not done.
    void drop_statement(std::int64_t number);
    void clear_journal();

private:
    using EachRow = std::function<void(Row)>;

    std::string own(std::string_view table) const;
    std::string all_rows() const;
    std::optional<Fault> run(std::string_view sql, std::span<const Value> values = {},
                             const EachRow& each_row = {});
    std::optional<std::string> read_table(std::string_view table, std::string_view sql,
                                          const EachRow& each_row);
    std::optional<std::string> read_lines(std::string_view table, std::string_view columns,
                                          std::string_view order, const EachRow& each_row);
    bool may_lack_sets(std::string_view table);
    void add_sets(std::string_view table, const std::string& definition);
    std::optional<Fault> remove_compatible(const std::string& row, bool is_named);
    bool must_ask() const;
    void create_table(std::string_view table, const std::string& definition);
    std::string renaming(std::string_view table) const;
    bool has_row(std::string_view sql, std::span<const Value> values);
    bool has_table(std::string_view table);
    void add_row(Rows& rows, Row row) const;
    void write(std::string_view table, std::string_view sql, std::span<const Value> values = {});
    void add_lines(std::span<const HistoryEntry> entries);
    void change_one(const std::string& row, std::string_view sql, std::span<const Value> values);
    void require_written(std::string_view table, const std::optional<Fault>& fault) const;
    [[noreturn]] void refuse_writing(std::string_view table, const std::string& why) const;

    Connection& connection_;
    const Options& options_;
    const StoreWords& words_;
    std::string version_name_;  ///< quoted where it has to be
    std::int64_t changes_ = 0;  ///< by the last statement
    bool has_no_journal_ = false;
    bool tables_exist_ = false;
    bool compatible_exists_ = false;
    bool may_have_compatible_ = true;  ///< lines about which older programs can use the database
    bool may_be_old_ = false;          ///< as the constructor's
    std::optional<Rows> assumed_;      ///< of a database that cannot be asked
};

}  // namespace kiln
