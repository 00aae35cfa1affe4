#include "tool/rules/server_rehearsal.hpp"

#include "src/database/script.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/rules/server_canaries.hpp"
#include "tool/rules/server_dependents.hpp"
#include "tool/rules/server_losses.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// From the statement at `offset` to its end, as far as that matters for names.
std::string statement_from(const std::string& sql, std::size_t offset) {
    const std::size_t start = sql.rfind(';', offset);
    const std::size_t begin = start == std::string::npos || start == offset ? 0 : start + 1;
    const std::size_t end = sql.find(';', offset);
    return sql.substr(begin, end == std::string::npos ? end : end - begin);
}

class RehearsalOnServer {
public:
    RehearsalOnServer(Connection& connection, const RevisionFile& file, const Section& up,
                      const Section* down, const std::set<Oid64>& reached,
                      const std::set<Oid64>& with_fixtures)
        : connection_(connection),
          file_(file),
          up_(up),
          down_(down),
          reached_(reached),
          with_fixtures_(with_fixtures) {}

    ServerRehearsal run() {
        connection_.begin();
        names_ = read_table_names(connection_);
        state_ = read_state(connection_, reached_);
        with_triggers_ = tables_with_triggers_on(connection_, names_, reached_);
        filled_ = reached_;
        filled_.insert(with_triggers_.begin(), with_triggers_.end());
        tell("SAVEPOINT kiln_rows");
        if (!state_ || !try_all(ServerCanaries::all)) {
            tell("ROLLBACK TO SAVEPOINT kiln_rows");
            try_all(ServerCanaries::ordinary);
        }
        connection_.roll_back();
        return std::move(out_);
    }

private:
    void tell(const std::string& sql) const {
        const FirstStatement done = connection_.run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection_.name());
    }

    std::optional<Fault> run(const Section& section) const {
        return run_on_server(connection_, section);
    }

    std::set<Oid64> without_fixtures(std::set<Oid64> tables) const {
        std::erase_if(tables, [&](Oid64 table) { return with_fixtures_.contains(table); });
        return tables;
    }

    std::map<Oid64, std::string> fill(const std::set<Oid64>& tables, ServerCanaries kind,
                                      int generation) {
        tell("SAVEPOINT kiln_canaries");
        auto unfilled = fill_with_canaries(connection_, without_fixtures(tables), kind, generation);
        if (connection_.run_first("SET CONSTRAINTS ALL IMMEDIATE").fault) {
            tell("ROLLBACK TO SAVEPOINT kiln_canaries");
        }
        return unfilled;
    }

    /// False where ordinary rows can tell more.
    bool try_all(ServerCanaries kind) {
        fill(filled_, kind, 0);
        const BrokenOnServer broken = find_broken(connection_, with_triggers_);
        const ServerContents before = read_contents(connection_, *state_);
        tell("SAVEPOINT kiln_filled");
        if (auto fault = run(up_)) return out_.up.has_value() || !refuse(*fault);
        if (losses_are_open_) {
            find_losses(connection_, up_, *state_, before, out_.losses);
            find_broken_triggers(broken);
            losses_are_open_ = false;
        }
        return try_down(kind);
    }

    void find_broken_triggers(const BrokenOnServer& before) {
        for (const auto& [what, message] : find_broken(connection_, with_triggers_)) {
            if (before.contains(what)) continue;
            const auto& [schema, name] = names_.at(what.first);
            const std::string shown =
                schema == "public" ? name : fmt::format("{}.{}", schema, name);
            out_.losses.push_back({Code::dependents_broken, what.first, shown, "",
                                   what.second + " on " + in_quotes(shown) +
                                       " no longer works, by a trigger: " + message,
                                   ""});
        }
    }

    /// Whether it is the rows that are at fault.
    bool refuse(const Fault& fault) {
        if (fault.reason == Reason::guard) return false;
        tell("ROLLBACK TO SAVEPOINT kiln_rows");
        const bool has_fixtures = std::ranges::any_of(
            reached_, [&](Oid64 table) { return with_fixtures_.contains(table); });
        if (run(up_) && !has_fixtures) return false;
        Refusal refusal{fault};
        name_the_row(refusal);
        out_.up = std::move(refusal);
        return true;
    }

    /// The first row that, alone in its table, meets the same fault; else any of the table.
    void name_the_row(Refusal& refusal) {
        const std::string statement = statement_from(up_.sql, refusal.fault.offset);
        std::set<Oid64> named = reached_tables_by_name(statement);
        for (const Oid64 oid : named) {
            const auto found = state_->tables.find(oid);
            if (found == state_->tables.end()) continue;
            const ServerTable& table = found->second;
            tell("ROLLBACK TO SAVEPOINT kiln_rows");
            fill(filled_, ServerCanaries::all, 0);
            const auto rows = describe_rows(connection_, table);
            if (rows.empty()) continue;
            if (refusal.row.empty()) {
                refusal.table = table.shown();
                refusal.row = rows.begin()->second;
                refusal.is_canary = !with_fixtures_.contains(oid);
            }
            for (const auto& [ctid, row] : rows) {
                tell("ROLLBACK TO SAVEPOINT kiln_rows");
                fill(filled_, ServerCanaries::all, 0);
                tell("SAVEPOINT kiln_alone");
                const FirstStatement alone = connection_.run_first(
                    "DELETE FROM ONLY " + quoted_table(table.schema, table.name) +
                    " WHERE ctid <> '" + ctid + "'");
                if (alone.fault) {
                    tell("ROLLBACK TO SAVEPOINT kiln_alone");
                    continue;
                }
                const auto fault = run(up_);
                if (!fault || fault->offset != refusal.fault.offset) continue;
                refusal.table = table.shown();
                refusal.row = row;
                refusal.is_canary = !with_fixtures_.contains(oid);
                return;
            }
        }
    }

    std::set<Oid64> reached_tables_by_name(const std::string& statement) const {
        const std::string text = folded(statement);
        std::set<Oid64> named;
        for (const auto& [oid, table] : state_->tables) {
            if (text.find(folded(table.name)) != std::string::npos) named.insert(oid);
        }
        return named;
    }

    /// Behind the upgrade, on rows of the new shape.
    bool try_down(ServerCanaries kind) {
        std::set<Oid64> tables;
        std::set<Oid64> made;
        const ServerTableNames now = read_table_names(connection_);
        for (const auto& [oid, name] : now) {
            if (!names_.contains(oid)) made.insert(oid);
            if (!names_.contains(oid) || reached_.contains(oid)) tables.insert(oid);
        }
        if (const Section* fixture = file_.fixture(Dialect::postgresql)) {
            // Its rows stand in the tables from now on; its faults are told when it runs for good.
            tell("SAVEPOINT kiln_fixture");
            if (run(*fixture)) {
                tell("ROLLBACK TO SAVEPOINT kiln_fixture");
            } else {
                std::erase_if(tables, [&](Oid64 table) { return has_rows(table); });
                made.clear();
            }
        }
        // Without a downgrade they only tell whether there can be rows.
        for (auto& [oid, why] : fill(down_ == nullptr ? made : tables, kind, 1)) {
            if (made.contains(oid)) out_.unfilled.emplace(now.at(oid).second, std::move(why));
        }
        if (down_ == nullptr) return true;
        auto fault = run(*down_);
        const bool again = !fault;
        if (!fault) fault = run(up_);
        if (!fault || out_.down) return true;
        if (fault->reason == Reason::guard || fails_on_no_rows()) return true;
        out_.down = Refusal{*fault};
        out_.down->again = again;
        out_.down->is_canary = true;
        return kind == ServerCanaries::ordinary;
    }

    bool has_rows(Oid64 oid) const {
        const auto names = read_table_names(connection_);
        const auto name = names.find(oid);
        bool any = false;
        if (name != names.end()) {
            connection_.run_first("SELECT 1 FROM " +
                                      quoted_table(name->second.first, name->second.second) +
                                      " LIMIT 1",
                                  {}, [&](Row) { any = true; });
        }
        return any;
    }

    bool fails_on_no_rows() {
        tell("ROLLBACK TO SAVEPOINT kiln_rows");
        return run(up_) || run(*down_) || run(up_);
    }

    Connection& connection_;
    const RevisionFile& file_;
    const Section& up_;
    const Section* down_;
    const std::set<Oid64>& reached_;
    const std::set<Oid64>& with_fixtures_;
    ServerTableNames names_;
    std::set<Oid64> with_triggers_;  // that may be at stake
    std::set<Oid64> filled_;         // these, and those that are reached
    std::shared_ptr<const ServerState> state_;
    bool losses_are_open_ = true;
    ServerRehearsal out_;
};

}  // namespace

std::optional<Fault> run_on_server(Connection& connection, const Section& section) {
    ScriptOptions options;
    options.in_transaction = !section.no_transaction;
    std::optional<Fault> fault;
    if (options.in_transaction) connection.run_first("SAVEPOINT kiln_section");
    fault = run_section(connection, section, options);
    if (!fault && connection.state().is_open) {
        fault = connection.run_first("SET CONSTRAINTS ALL IMMEDIATE").fault;
        // Of a statement of Kiln's own the offset says nothing.
        if (fault) fault->offset = section.sql.empty() ? 0 : section.sql.find_last_not_of(" \n;");
    }
    if (fault && fault->reason == Reason::lost) {
        throw database_error(*fault, Doing::write, connection.name());
    }
    if (fault && options.in_transaction) {
        connection.run_first("ROLLBACK TO SAVEPOINT kiln_section");
    }
    return fault;
}

ServerRehearsal rehearse_on_server(Connection& connection, const RevisionFile& file,
                                   const Section& up, const Section* down,
                                   const std::set<Oid64>& reached,
                                   const std::set<Oid64>& with_fixtures) {
    return RehearsalOnServer(connection, file, up, down, reached, with_fixtures).run();
}

}  // namespace kiln::tool
