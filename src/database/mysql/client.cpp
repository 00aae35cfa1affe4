#include "src/database/mysql/client.hpp"

#include "src/text/message.hpp"

#include <errmsg.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace kiln::mysql {
namespace {

struct EndConnection {
    void operator()(MYSQL* connection) const { mysql_close(connection); }
};
using OwnConnection = std::unique_ptr<MYSQL, EndConnection>;

struct FreeResult {
    void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

// my_bool, which is bool in newer clients
using Truth = char;

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

/// Where it cannot be read, libmariadb would go on without it.
std::string unreadable_file(const Address& address) {
    for (const auto& [option, value] : address.texts) {
        if (option != MYSQL_READ_DEFAULT_FILE) continue;
        std::FILE* const file = std::fopen(value.c_str(), "r");
        if (file == nullptr) return value;
        std::fclose(file);
    }
    return {};
}

void set_options(MYSQL* connection, const Address& address) {
    for (const auto& [option, text] : address.texts) {
        mysql_options(connection, option, text.c_str());
    }
    for (const auto& [option, seconds] : address.seconds) {
        mysql_options(connection, option, &seconds);
    }
    const Truth yes = 1;
    const Truth verifies = address.verifies ? 1 : 0;
    if (address.needs_tls) {
        mysql_options(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
        mysql_options(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verifies);
    }
    // A server could ask for any of this machine's files.
    const unsigned no = 0;
    mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &no);
    mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options4(connection, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "kiln");
}

OwnConnection try_host(const Address& address, const Address::Host& host, std::string& message,
                       unsigned& number) {
    OwnConnection connection(mysql_init(nullptr));
    if (!connection) {
        number = CR_OUT_OF_MEMORY;
        message = "out of memory";
        return nullptr;
    }
    set_options(connection.get(), address);
    const bool is_up =
        mysql_real_connect(connection.get(), text_or_null(host.name), text_or_null(address.user),
                           text_or_null(address.password), text_or_null(address.database),
                           host.port, text_or_null(host.socket),
                           CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS) != nullptr;
    // Where nobody's certificate is looked at, libmariadb would go on without.
    if (is_up && address.needs_tls && mysql_get_ssl_cipher(connection.get()) == nullptr) {
        number = CR_SSL_CONNECTION_ERROR;
        message = "the URL asks for TLS, and the server has none";
        return nullptr;
    }
    // What my.cnf says comes last.
    if (is_up && (std::string_view(mysql_character_set_name(connection.get())) == "utf8mb4" ||
                  mysql_set_character_set(connection.get(), "utf8mb4") == 0)) {
        return connection;
    }
    number = mysql_errno(connection.get());
    message = one_line(mysql_error(connection.get()));
    return nullptr;
}

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

Answer Client::open(const Address& address) {
    // By one thread, whichever is the first.
    static const int has_begun = mysql_server_init(0, nullptr, nullptr);
    static_cast<void>(has_begun);
    Answer answer;
    address_ = &address;
    if (const std::string file = unreadable_file(address); !file.empty()) {
        answer.number_ = CR_UNKNOWN_ERROR;
        answer.message_ = "cannot read " + quote(file) + ", its read_default_file";
        return answer;
    }
    for (host_ = 0; host_ < address.hosts.size(); ++host_) {
        OwnConnection made =
            try_host(address, address.hosts[host_], answer.message_, answer.number_);
        if (!made) continue;
        connection_ = made.release();
        is_own_ = true;
        is_lost_ = false;
        return Answer();
    }
    return answer;
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

/// A call of libmariadb's that returns what it waits for.
template <class Start, class Go>
int Client::watched(Watch& watch, Start start, Go go) {
    int result = 0;
    const int socket = static_cast<int>(mysql_get_socket(connection_));
    auto since = std::chrono::steady_clock::now();
    for (int waits = start(&result); waits != 0;) {
        const bool is_ready = (waits & MYSQL_WAIT_WRITE) != 0
                                  ? wait_to_write(socket, milliseconds_between_looks)
                                  : wait_to_read(socket, milliseconds_between_looks);
        const auto waited = std::chrono::steady_clock::now() - since;
        if (is_ready) {
            waits = go(&result, waits & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE));
            since = std::chrono::steady_clock::now();
        } else if ((waits & MYSQL_WAIT_TIMEOUT) != 0 &&
                   waited >= std::chrono::milliseconds(mysql_get_timeout_value_ms(connection_))) {
            waits = go(&result, MYSQL_WAIT_TIMEOUT);
        } else {
            end_if_asked(watch);
        }
    }
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
    if (other.open(same).is_fault()) return;
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
