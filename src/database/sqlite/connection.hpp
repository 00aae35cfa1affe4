#pragma once

#include "src/database/connection.hpp"
#include "src/database/lock_wait.hpp"
#include "src/database/script.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/database/sqlite/section.hpp"
#include "src/database/sqlite/temporary.hpp"
#include "src/database/sqlite/violations.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

namespace kiln {

/// A SQLite file, a database in memory that lives as long as this object, or an application's own
/// connection. A file is open only during a call: a Migrator that is kept costs nothing, and holds
/// no lock that closing the file elsewhere could lose.
class SqliteConnection : public Connection {
public:
    /// An empty name is a database in memory.
    SqliteConnection(std::string file, const Options& options);
    SqliteConnection(sqlite3* connection, const Options& options);
    ~SqliteConnection() override;

    void enter(bool writes) override;
    void leave() noexcept override;
    FirstStatement run_first(std::string_view text, std::span<const Value> values = {},
                             const std::function<void(Row)>& each_row = {}) override;
    void lock(bool is_split) override;
    void unlock() noexcept override;
    void begin() override;
    void commit() override;
    void roll_back() noexcept override;
    TransactionState state() const override;
    void begin_section(std::string_view sql, const SectionRules& rules) override;
    void end_section() noexcept override;
    std::vector<NewViolation> new_violations() override;
    std::vector<TemporaryObject> temporary_objects() override;
    bool back_up(const std::string& file) override;

protected:
    sqlite3* client() const { return connection_.get(); }
    /// Between begin_section() and end_section().
    sqlite::Section& section() { return *section_; }

private:
    enum class Kind : std::uint8_t { file, memory, borrowed };

    bool open_for_reading();
    void open_for_writing();
    void take(sqlite::Connection opened);
    bool is_writing() const;
    void set_up();
    void wait_ourselves();
    void refuse_unfinished() const;
    void refuse_query_only() const;
    void require_journal();
    int prepare(std::string_view text);
    int step_all(std::string_view text, std::span<const Value> values,
                 const std::function<void(Row)>& each_row);
    void watch_violations();
    void keep_violations(std::string_view sql, bool is_code);
    Violations check_foreign_keys(const Stop& stop) const;
    bool is_untouched() const;
    std::uint32_t data_version() const;
    Fault last_fault() const;
    bool is_stopped(int result) const;
    [[noreturn]] void fail(Doing doing) const;

    Kind kind_;
    std::string file_;
    const Options& options_;
    sqlite::Connection connection_;
    LockWait wait_;

    /// Where a wait may have to stop, it is Kiln that waits.
    std::optional<sqlite::BusyTimeoutOff> busy_timeout_;
    bool is_locked_ = false;
    bool in_doubt_ = false;
    std::array<bool, 2> settings_{};  ///< as the application had them
    /// The last statement with values: the rows of a log come one behind the other.
    sqlite::Statement statement_;
    std::string statement_text_;
    std::optional<sqlite::TemporaryScope> temporary_;
    std::optional<sqlite::Section> section_;
    bool section_has_transaction_ = true;
    Violations known_;              ///< those that were there before the transaction
    bool known_is_valid_ = false;   ///< `known_` is from the last transaction, and may still hold
    bool sections_matter_ = false;  ///< a section may have changed violations
    std::uint32_t begun_version_ = 0;  ///< data_version() when the transaction began
    std::optional<std::uint32_t> committed_version_;
};

/// The same on a connection of whoever looks at what a script does: with objections, see
/// SectionRules.
std::optional<Fault> run_script(sqlite3* db, std::string_view sql,
                                const ScriptOptions& options = {});

}  // namespace kiln
