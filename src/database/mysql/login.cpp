#include "src/database/mysql/login.hpp"

#include "src/database/mysql/waiting.hpp"
#include "src/text/message.hpp"

#include <errmsg.h>

#include <cstdio>
#include <string_view>

#if defined(__linux__)
#include <sys/prctl.h>
#endif

namespace kiln::mysql {
namespace {

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

/// libmariadb sleeps for a microsecond behind each connect(), of which Linux makes 50 by its slack
/// for timers: a third of what a start costs where there is nothing to do.
class ExactSleeps {
public:
#if defined(__linux__)
    ExactSleeps() : before_(prctl(PR_GET_TIMERSLACK)) { prctl(PR_SET_TIMERSLACK, 1); }
    ExactSleeps(const ExactSleeps&) = delete;
    ExactSleeps& operator=(const ExactSleeps&) = delete;
    ~ExactSleeps() { prctl(PR_SET_TIMERSLACK, before_); }

private:
    int before_;  // of this thread, in nanoseconds
#endif
};

/// False where `watch` ended it; whether it is up its number tells.
bool connect(MYSQL* connection, const Address& address, const Address::Host& host, Watch& watch,
             bool waits_for_it) {
    const auto call = [&](auto function, auto... first) {
        return function(first..., connection, text_or_null(host.name), text_or_null(address.user),
                        text_or_null(address.password), text_or_null(address.database), host.port,
                        text_or_null(host.socket), CLIENT_FOUND_ROWS | CLIENT_MULTI_RESULTS);
    };
    if (!waits_for_it) {
        [[maybe_unused]] const ExactSleeps exact;
        call(mysql_real_connect);
        return true;
    }
    MYSQL* made = nullptr;
    return wait_through(
        connection, [&] { return call(mysql_real_connect_start, &made); },
        [&](int ready) { return mysql_real_connect_cont(&made, connection, ready); },
        [&] { return !watch.ends_now(); });
}

/// What is wrong with one that was to be made, or nothing.
void look_at(MYSQL* connection, const Address& address, Login& login) {
    login.number = mysql_errno(connection);
    if (login.number == 0 && address.needs_tls && mysql_get_ssl_cipher(connection) == nullptr) {
        // Where nobody's certificate is looked at, libmariadb would go on without.
        login.number = CR_SSL_CONNECTION_ERROR;
        login.message = "the URL asks for TLS, and the server has none";
        return;
    }
    // What my.cnf says comes last.
    if (login.number == 0 && std::string_view(mysql_character_set_name(connection)) != "utf8mb4") {
        mysql_set_character_set(connection, "utf8mb4");
        login.number = mysql_errno(connection);
    }
    login.message = one_line(mysql_error(connection));
}

bool is_local(const Address::Host& host) { return host.name.empty() || host.name == "localhost"; }

/// False where `watch` ended it.
bool try_host(const Address& address, Watch& watch, Login& login) {
    login.connection.reset(mysql_init(nullptr));
    if (!login.connection) {
        login.number = CR_OUT_OF_MEMORY;
        login.message = "out of memory";
        return true;
    }
    const Address::Host& host = address.hosts[login.host];
    set_options(login.connection.get(), address);
    login.is_asynchronous =
        watch.is_set() && mysql_options(login.connection.get(), MYSQL_OPT_NONBLOCK, nullptr) == 0;
    if (!connect(login.connection.get(), address, host, watch, login.is_asynchronous)) {
        login.connection.reset();
        return false;
    }
    look_at(login.connection.get(), address, login);
    // By a socket file libmariadb tries a server whose queue is full again, but not where it waits.
    if (login.is_asynchronous && login.number == CR_SERVER_LOST && is_local(host)) {
        Watch none;
        return try_host(address, none, login);
    }
    if (login.number != 0) login.connection.reset();
    return true;
}

}  // namespace

Login log_in(const Address& address, Watch& watch) {
    // By one thread, whichever is the first.
    static const int has_begun = mysql_server_init(0, nullptr, nullptr);
    static_cast<void>(has_begun);
    Login login;
    if (const std::string file = unreadable_file(address); !file.empty()) {
        login.number = CR_UNKNOWN_ERROR;
        login.message = "cannot read " + quote(file) + ", its read_default_file";
        return login;
    }
    watch.start();
    for (; login.host < address.hosts.size(); ++login.host) {
        if (!try_host(address, watch, login) || login.connection) return login;
    }
    return login;
}

}  // namespace kiln::mysql
