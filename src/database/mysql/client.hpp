#pragma once
// A connection of libmariadb: opened or the application's, and statements sent on it that can be
// ended.

#include "src/database/mysql/address.hpp"
#include "src/database/watch.hpp"

#include <mysql.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::mysql {

/// What the server, or libmariadb, says of a statement.
class Answer {
public:
    bool is_fault() const { return number_ != 0; }
    /// Of a fault; 0 where there is none.
    unsigned number() const { return number_; }
    const std::string& message() const { return message_; }  ///< one line
    /// Rows that were changed, or found where nothing in them had to change.
    std::int64_t changes() const { return changes_; }

    std::size_t rows() const { return rows_.size(); }
    std::size_t columns() const { return is_text_.size(); }
    const std::string& name(std::size_t column) const { return names_[column]; }
    bool is_text(std::size_t column) const { return is_text_[column]; }
    bool is_null(std::size_t row, std::size_t column) const { return !rows_[row][column].has; }
    /// Empty for NULL.
    const std::string& text(std::size_t row, std::size_t column) const {
        return rows_[row][column].text;
    }

private:
    friend class Client;
    struct Field {
        bool has = false;
        std::string text;
    };
    unsigned number_ = 0;
    std::string message_;
    std::int64_t changes_ = 0;
    std::vector<std::string> names_;
    std::vector<bool> is_text_;
    std::vector<std::vector<Field>> rows_;
};

class Client {
public:
    Client() = default;
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    ~Client() { close(); }

    /// A fault where it could not be opened, or where `watch` ended it. `address` must outlive the
    /// client.
    Answer open(const Address& address, Watch& watch);
    void borrow(MYSQL* connection) { connection_ = connection; }
    /// An application's connection is only let go.
    void close();

    MYSQL* get() const { return connection_; }
    bool is_open() const { return connection_ != nullptr; }
    bool is_own() const { return is_own_; }
    /// The server, or the way to it, is gone: what the last statement did nobody knows.
    bool is_lost() const { return is_lost_; }
    bool in_transaction() const;

    /// Runs one statement, and answers its rows; of several results the last one's.
    Answer run(std::string_view sql, Watch& watch);
    Answer run(std::string_view sql) {
        Watch none;
        return run(sql, none);
    }
    /// Carries out one that is prepared and has its values, and holds its rows; answers the rows
    /// that were changed, or a fault.
    Answer run(MYSQL_STMT* prepared, Watch& watch);
    /// What it, or the connection, says of its last call.
    Answer fault_of(MYSQL_STMT* prepared);
    /// Whether a transaction is open now, which the server does not tell with a fault.
    bool ask_for_transaction();
    /// How many warnings the last statement has.
    unsigned warnings() const { return mysql_warning_count(connection_); }

private:
    void wait(Watch& watch);
    void end_if_asked(Watch& watch);
    template <class Start, class Go>
    int watched(Watch& watch, Start start, Go go);
    void cancel();
    void forget_cancel();
    Answer receive();
    Answer fault();

    MYSQL* connection_ = nullptr;
    const Address* address_ = nullptr;
    std::size_t host_ = 0;  ///< of the address
    bool is_own_ = false;
    bool is_lost_ = false;
    bool is_cancelled_ = false;
    bool is_asynchronous_ = false;  ///< prepared statements can be waited for
};

/// Whether it is told as characters, of whatever character set: a blob is one of the binary set.
bool is_text_type(enum_field_types type);

/// A text for a statement, whatever the session's sql_mode and character set are.
std::string text_in_sql(std::string_view text);

/// In backticks.
std::string name_in_backticks(std::string_view name);

}  // namespace kiln::mysql
