#pragma once
// The server on which the build runs the sections of a dialect.

#include "src/database/connection.hpp"
#include "src/database/url.hpp"
#include "tool/servers/private_server.hpp"

#include <kiln/dialect.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// What was said of a dialect's server; what is empty was not.
struct ServerChoice {
    std::string url;       ///< of a server where databases may be made and dropped
    std::string variable;  ///< where the URL is from, for messages
    /// Of a private one for MySQL: whether it can have routines, events and accounts. It starts
    /// faster without.
    bool system_tables = true;
    /// Of one for MySQL: whether it has names of tables in small letters.
    bool folds_names = false;
};
/// The environment's `KILN_POSTGRESQL_URL` or `KILN_MYSQL_URL`, else `url`, which is the build's.
ServerChoice server_choice(Dialect dialect, const std::string& url);

/// How a dialect's database is called in sentences.
std::string_view server_name(Dialect dialect);

/// One that a person named, or a private one, which is started when it is first asked for anything.
class TrialServer {
public:
    /// Nothing where none is named and none installed; `missing` then says what is. Throws
    /// kiln::Error: K334 where the named one does not answer, never another one in its place. What
    /// starts a private one later throws K335.
    static std::unique_ptr<TrialServer> find(Dialect dialect, const ServerChoice& choice,
                                             std::string& missing);
    TrialServer(const TrialServer&) = delete;
    TrialServer& operator=(const TrialServer&) = delete;

    Dialect dialect() const { return driver_.dialect; }
    /// Whoever runs sections here may make roles: nobody else's are there.
    bool is_private() const { return variable_.empty(); }
    /// What may make a difference to what runs here: another text for another version.
    const std::string& identity() const { return identity_; }
    /// Of a private one, for another process of this user.
    std::string url() const;

private:
    friend class TrialDatabaseOnServer;
    TrialServer(const Driver& driver, std::string variable)
        : driver_(driver), variable_(std::move(variable)) {}
    const PrivateServer& running() const;
    const DatabaseUrl& any_url() const;
    std::unique_ptr<Connection> open(const std::string& database, const Options& options) const;
    void run(const std::string& sql, const std::function<void(Row)>& each_row = {}) const;
    void put_roles_aside() const;
    bool has_role(const std::string& name) const;

    const Driver& driver_;
    std::string variable_;  // where the URL is from; empty: it is a private one
    std::string identity_;
    std::function<PrivateServer()> start_;
    mutable std::optional<PrivateServer> private_;
    mutable std::optional<DatabaseUrl> url_;
};

/// A new database on it, which goes with the object, and a connection to it. Roles are a server's
/// and not a database's: of a private PostgreSQL those that revisions made before are put aside; of
/// one that a person named those that are made here go with it.
class TrialDatabaseOnServer {
public:
    /// Throws kiln::Error, K334 where no database may be made. The server must outlive it.
    explicit TrialDatabaseOnServer(const TrialServer& server) : TrialDatabaseOnServer(server, "") {}
    /// PostgreSQL's: a copy of another one, which has to be disconnected.
    TrialDatabaseOnServer(const TrialServer& server, const TrialDatabaseOnServer& other)
        : TrialDatabaseOnServer(server, other.name_) {}
    TrialDatabaseOnServer(const TrialDatabaseOnServer&) = delete;
    TrialDatabaseOnServer& operator=(const TrialDatabaseOnServer&) = delete;
    ~TrialDatabaseOnServer();

    Connection& connection() const { return *connection_; }
    const std::string& name() const { return name_; }
    /// Nothing of the session is left.
    void disconnect() { connection_->leave(); }
    void connect();
    /// Before it runs.
    void expect_roles_of(std::string_view sql);
    /// Makes a role of PostgreSQL's that some revisions name and none makes: it stays.
    void add_role(const std::string& name) const;

private:
    TrialDatabaseOnServer(const TrialServer& server, const std::string& copied);
    void drop() noexcept;

    const TrialServer& server_;
    std::string name_;
    bool is_copy_;
    Options options_;
    std::unique_ptr<Connection> connection_;
    std::set<std::string> roles_;  // that were not there
};

}  // namespace kiln::tool
