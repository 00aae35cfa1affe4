#pragma once

#include "src/database/connection.hpp"
#include "src/database/lock_wait.hpp"
#include "src/database/mysql/client.hpp"
#include "src/database/mysql/section.hpp"
#include "src/database/mysql/session_settings.hpp"

#include <optional>
#include <string>

namespace kiln {

/// A database of a MySQL or MariaDB server, connected to during a call only, or an application's
/// own connection.
///
/// DDL commits there by itself: so a section's statements are each committed, and whoever runs a
/// section keeps a journal of them. A run holds a lock of the server's by name, which the others'
/// commits do not touch.
class MysqlConnection : public Connection {
public:
    MysqlConnection(const DatabaseUrl& url, const Options& options);
    MysqlConnection(MYSQL* connection, const Options& options);
    ~MysqlConnection() override;

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
    void pause_section() override;
    void resume_section() override;
    bool is_one_of_many() override;
    std::vector<TemporaryObject> temporary_objects() override;
    bool back_up(const std::string& file) override;

protected:
    mysql::Client& client() { return client_; }
    const mysql::Client& client() const { return client_; }
    /// Between begin_section() and end_section().
    mysql::Section& section() { return *section_; }

private:
    void connect();
    mysql::Answer ask(const std::string& sql);
    [[noreturn]] void fail(const mysql::Answer& answer, Doing doing);
    Fault last_fault(const mysql::Answer& answer);
    void set_up();
    void refuse_view();
    void probe();
    std::string lock_name() const;

    const Options& options_;
    mysql::Address address_;  ///< of a URL
    mysql::Client client_;
    bool is_borrowed_ = false;
    LockWait wait_;

    std::optional<mysql::Section> section_;
    bool is_paused_ = false;
    std::optional<mysql::SessionSettings> found_;  ///< on an application's connection
    bool found_transaction_ = false;               ///< there
    bool is_locked_ = false;
    bool has_lock_ = false;
    std::optional<bool> is_one_of_many_;
    bool is_probed_ = false;  ///< the rows of the version table, for this lock
    bool is_open_ = false;    ///< a transaction
    bool in_doubt_ = false;
    Watch::Ended ended_ = Watch::Ended::no;  ///< the last question
};

}  // namespace kiln
