#include "tool/replay/server_replay.hpp"

#include "src/database/script.hpp"
#include "src/database/version_table.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/source_text.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/server_catalog.hpp"
#include "tool/replay/server_faults.hpp"
#include "tool/replay/skipped.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

/// Event triggers do not tell of REASSIGN OWNED and CLUSTER, and of DROP OWNED not all. In a string
/// the words may be code.
bool may_go_unnoted(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::postgresql);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string text = folded(lexer.text(token));
        if (text.find("owned") != text.npos || text.find("cluster") != text.npos) return true;
    }
    return false;
}

/// A database on which sections run as a program's do.
class SectionRunner {
public:
    explicit SectionRunner(const TrialServer& server)
        : makes_roles_(server.is_private()), database_(server), catalogs_(connection()) {
        tell("CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc"));
        tell("CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::postgresql)));
        own_tables_ = own_tables();
    }

    Connection& connection() const { return database_.connection(); }
    Catalog read() { return catalogs_.read(); }
    /// As left by the last reading, and by what has run since.
    Catalog read(Catalog last) {
        return catalogs_.read(std::move(last), std::exchange(is_beyond_notes_, false));
    }
    /// A statement of Kiln's own.
    void tell(const std::string& sql) const {
        const FirstStatement done = connection().run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection().name());
    }
    void begin() const {
        if (!connection().state().is_open) connection().begin();
    }
    /// What is only found at the end of a transaction.
    std::optional<Fault> commit() const {
        if (!connection().state().is_open) return std::nullopt;
        if (auto fault = connection().run_first("SET CONSTRAINTS ALL IMMEDIATE").fault)
            return fault;
        connection().commit();
        return std::nullopt;
    }
    void roll_back() const { connection().roll_back(); }

    /// In the transaction that is open, or one that it opens and leaves open; behind a fault all
    /// that the section did there is undone. A `no-transaction` section behind a commit, in none.
    std::optional<Fault> run(const Section& section) {
        is_beyond_notes_ = is_beyond_notes_ || may_go_unnoted(section.sql);
        // Each role that is missing is told alone.
        for (int roles = 0; roles < 1000; ++roles) {
            std::optional<Fault> fault =
                section.no_transaction ? run_outside(section) : run_inside(section);
            if (fault && fault->reason == Reason::lost) {
                throw database_error(*fault, Doing::write, connection().name());
            }
            const auto role = fault && makes_roles_ ? missing_role(fault->message) : std::nullopt;
            if (!role) return fault;
            tell("CREATE ROLE " + quoted_name(*role));
        }
        return std::nullopt;
    }

private:
    std::optional<Fault> run_inside(const Section& section) {
        begin();
        tell("SAVEPOINT kiln_section");
        std::optional<Fault> fault = run_script(connection(), section.sql, {});
        if (!fault) fault = change_of_own_tables();
        if (fault && fault->reason != Reason::lost && connection().state().is_open) {
            tell("ROLLBACK TO SAVEPOINT kiln_section");
        }
        if (connection().state().is_open) tell("RELEASE SAVEPOINT kiln_section");
        return fault;
    }

    std::optional<Fault> run_outside(const Section& section) {
        if (auto fault = commit()) return fault;
        ScriptOptions options;
        options.in_transaction = false;
        std::optional<Fault> fault = run_script(connection(), section.sql, options);
        return fault ? fault : change_of_own_tables();
    }

    /// Their columns, and how many rows they have; empty where one is gone.
    std::string own_tables() const {
        std::string columns;
        const auto add = [&](Row row) { columns += std::string(row[0].text) + ";"; };
        const FirstStatement read = connection().run_first(
            "SELECT c.oid || ' ' || pg_catalog.string_agg(a.attname || ' ' || a.atttypid, ',' "
            "ORDER BY a.attnum) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON "
            "a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped WHERE c.oid IN "
            "(pg_catalog.to_regclass('alembic_version'), pg_catalog.to_regclass('kiln_history')) "
            "GROUP BY c.oid ORDER BY c.oid",
            {}, add);
        if (read.fault) return {};
        const FirstStatement counted = connection().run_first(
            "SELECT (SELECT pg_catalog.count(*) FROM alembic_version) + (SELECT "
            "pg_catalog.count(*) FROM kiln_history)",
            {}, add);
        return counted.fault ? "" : columns;
    }

    std::optional<Fault> change_of_own_tables() const {
        if (own_tables() == own_tables_) return std::nullopt;
        return guard_fault(
            Code::touches_version_table, 0,
            "the script changes a table of Kiln's own, alembic_version or kiln_history",
            "remove the statement: Kiln keeps these tables itself");
    }

    bool makes_roles_;
    bool is_beyond_notes_ = false;
    TrialDatabaseOnServer database_;
    CatalogReader catalogs_;
    std::string own_tables_;
};

