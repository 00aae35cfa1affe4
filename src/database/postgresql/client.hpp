#pragma once
// A connection of libpq: opened or the application's, and statements sent on it that can be ended.

#include "src/database/connection.hpp"
#include "src/database/postgresql/handles.hpp"
#include "src/database/watch.hpp"

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::postgresql {

/// By libpq's keywords.
using Keywords = std::vector<std::pair<std::string, std::string>>;

using kiln::Watch;

class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { close(); }

    /// False where it could not be opened, for which last_message() says why, or where `watch`
    /// ended it. What has a connect_timeout ends by that alone: libpq counts it for each of several
    /// hosts, and only where nobody looks in between.
    bool open(const Keywords& keywords, Watch& watch);
    void borrow(PGconn* connection) { connection_ = connection; }
    /// An application's connection is only let go.
    void close();

    PGconn* get() const { return connection_; }
    bool is_open() const { return connection_ != nullptr; }
    bool is_lost() const { return PQstatus(connection_) == CONNECTION_BAD; }
    bool in_transaction() const;
    /// In one that a fault has ended but for its ROLLBACK.
    bool has_failed_transaction() const {
        return PQtransactionStatus(connection_) == PQTRANS_INERROR;
    }
    std::string last_message() const;
    /// What the server said beside its answers since it was last asked; of an application's
    /// connection the application hears it.
    std::vector<std::string> take_notices() { return std::exchange(notices_, {}); }

    /// Runs all statements of a text and answers the last one's, or the first fault. `copied` is
    /// what a COPY … FROM stdin among them gets.
    Result run(const std::string& sql, Watch& watch, std::string_view copied = {});
    Result run(const std::string& sql) {
        Watch none;
        return run(sql, none);
    }
    /// One statement with a value for each `$1`.
    Result run(const std::string& sql, std::span<const Value> values, Watch& watch);
    /// The same for values of which the statement decides what they are; a blob is a bytea. Text
    /// must hold no NUL.
    Result run(const std::string& sql, std::span<const detail::Value> values, Watch& watch);

private:
    void connect(const char* const* names, const char* const* values, Watch& watch);
    bool has_connect_timeout() const;
    void finish_connecting(Watch& watch);
    Result receive(Watch& watch, std::string_view copied);
    void wait(Watch& watch);
    bool put(std::string_view copied);
    void cancel();

    PGconn* connection_ = nullptr;
    bool is_own_ = false;
    std::vector<std::string> notices_;
};

}  // namespace kiln::postgresql
