#pragma once
// Where rules try revisions on a server: what is the same of each kind of server, and what only one
// kind knows how to ask.

#include "src/database/connection.hpp"
#include "src/database/fault.hpp"
#include "src/sql/lexer.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/catalog.hpp"
#include "tool/rules/server_canary_sql.hpp"
#include "tool/rules/server_state.hpp"
#include "tool/servers/trial_server.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A database on which revisions run one after the other. What a trial does is not kept. All throw
/// kiln::Error where the server itself fails.
class ServerStage {
public:
    ServerStage(const ServerStage&) = delete;
    ServerStage& operator=(const ServerStage&) = delete;
    virtual ~ServerStage() = default;

    Dialect dialect() const { return dialect_; }
    SqlRules rules() const { return rules_of(dialect_); }
    /// To the database, or the trial's while there is one.
    virtual Connection& connection() const = 0;
    /// A statement of Kiln's own that cannot fail.
    void tell(const std::string& sql) const;

    // What is there. Of the trial, while there is one.

    /// All of it.
    virtual Catalog catalog() = 0;
    virtual ServerTableNames names() = 0;
    /// Of these tables, as far as they are there. Works behind a statement of a section; none where
    /// the server does not answer.
    virtual std::shared_ptr<const ServerState> state(const std::set<Oid64>& tables) = 0;
    /// Which of these tables a script may reach: by their names, and those of functions, views and
    /// triggers. More than there are, never less, but for names that are put together at run time.
    virtual std::set<Oid64> reached(const ServerTableNames& tables, std::string_view sql) = 0;
    /// Those of all tables whose triggers may reach one of these: on, or named in their bodies.
    virtual std::set<Oid64> with_triggers_on(const ServerTableNames& tables,
                                             const std::set<Oid64>& reached) = 0;
    /// What else names one of these and may no longer compile, by what it is called (`view 'v'`) to
    /// what the server says of it; empty: nothing is wrong. The server may keep it from breaking.
    virtual std::map<std::string, std::string> compiled(const ServerTableNames& tables,
                                                        const std::set<Oid64>& reached) = 0;

    /// Foreign keys that the section may leave unchecked, by what they are called (`foreign key
    /// 'k'`) to what is wrong with rows of theirs; empty: nothing is.
    virtual std::map<std::string, std::string> unchecked_keys(const Section& section) = 0;

    // Its SQL.

    virtual const CanarySql& canaries() const = 0;
    virtual std::string table_sql(const ServerTable& table) const = 0;
    /// Of the table's entry in catalog().
    virtual std::string catalog_key(const ServerTable& table) const = 0;
    /// Without those of tables that inherit from it.
    virtual std::string rows_sql(const ServerTable& table) const = 0;
    /// The value of a column, as a text that is the same for the same value of that type.
    virtual std::string as_text(const ServerColumn& column, const std::string& type) const = 0;
    /// Changes the value of a column of one row to itself; deletes one row.
    virtual std::string touch_sql(const ServerTable& table, const std::string& column) const = 0;
    virtual std::string delete_one_sql(const ServerTable& table) const = 0;
    /// A row may be refused for many reasons; these are the schema's.
    virtual bool is_of_schema(const Fault& fault) const = 0;

    // Rows.

    /// All of a table: by a text that tells one from the others, as a person would write them.
    virtual std::map<std::string, std::string> describe_rows(const ServerTable& table) const = 0;
    /// Leaves that row alone in its table; false where others hold on to the rest.
    virtual bool leave_alone(const ServerTable& table, const std::string& row) = 0;
    /// Whether it was answered.
    virtual bool select(const std::string& sql, const std::function<void(Row)>& each_row) = 0;
    /// Runs these statements, all or none, and answers what is wrong with them.
    virtual std::optional<Fault> run_rows(const std::vector<std::string>& statements) = 0;
    /// What is done to rows between mark_rows() and one of the others is kept or not.
    virtual void mark_rows() = 0;
    virtual void keep_rows() = 0;
    virtual void undo_rows() = 0;
    /// By deferred constraints too. If not, they are to be undone.
    virtual bool rows_hold() = 0;

    // Sections.

    /// Whether take_back() undoes what such a section did in a revision that has begun.
    virtual bool can_take_back(const Section& section) const = 0;
    /// All of it, deferred constraints included. Behind a fault what it did is undone, or the trial
    /// or revision has to be begun anew.
    virtual std::optional<Fault> run(
        const Section& section,
        const std::function<void(std::string_view statement)>& after_statement = {}) = 0;
    /// Whether rows may be tried behind each statement of a section.
    virtual bool can_try_between() const = 0;
    /// The same of INSERT, UPDATE and DELETE: all or nothing, and outside of a trial there for
    /// good.
    virtual std::optional<Fault> run_fixture(const Section& fixture) = 0;

    // A trial of revisions on rows: what is there of these tables, and of what they need.

    /// `in_transaction`: so is each section that it will run.
    virtual void begin_trial(const std::set<Oid64>& tables, bool in_transaction) = 0;
    /// As it began.
    virtual void restart_trial() = 0;
    virtual void end_trial() = 0;

    // A revision for good.

    virtual void begin_revision(const Section& upgrade) = 0;
    /// All is as it stood before.
    virtual void take_back() = 0;
    /// What ran since is there for good.
    virtual void keep(const Section& section) = 0;
    /// Between these a downgrade of it runs on these tables, without traces.
    /// One that is `no-transaction` comes behind keep().
    virtual void begin_downgrade(const std::set<Oid64>& tables, const Section& section) = 0;
    virtual void end_downgrade() = 0;
    /// Empties these tables (table_sql()) in a revision that has begun: fixtures had put rows
    /// there.
    virtual void forget_rows(const std::vector<std::string>& tables) = 0;

protected:
    explicit ServerStage(Dialect dialect) : dialect_(dialect) {}

private:
    Dialect dialect_;
};

std::unique_ptr<ServerStage> make_stage(const TrialServer& server);

}  // namespace kiln::tool