class ServerReplay {
public:
    ServerReplay(std::span<const RevisionFile> files, const Graph& graph, const TrialServer& server,
                 const ServerReplayOptions& options)
        : files_(files),
          graph_(graph),
          server_(server),
          options_(options),
          ran_(graph.order.size(), false) {}

    std::vector<Diagnostic> run() {
        database_.emplace(server_);
        run_all();
        run_each();
        for (const auto& [diagnostic, position] : failures_) {
            note_skipped(graph_, position, diagnostics_[diagnostic].second);
        }
        std::ranges::stable_sort(diagnostics_, {}, &Found::first);
        std::vector<Diagnostic> out;
        out.reserve(diagnostics_.size());
        for (Found& each : diagnostics_) out.push_back(std::move(each.second));
        return out;
    }

private:
    const RevisionFile& file(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }

    void run_all() {
        bool was_split = false;
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            if (!parents_ran(graph_, position, ran_) || is_too_much()) continue;
            const Section* upgrade =
                file(position).section(Direction::upgrade, Dialect::postgresql);
            if (options_.progress) {
                options_.progress(position, graph_.order.size(), file(position).revision.text);
            }
            if (upgrade == nullptr) {
                ran_[position] = true;
                continue;
            }
            was_split = was_split || upgrade->no_transaction;
            const auto fault = database_->run(*upgrade);
            ran_[position] = !fault;
            if (!fault) continue;
            failures_.emplace_back(diagnostics_.size(), position);
            fail(position, *upgrade, *fault, Code::upgrade_failed);
        }
        if (!was_split) return database_->roll_back();
        // What it committed is there for good.
        database_.reset();
        database_.emplace(server_);
    }

    void run_each() {
        Catalog before;
        if (options_.round_trip) before = database_->read();
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            if (!ran_[position]) continue;
            ran_[position] = parents_ran(graph_, position, ran_) && !is_too_much();
            const Section* upgrade =
                file(position).section(Direction::upgrade, Dialect::postgresql);
            if (!ran_[position] || upgrade == nullptr) continue;
            const std::size_t found_before = diagnostics_.size();
            ran_[position] = round_trip(position, *upgrade, before);
            if (!ran_[position]) failures_.emplace_back(found_before, position);
        }
    }

    /// Whether the upgrade ran; `before` becomes what it left.
    bool round_trip(std::uint32_t position, const Section& upgrade, Catalog& before) {
        if (const auto fault = run_to_end(upgrade)) {
            fail(position, upgrade, *fault, Code::upgrade_failed);
            return false;
        }
        if (!options_.round_trip) return true;
        Catalog upgraded = database_->read(before);
        const Section* downgrade =
            file(position).section(Direction::downgrade, Dialect::postgresql);
        const bool goes_on =
            downgrade == nullptr || down_and_up(position, upgrade, *downgrade, before, upgraded);
        before = std::move(upgraded);
        return goes_on;
    }

    /// False where what the upgrade left cannot be had again. Where transactions allow it, they are
    /// taken back: the next revision meets what the first upgrade left, its rows too.
    bool down_and_up(std::uint32_t position, const Section& upgrade, const Section& downgrade,
                     const Catalog& before, Catalog& upgraded) {
        const bool in_transaction = !upgrade.no_transaction && !downgrade.no_transaction;
        auto fault = database_->run(downgrade);
        if (!fault && in_transaction) {
            fault = database_->connection().run_first("SET CONSTRAINTS ALL IMMEDIATE").fault;
        }
        if (!fault && !in_transaction) fault = database_->commit();
        if (fault) {
            database_->roll_back();
            fail(position, downgrade, *fault, Code::downgrade_failed);
            return in_transaction;
        }
        Catalog now = database_->read(upgraded);
        if (compare(position, downgrade, Code::downgrade_does_not_restore, before, now)) {
            database_->roll_back();
            return in_transaction;
        }
        fault = database_->run(upgrade);
        if (fault && in_transaction) {
            // A program would have committed in between: nobody is accused on a short cut.
            database_->roll_back();
            fault = run_to_end(downgrade);
            if (!fault) fault = run_to_end(upgrade);
            if (!fault) return true;
        }
        if (!fault && !in_transaction) fault = database_->commit();
        if (fault) {
            database_->roll_back();
            fail_again(position, upgrade, *fault);
            return false;
        }
        now = database_->read(std::move(now));
        compare(position, upgrade, Code::second_upgrade_differs, upgraded, now);
        if (in_transaction) {
            database_->roll_back();
        } else {
            upgraded = std::move(now);
        }
        return true;
    }

    std::optional<Fault> run_to_end(const Section& section) {
        auto fault = database_->run(section);
        if (!fault) fault = database_->commit();
        if (fault) database_->roll_back();
        return fault;
    }

    /// Whether there are differences, which it tells.
    bool compare(std::uint32_t position, const Section& section, Code code, const Catalog& was,
                 const Catalog& is) {
        const std::vector<CatalogDifference> found = compare_catalogs(was, is);
        if (found.empty()) return false;
        const bool down = code == Code::downgrade_does_not_restore;
        Diagnostic diagnostic = diagnose_section(
            file(position), section, code,
            down ? "the downgrade does not bring back the schema that stood before the upgrade"
                 : "upgrading again after the downgrade gives another schema than the first time",
            down ? "undo in the downgrade what the upgrade does, or remove the section if that "
                   "cannot be undone"
                 : "make the upgrade independent of what the downgrade leaves behind");
        for (const CatalogDifference& difference : found) {
            diagnostic.notes.push_back(note_of(describe(difference)));
        }
        diagnostics_.emplace_back(position, std::move(diagnostic));
        return true;
    }

    void fail(std::uint32_t position, const Section& section, Fault fault, Code code) {
        if (misses_extension(fault.message)) {
            code = Code::missing_extension;
            fault.hint = missing_extension_hint;
        }
        for (Diagnostic& each : diagnose_all(file(position), section, fault, code)) {
            diagnostics_.emplace_back(position, std::move(each));
        }
    }

    void fail_again(std::uint32_t position, const Section& upgrade, const Fault& fault) {
        Diagnostic diagnostic =
            diagnose(file(position), upgrade, fault, Code::second_upgrade_failed);
        diagnostic.code = Code::second_upgrade_failed;
        diagnostic.message = "the upgrade does not run again after the downgrade: " + fault.message;
        diagnostic.hint = "make the downgrade take back all that the upgrade does, rows included";
        diagnostics_.emplace_back(position, std::move(diagnostic));
    }

    bool is_too_much() const { return diagnostics_.size() >= max_diagnostics; }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const TrialServer& server_;
    const ServerReplayOptions& options_;
    std::optional<SectionRunner> database_;
    std::vector<bool> ran_;
    using Found = std::pair<std::uint32_t, Diagnostic>;  ///< with its position
    std::vector<Found> diagnostics_;
    std::vector<std::pair<std::size_t, std::uint32_t>> failures_;  ///< diagnostics, and where
};

}  // namespace

std::vector<Diagnostic> replay_on_server(std::span<const RevisionFile> files, const Graph& graph,
                                         const TrialServer& server,
                                         const ServerReplayOptions& options) {
    return ServerReplay(files, graph, server, options).run();
}

}  // namespace kiln::tool
