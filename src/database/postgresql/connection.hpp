#pragma once

#include "src/database/connection.hpp"
#include "src/database/lock_wait.hpp"
#include "src/database/postgresql/client.hpp"
#include "src/database/postgresql/section.hpp"
#include "src/database/postgresql/session_settings.hpp"

#include <optional>
#include <string>

namespace kiln {

/// A database of a PostgreSQL server, connected to during a call only, or an application's own
/// connection.
///
/// A run's transaction takes an advisory lock of its own and then locks the version table, so that
/// Kiln and Alembic wait for each other. Whatever would wait in the server is tried again instead:
/// a waiter keeps CREATE INDEX CONCURRENTLY of another from its end. What is set for a run is set
/// for its transactions alone: a pooler may give the session to others.
class PostgresqlConnection : public Connection {
public:
    PostgresqlConnection(const DatabaseUrl& url, const Options& options);
    PostgresqlConnection(PGconn* connection, const Options& options);
    ~PostgresqlConnection() override;

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
    bool wait_for_others() override;
    void begin_section(std::string_view sql, const SectionRules& rules) override;
    void end_section() noexcept override;
    std::vector<TemporaryObject> temporary_objects() override;
    bool back_up(const std::string& file) override;

protected:
    const postgresql::Client& client() const { return client_; }
    /// Between begin_section() and end_section().
    postgresql::Section& section() { return *section_; }

private:
    void connect();
    void open();
    [[noreturn]] void refuse_schema() const;
    postgresql::Result ask(const std::string& sql, std::span<const Value> values = {});
    [[noreturn]] void fail(const postgresql::Result& result, Doing doing);
    Fault last_fault(const postgresql::Result& result);
    std::string version_table() const;
    void set_up();
    bool try_to_begin();
    bool is_made_by_now(const std::string& schema);
    void locate(const postgresql::Result& found);
    void refuse_unwritable(const postgresql::Result& found) const;
    void refuse_pooler();
    std::string session_settings();
    bool was_committed() const;

    const Options& options_;
    postgresql::Keywords keywords_;      ///< of a URL
    mutable postgresql::Client client_;  ///< a look at the state may ask
    bool is_borrowed_ = false;
    LockWait wait_;

    std::optional<postgresql::Section> section_;
    postgresql::SessionSettings outer_;  ///< before the transaction
    bool is_locked_ = false;
    bool is_split_ = false;    ///< the session lock is held
    std::string number_;       ///< its own, while it is
    std::string backend_;      ///< the process that has it
    std::string transaction_;  ///< of the application's connection: its number
    bool in_doubt_ = false;
    bool has_schema_ = false;                ///< Options::schema was looked for
    Watch::Ended ended_ = Watch::Ended::no;  ///< the last question
};

}  // namespace kiln
