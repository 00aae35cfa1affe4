#pragma once

#include "src/database/database.hpp"
#include "src/database/lock_wait.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/sqlite/violations.hpp"

#include <array>
#include <functional>
#include <initializer_list>
#include <string>
#include <utility>

namespace kiln {

/// A SQLite file, a database in memory that lives as long as this object, or an application's own
/// connection. A file is open only during a call: a Migrator that is kept costs nothing, and holds
/// no lock that closing the file elsewhere could lose.
class SqliteDatabase final : public Database {
public:
    /// An empty name is a database in memory.
    SqliteDatabase(std::string file, const Options& options);
    SqliteDatabase(sqlite3* connection, const Options& options);
    ~SqliteDatabase() override;

    Dialect dialect() const override { return Dialect::sqlite; }
    std::string name() const override;

    void begin_call(bool writes) override;
    void end_call() noexcept override;
    std::optional<std::vector<std::string>> read_rows() override;
    std::optional<std::vector<LogLine>> read_history() override;
    bool has_other_tables() override;
    std::vector<CompatibleLine> read_compatible() override;
    void begin_run() override;
    void end_run() noexcept override;
    void begin() override;
    bool is_in_transaction() const override { return connection_.in_transaction(); }
    bool was_committed_by_others() const override { return begun_version_ != data_version(); }
    void commit() override;
    bool is_in_doubt() const override { return in_doubt_; }
    void roll_back() noexcept override;
    bool is_untouched() override;
    bool back_up(const std::string& file) override;
    void create_tables() override;
    void change_rows(const RowChanges& changes) override;
    void delete_all_rows() override;
    bool change_compatible(std::span<const std::string> rows,
                           std::span<const CompatibleLine> lines) override;
    void add_history(std::span<const HistoryEntry> entries) override;
    std::optional<ScriptFault> run_script(std::string_view sql, bool in_transaction) override;
    void watch_foreign_keys() override;
    std::vector<std::string> new_violations() override;

private:
    enum class Kind : std::uint8_t { file, memory, borrowed };
    enum Change : std::uint8_t { update, remove, insert };

    bool open_for_reading();
    void open_for_writing();
    int select_rows(std::vector<std::string>& rows) const;
    int select_history(std::vector<LogLine>& history) const;
    std::optional<std::string> read_table(std::string_view table,
                                          const std::function<int()>& select);
    bool has_table(std::string_view table);
    bool has_row(std::string_view sql, std::initializer_list<std::string_view> values);
    void set_up();
    void require_journal();
    bool is_writing() const;
    void change_row(Change change, std::string_view first, std::string_view second);
    void prepare_for(std::string_view sql);
    Violations check_foreign_keys() const;
    std::uint32_t data_version() const;
    /// Throws unless `result` is SQLITE_OK. `doing`: "read", "write".
    void require(int result, std::string_view doing) const;
    void require_writable(int result, std::string_view table) const;
    [[noreturn]] void refuse_writing(std::string_view table, const std::string& why) const;
    [[noreturn]] void fail(std::string_view doing) const;

    Kind kind_;
    std::string file_;
    const Options& options_;
    std::string version_table_;  ///< quoted where needed
    sqlite::Connection connection_;
    LockWait wait_;

    bool in_call_ = false;
    bool in_run_ = false;
    bool in_doubt_ = false;
    std::array<bool, 4> settings_{};  ///< as the application had them
    std::array<sqlite::Statement, 3> row_statements_;
    sqlite::Statement insert_history_;
    Violations known_;             ///< those that were there before the transaction
    bool known_is_valid_ = false;  ///< `known_` is from the last transaction, and may still hold
    bool scripts_matter_ = false;  ///< a script of this transaction may change violations
    std::uint32_t begun_version_ = 0;  ///< data_version() when the transaction began
    std::optional<std::uint32_t> committed_version_;
};

}  // namespace kiln
