#include "tool/servers/trial_server.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"
#include "tool/project/drivers.hpp"
#include "tool/servers/data_template.hpp"
#include "tool/servers/made_roles.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <cstdlib>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

const Driver* driver_for(Dialect dialect) {
    const std::vector<DriverFunction> drivers = drivers_of({&dialect, 1});
    return drivers.empty() ? nullptr : &drivers.front()();
}

/// The remark on a role that stays.
constexpr const char* role_for_all_trials = "made for the trials of Kiln";

/// For a name that no other has.
std::string new_number() {
    std::random_device random;
    return std::to_string(random()) + "_" + std::to_string(random());
}

/// Whatever it says, the variable names the server that does.
Error scratch_error(const std::string& variable, const Error& error) {
    return make_error(Code::scratch_server, variable + ": " + std::string(error.message()),
                      "name a server that answers and on which this user may make databases, or "
                      "leave " +
                          variable + " unset: the build then starts a server of its own");
}

DatabaseUrl named_url(Dialect dialect, const ServerChoice& choice) {
    std::optional<DatabaseUrl> url;
    try {
        url = parse_url(choice.url);
    } catch (const Error& error) {
        throw scratch_error(choice.variable, error);
    }
    // Any database of that server's will do.
    if (url->dialect == Dialect::mysql && url->database.empty()) {
        url->database = "information_schema";
    }
    if (url->dialect == dialect) return *std::move(url);
    throw make_error(Code::scratch_server,
                     choice.variable + " names a database of another kind: " + url->shown,
                     "write it like " + std::string(dialect == Dialect::postgresql
                                                        ? "postgresql://user@host/database"
                                                        : "mysql://user@host/database"));
}

}  // namespace

ServerChoice server_choice(Dialect dialect, const std::string& url) {
    const char* const variable =
        dialect == Dialect::postgresql ? "KILN_POSTGRESQL_URL" : "KILN_MYSQL_URL";
    const char* const value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return {value, variable};
    return {url, dialect == Dialect::postgresql ? "Kiln_POSTGRESQL_URL" : "Kiln_MYSQL_URL"};
}

std::string_view server_name(Dialect dialect) {
    return dialect == Dialect::postgresql ? "PostgreSQL" : "MySQL";
}

std::unique_ptr<TrialServer> TrialServer::find(Dialect dialect, const ServerChoice& choice,
                                               std::string& missing) {
    const Driver* const driver = driver_for(dialect);
    if (driver == nullptr) {
        missing = "this kiln has no driver for it";
        return nullptr;
    }
    if (!choice.url.empty()) {
        auto server = std::unique_ptr<TrialServer>(new TrialServer(*driver, choice.variable));
        server->url_ = named_url(dialect, choice);
        server->run("SELECT version()", [&](Row row) { server->identity_ = row[0].text; });
        return server;
    }
    const bool is_mysql = dialect == Dialect::mysql;
    const auto programs = is_mysql ? find_mariadb() : find_postgresql();
    if (!programs) {
        missing = why_none(is_mysql ? "mariadb-server" : "postgresql");
        return nullptr;
    }
    auto server = std::unique_ptr<TrialServer>(new TrialServer(*driver, ""));
    server->identity_ = "private " + programs->server.string() + " " + programs->version +
                        (is_mysql && choice.system_tables ? " with system tables" : "") +
                        (is_mysql && choice.folds_names ? " with small names" : "");
    server->start_ = [programs = *programs, is_mysql, choice] {
        return is_mysql ? PrivateServer::start_mariadb(programs, template_cache(),
                                                       choice.system_tables, choice.folds_names)
                        : PrivateServer::start_postgresql(programs, template_cache());
    };
    return server;
}

const PrivateServer& TrialServer::running() const {
    if (!private_) private_.emplace(start_());
    return *private_;
}

const DatabaseUrl& TrialServer::any_url() const {
    if (!url_) url_ = parse_url(url());
    return *url_;
}

std::string TrialServer::url() const {
    return driver_.dialect == Dialect::mysql
               ? "mysql://root@/information_schema?unix_socket=" + running().socket().string()
               : "postgresql://postgres@/postgres?host=" + running().socket_folder().string();
}

std::unique_ptr<Connection> TrialServer::open(const std::string& database,
                                              const Options& options) const {
    DatabaseUrl url = any_url();
    if (!database.empty()) url.database = database;
    return driver_.open(url, options);
}

/// A statement for the server as a whole.
void TrialServer::run(const std::string& sql, const std::function<void(Row)>& each_row) const {
    const Options options;
    std::unique_ptr<Connection> connection;
    try {
        connection = open("", options);
        connection->enter(true);
        const FirstStatement done = connection->run_first(sql, {}, each_row);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection->name());
        connection->leave();
    } catch (const Error& error) {
        if (connection) connection->leave();
        if (variable_.empty()) throw;
        throw scratch_error(variable_, error);
    }
}

/// Databases that are still there may name them, so that they cannot be dropped.
void TrialServer::put_roles_aside() const {
    std::vector<std::string> roles;
    // The first number that is not the server's own.
    run("SELECT rolname FROM pg_catalog.pg_roles WHERE oid >= 16384 AND rolname !~ "
        "'^kiln_aside_' AND pg_catalog.shobj_description(oid, 'pg_authid') IS DISTINCT FROM " +
            string_in_sql(role_for_all_trials),
        [&](Row row) { roles.emplace_back(row[0].text); });
    for (const std::string& role : roles) {
        run("ALTER ROLE " + quoted_name(role) + " RENAME TO kiln_aside_" + new_number());
    }
}

bool TrialServer::has_role(const std::string& name) const {
    bool found = false;
    run("SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = " + string_in_sql(name),
        [&](Row) { found = true; });
    return found;
}

TrialDatabaseOnServer::TrialDatabaseOnServer(const TrialServer& server, const std::string& copied)
    : server_(server), name_("kiln_check_" + new_number()), is_copy_(!copied.empty()) {
    if (server.is_private() && server.dialect() == Dialect::postgresql && !is_copy_) {
        server.put_roles_aside();
    }
    server.run("CREATE DATABASE " + name_ + (is_copy_ ? " TEMPLATE " + copied : ""));
    try {
        connection_ = server.open(name_, options_);
        connect();
    } catch (...) {
        drop();
        throw;
    }
}

void TrialDatabaseOnServer::connect() {
    connection_->enter(true);
    connection_->lock(false);
}

void TrialDatabaseOnServer::expect_roles_of(std::string_view sql) {
    if (server_.is_private()) return;
    for (const std::string& role : roles_made_by(sql)) {
        if (!roles_.contains(role) && !server_.has_role(role)) roles_.insert(role);
    }
}

void TrialDatabaseOnServer::add_role(const std::string& name) const {
    const std::string role = quoted_name(name);
    for (const std::string& sql : {"CREATE ROLE " + role, "COMMENT ON ROLE " + role + " IS " +
                                                              string_in_sql(role_for_all_trials)}) {
        const FirstStatement done = connection_->run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection_->name());
    }
}

TrialDatabaseOnServer::~TrialDatabaseOnServer() { drop(); }

void TrialDatabaseOnServer::drop() noexcept {
    if (connection_) connection_->leave();
    // There may be many copies.
    if (server_.is_private() && !is_copy_) return;
    try {
        server_.run("DROP DATABASE IF EXISTS " + name_ + "");
        for (const std::string& role : roles_)
            server_.run("DROP ROLE IF EXISTS " + quoted_name(role));
    } catch (const Error&) {
        // It is the scratch server's to keep: there is nothing that the revisions could do better.
    }
}

}  // namespace kiln::tool
