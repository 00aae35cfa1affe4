#include "src/database/mysql/client.hpp"

#include "src/database/mysql/login.hpp"
#include "src/database/mysql/waiting.hpp"
#include "src/text/message.hpp"

#include <errmsg.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kiln::mysql {
namespace {

struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

bool is_loss(unsigned number) {
    // Of the server's own: shut down, and killed with its connection.
    constexpr unsigned shutdown = 1053;
    constexpr unsigned connection_killed = 1927;
    constexpr unsigned killed = 3169;  // MySQL's
    constexpr unsigned idle = 4031;
    switch (number) {
        case CR_SERVER_GONE_ERROR:
        case CR_SERVER_LOST:
        case CR_SERVER_LOST_EXTENDED:
        case CR_MALFORMED_PACKET:
        case CR_COMMANDS_OUT_OF_SYNC:
        case shutdown:
        case connection_killed:
        case killed:
        case idle:
            return true;
        default:
            return false;
    }
}

}  // namespace

bool is_text_type(enum_field_types type) {
    switch (type) {
        case MYSQL_TYPE_VARCHAR:
        case MYSQL_TYPE_VAR_STRING:
        case MYSQL_TYPE_STRING:
        case MYSQL_TYPE_TINY_BLOB:
        case MYSQL_TYPE_MEDIUM_BLOB:
        case MYSQL_TYPE_LONG_BLOB:
        case MYSQL_TYPE_BLOB:
        case MYSQL_TYPE_ENUM:
        case MYSQL_TYPE_SET:
        case MYSQL_TYPE_NULL:
            return true;
        default:
            return false;
    }
}

Answer Client::open(const Address& address, Watch& watch) {
    address_ = &address;
    Login login = log_in(address, watch);
    Answer answer;
    answer.number_ = login.number;
    answer.message_ = std::move(login.message);
    if (!login.connection) return answer;
    connection_ = login.connection.release();
    host_ = login.host;
    is_own_ = true;
    is_lost_ = false;
    is_asynchronous_ = login.is_asynchronous;
    return Answer();
}

void Client::close() {
    if (is_own_) mysql_close(connection_);
    connection_ = nullptr;
    is_own_ = false;
    is_lost_ = false;
    is_asynchronous_ = false;
}

