#include "tool/replay/postgresql_trial.hpp"

#include "src/database/script.hpp"
#include "src/database/version_table.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/replay/postgresql_catalog.hpp"
#include "tool/replay/server_faults.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <string>
#include <string_view>
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

class PostgresqlTrial final : public ServerTrial {
public:
    explicit PostgresqlTrial(const TrialServer& server)
        : makes_roles_(server.is_private()), database_(server), catalogs_(connection()) {
        tell("CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc"));
        tell("CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::postgresql)));
        own_tables_ = own_tables();
    }

    bool undoes_ddl() const override { return true; }
    void expect(const Section&, const Section*) override {}
    Catalog read() override { return catalogs_.read(); }
    Catalog read(Catalog last) override {
        return catalogs_.read(std::move(last), std::exchange(is_beyond_notes_, false));
    }
    std::optional<Fault> end_run() override {
        if (!connection().state().is_open) return std::nullopt;
        return connection().run_first("SET CONSTRAINTS ALL IMMEDIATE").fault;
    }
    std::optional<Fault> commit() override {
        if (auto fault = end_run()) return fault;
        if (connection().state().is_open) connection().commit();
        return std::nullopt;
    }
    void roll_back() override { connection().roll_back(); }
    bool lacks_extension(std::string_view sql) override {
        return kiln::tool::lacks_extension(connection(), sql);
    }

    std::optional<Fault> run(const Section& section) override {
        is_beyond_notes_ = is_beyond_notes_ || may_go_unnoted(section.sql);
        catalogs_.expect(section.sql);
        database_.expect_roles_of(section.sql);
        // Each role that is missing is told alone.
        for (int roles = 0; roles < 1000; ++roles) {
            std::optional<Fault> fault =
                section.no_transaction ? run_outside(section) : run_inside(section);
            if (fault && fault->reason == Reason::lost) throw LostInSection(*fault, connection());
            const auto role = fault && makes_roles_ ? missing_role(fault->message) : std::nullopt;
            if (!role) return fault;
            database_.add_role(*role);
        }
        return std::nullopt;
    }

private:
    Connection& connection() const { return database_.connection(); }

    /// A statement of Kiln's own.
    void tell(const std::string& sql) const {
        const FirstStatement done = connection().run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection().name());
    }

    void begin() const {
        if (!connection().state().is_open) connection().begin();
    }

    std::optional<Fault> run_inside(const Section& section) {
        begin();
        tell("SAVEPOINT kiln_section");
        ScriptOptions options;
        if (section.is_code) {
            options.after_statement = [this](std::string_view statement) {
                is_beyond_notes_ = is_beyond_notes_ || may_go_unnoted(statement);
            };
        }
        std::optional<Fault> fault = run_section(connection(), section, options);
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
    PostgresqlCatalog catalogs_;
    std::string own_tables_;
};

}  // namespace

std::unique_ptr<ServerTrial> make_postgresql_trial(const TrialServer& server) {
    return std::make_unique<PostgresqlTrial>(server);
}

}  // namespace kiln::tool