bool Client::in_transaction() const {
    return (connection_->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

Answer Client::run(std::string_view sql, Watch& watch) {
    watch.start();
    is_cancelled_ = false;
    if (mysql_send_query(connection_, sql.data(), static_cast<unsigned long>(sql.size())) != 0)
        return fault();
    if (watch.is_set()) wait(watch);
    if (mysql_read_query_result(connection_) != 0) {
        Answer answer = fault();
        forget_cancel();
        return answer;
    }
    Answer answer = receive();
    forget_cancel();
    return answer;
}

/// Up to the end of all results, as libmariadb needs it.
Answer Client::receive() {
    Answer answer;
    for (;;) {
        const std::unique_ptr<MYSQL_RES, FreeResult> result(mysql_store_result(connection_));
        if (result) {
            answer.names_.clear();
            answer.is_text_.clear();
            answer.rows_.clear();
            const unsigned columns = mysql_num_fields(result.get());
            const MYSQL_FIELD* const fields = mysql_fetch_fields(result.get());
            for (unsigned i = 0; i < columns; ++i) {
                answer.names_.emplace_back(fields[i].name);
                answer.is_text_.push_back(is_text_type(fields[i].type));
            }
            while (MYSQL_ROW row = mysql_fetch_row(result.get())) {
                const unsigned long* const sizes = mysql_fetch_lengths(result.get());
                std::vector<Answer::Field>& kept = answer.rows_.emplace_back(columns);
                for (unsigned i = 0; i < columns; ++i) {
                    if (row[i] != nullptr) kept[i] = {true, std::string(row[i], sizes[i])};
                }
            }
        } else if (mysql_field_count(connection_) != 0) {
            return fault();
        } else {
            answer.changes_ = static_cast<std::int64_t>(mysql_affected_rows(connection_));
        }
        const int next = mysql_next_result(connection_);
        if (next < 0) return answer;
        if (next > 0) return fault();
    }
}

Answer Client::fault() {
    Answer answer;
    answer.number_ = mysql_errno(connection_);
    if (answer.number_ == 0) answer.number_ = CR_UNKNOWN_ERROR;
    answer.message_ = one_line(mysql_error(connection_));
    is_lost_ = is_lost_ || is_loss(answer.number_);
    return answer;
}

void Client::wait(Watch& watch) {
    const int socket = static_cast<int>(mysql_get_socket(connection_));
    while (!wait_to_read(socket, milliseconds_between_looks)) end_if_asked(watch);
}

void Client::end_if_asked(Watch& watch) {
    if (is_cancelled_ || !watch.ends_now()) return;
    is_cancelled_ = true;
    cancel();
}

Answer Client::run(MYSQL_STMT* prepared, Watch& watch) {
    watch.start();
    is_cancelled_ = false;
    // There is no sending by itself as of a text. Where libmariadb cannot wait for it either, as on
    // some machines, the statement goes on to its end.
    if (watch.is_set() && !is_asynchronous_) {
        is_asynchronous_ = mysql_options(connection_, MYSQL_OPT_NONBLOCK, nullptr) == 0;
    }
    int result = 0;
    if (watch.is_set() && is_asynchronous_) {
        result = watched(
            watch, [&](int* out) { return mysql_stmt_execute_start(out, prepared); },
            [&](int* out, int ready) { return mysql_stmt_execute_cont(out, prepared, ready); });
        if (result == 0 && mysql_stmt_field_count(prepared) != 0) {
            result = watched(
                watch, [&](int* out) { return mysql_stmt_store_result_start(out, prepared); },
                [&](int* out, int ready) {
                    return mysql_stmt_store_result_cont(out, prepared, ready);
                });
        }
    } else {
        result = mysql_stmt_execute(prepared);
        if (result == 0 && mysql_stmt_field_count(prepared) != 0)
            result = mysql_stmt_store_result(prepared);
    }
    Answer answer;
    if (result != 0) {
        answer = fault_of(prepared);
    } else {
        answer.changes_ = static_cast<std::int64_t>(mysql_stmt_affected_rows(prepared));
    }
    forget_cancel();
    return answer;
}

template <class Start, class Go>
int Client::watched(Watch& watch, Start start, Go go) {
    int result = 0;
    wait_through(
        connection_, [&] { return start(&result); }, [&](int ready) { return go(&result, ready); },
        [&] {
            end_if_asked(watch);
            return true;
        });
    return result;
}

Answer Client::fault_of(MYSQL_STMT* prepared) {
    Answer answer;
    answer.number_ = mysql_stmt_errno(prepared);
    answer.message_ = one_line(mysql_stmt_error(prepared));
    if (answer.number_ == 0) return fault();
    is_lost_ = is_lost_ || is_loss(answer.number_);
    return answer;
}

bool Client::ask_for_transaction() {
    return !is_lost_ && mysql_query(connection_, "DO 0") == 0 && in_transaction();
}

/// By a second connection, as there is no other way. Where none can be had the statement goes on to
/// its end.
void Client::cancel() {
    Address same;
    if (!is_own_) {
        same.hosts = {{connection_->host == nullptr ? "" : connection_->host, connection_->port,
                       connection_->unix_socket == nullptr ? "" : connection_->unix_socket}};
        same.user = connection_->user == nullptr ? "" : connection_->user;
        same.password = connection_->passwd == nullptr ? "" : connection_->passwd;
    } else {
        same = *address_;
        same.hosts = {address_->hosts[host_]};
    }
    Client other;
    Watch none;
    if (other.open(same, none).is_fault()) return;
    other.run("KILL QUERY " + std::to_string(mysql_thread_id(connection_)));
}

/// One that came too late would end the next statement.
void Client::forget_cancel() {
    if (!is_cancelled_) return;
    for (int tries = 0; tries < 3 && !is_lost_; ++tries) {
        if (mysql_query(connection_, "DO 0") == 0) return;
    }
}

std::string text_in_sql(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    const bool is_plain = std::ranges::all_of(
        text, [](char c) { return c >= ' ' && c <= '~' && c != '\'' && c != '\\'; });
    // '' is NULL in one of the modes of sessions.
    if (is_plain && !text.empty()) return "'" + std::string(text) + "'";
    std::string sql = "_utf8mb4 X'";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        sql += digits[byte >> 4U];
        sql += digits[byte & 15U];
    }
    return sql + "'";
}

std::string name_in_backticks(std::string_view name) {
    std::string quoted = "`";
    for (const char c : name) {
        if (c == '`') quoted += '`';
        quoted += c;
    }
    return quoted += '`';
}

}  // namespace kiln::mysql
