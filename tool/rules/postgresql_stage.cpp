#include "tool/rules/postgresql_stage.hpp"

#include "src/database/script.hpp"
#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/replay/postgresql_catalog.hpp"
#include "tool/rules/described_row.hpp"
#include "tool/rules/postgresql_canaries.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

std::set<int> columns_in(std::string_view text) {
    std::set<int> numbers;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        numbers.insert(static_cast<int>(server_number(text.substr(0, end))));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return numbers;
}

// Of the last column each letter says that something is so. The index of a partition is called as
// the one that it is a part of.
constexpr const char* state_sql =
    "SELECT 't', c.oid, (SELECT min(h.inhparent::pg_catalog.int8) FROM "
    "pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid), n.nspname::text, "
    "c.relname::text, c.relfilenode::text, '' FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = ANY ($1) UNION ALL SELECT "
    "'c', a.attrelid, a.attnum, a.attname::text, "
    "pg_catalog.format_type(a.atttypid, a.atttypmod), CASE WHEN "
    "a.attnotnull THEN 'n' ELSE '' END || CASE WHEN a.attgenerated <> '' THEN 'g' ELSE '' "
    "END || CASE WHEN a.attinhcount > 0 THEN 'i' ELSE '' END, '' FROM "
    "pg_catalog.pg_attribute a "
    "WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attrelid = ANY ($1) UNION ALL SELECT 'k', "
    "k.oid, k.conrelid::pg_catalog.int8, k.conname::text, "
    "pg_catalog.pg_get_constraintdef(k.oid), k.contype::text || CASE WHEN k.convalidated "
    "THEN 'v' ELSE '' END || CASE WHEN k.coninhcount > 0 OR k.conparentid <> 0 THEN 'i' ELSE '' "
    "END, pg_catalog.array_to_string(k.conkey, ' ') FROM pg_catalog.pg_constraint k WHERE "
    "k.contype "
    "IN ('c', 'f', 'p', 'u', 'x') AND k.conrelid = ANY ($1) UNION ALL SELECT 'i', x.indexrelid, "
    "x.indrelid::pg_catalog.int8, coalesce((SELECT r.relname FROM pg_catalog.pg_class r WHERE "
    "r.oid = pg_catalog.pg_partition_root(x.indexrelid)), c.relname)::text, "
    "'', CASE WHEN x.indisunique THEN 'u' ELSE '' END, x.indkey::text FROM "
    "pg_catalog.pg_index "
    "x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid "
    "WHERE c.relkind = 'i' AND x.indrelid = ANY ($1)";

constexpr const char* table_names_sql =
    "SELECT c.oid, n.nspname, c.relname FROM pg_catalog.pg_class c JOIN "
    "pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'p') AND "
    "c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND "
    "c.relname NOT IN ('alembic_version', 'kiln_history', 'kiln_compatible') AND NOT EXISTS "
    "(SELECT FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::regclass AND "
    "d.objid = c.oid AND d.deptype = 'e')";

// A name, and a text that names what is reached by it.
constexpr const char* ways_sql =
    "SELECT p.proname::text, p.prosrc FROM pg_catalog.pg_proc p WHERE p.oid >= 16384 UNION ALL "
    "SELECT c.relname::text, pg_catalog.pg_get_viewdef(c.oid) FROM pg_catalog.pg_class c WHERE "
    "c.relkind IN ('v', 'm') AND c.oid >= 16384 UNION ALL SELECT c.relname::text, p.proname::text "
    "FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN "
    "pg_catalog.pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal UNION ALL SELECT "
    "c.relname::text, pg_catalog.pg_get_ruledef(r.oid) FROM pg_catalog.pg_rewrite r JOIN "
    "pg_catalog.pg_class c ON c.oid = r.ev_class WHERE r.rulename <> '_RETURN' AND r.oid >= 16384 "
    "UNION ALL SELECT p.relname::text, c.relname::text FROM pg_catalog.pg_inherits h JOIN "
    "pg_catalog.pg_class p ON p.oid = h.inhparent JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid "
    "WHERE c.relkind IN ('r', 'p')";

constexpr const char* ways_to_children_sql =
    " UNION ALL SELECT p.relname::text, c.relname::text FROM pg_catalog.pg_constraint k JOIN "
    "pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_class c ON c.oid = k.conrelid "
    "WHERE k.contype = 'f'";

void must(const FirstStatement& done, const Connection& connection) {
    if (done.fault) throw database_error(*done.fault, Doing::read, connection.name());
}

/// One database, and what is asked of it.
struct PostgresqlStageDatabase {
    template <class... Copied>
    explicit PostgresqlStageDatabase(const TrialServer& server, const Copied&... copied)
        : database(server, copied...),
          questions(database.connection()),
          canaries(database.connection(), questions) {
        questions.add("kiln_state", state_sql);
        questions.add("kiln_names", table_names_sql);
        questions.add("kiln_ways", ways_sql);
        questions.add("kiln_ways_to_children", std::string(ways_sql) + ways_to_children_sql);
    }

    TrialDatabaseOnServer database;
    PlannedQuestions questions;
    PostgresqlCanaries canaries;
};

class PostgresqlStage final : public ServerStage {
public:
    explicit PostgresqlStage(const TrialServer& server)
        : ServerStage(Dialect::postgresql), server_(server), main_(server) {
        tell("CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc"));
        tell("CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::postgresql)));
    }

    Connection& connection() const override { return here().database.connection(); }
    Catalog catalog() override {
        return read_postgresql_catalog(connection(), std::string(default_version_table));
    }
    ServerTableNames names() override;
    std::shared_ptr<const ServerState> state(const std::set<Oid64>& tables) override;
    std::set<Oid64> reached(const ServerTableNames& tables, std::string_view sql) override;
    std::set<Oid64> with_triggers_on(const ServerTableNames& tables,
                                     const std::set<Oid64>& reached) override;
    /// The server itself keeps what views need.
    std::map<std::string, std::string> compiled(const ServerTableNames&,
                                                const std::set<Oid64>&) override {
        return {};
    }

    std::map<std::string, std::string> unchecked_keys(const Section&) override { return {}; }

    const CanarySql& canaries() const override { return here().canaries; }
    std::string catalog_key(const ServerTable& table) const override {
        const std::string name = canaries().referred_sql(table.name);
        return "table " + shown_table(table.schema == "public"
                                          ? table.schema
                                          : canaries().referred_sql(table.schema),
                                      name);
    }
    std::string table_sql(const ServerTable& table) const override {
        return quoted_table(table.schema, table.name);
    }
    std::string rows_sql(const ServerTable& table) const override {
        return "ONLY " + table_sql(table);
    }
    std::string as_text(const ServerColumn& column, const std::string& type) const override {
        return quoted_name(column.name) + "::text::" + type + "::text";
    }
    std::map<std::string, std::string> describe_rows(const ServerTable& table) const override;
    bool leave_alone(const ServerTable& table, const std::string& row) override {
        mark_rows();
        const bool is_alone =
            !connection()
                 .run_first("DELETE FROM " + rows_sql(table) + " WHERE ctid <> '" + row + "'")
                 .fault &&
            rows_hold();
        if (is_alone) {
            keep_rows();
        } else {
            undo_rows();
        }
        return is_alone;
    }
    std::string touch_sql(const ServerTable& table, const std::string& column) const override {
        const std::string name = quoted_name(column);
        return "UPDATE " + rows_sql(table) + " SET " + name + " = " + name + one_of(table);
    }
    std::string delete_one_sql(const ServerTable& table) const override {
        return "DELETE FROM " + rows_sql(table) + one_of(table);
    }
    bool is_of_schema(const Fault& fault) const override {
        // What is there already, and what a role may not, has a reason of its own.
        return fault.reason == Reason::sql && (fault.number >> 18U == sql_state("42000") >> 18U ||
                                               fault.number == sql_state("3F000"));
    }

    bool select(const std::string& sql, const std::function<void(Row)>& each_row) override {
        if (!connection().state().is_open) return !connection().run_first(sql, {}, each_row).fault;
        connection().run_first("SAVEPOINT kiln_values");
        const bool is_done = !connection().run_first(sql, {}, each_row).fault;
        connection().run_first(is_done ? "RELEASE SAVEPOINT kiln_values"
                                       : "ROLLBACK TO SAVEPOINT kiln_values");
        return is_done;
    }

    bool can_take_back(const Section& section) const override { return !section.no_transaction; }
    std::optional<Fault> run(
        const Section& section,
        const std::function<void(std::string_view statement)>& after_statement) override;
    bool can_try_between() const override { return false; }
    std::optional<Fault> run_fixture(const Section& fixture) override {
        const bool was_open = connection().state().is_open;
        if (!was_open) connection().begin();
        std::optional<Fault> fault = run(fixture, {});
        if (!was_open && fault) connection().roll_back();
        if (!was_open && !fault) connection().commit();
        return fault;
    }
    std::optional<Fault> run_rows(const std::vector<std::string>& statements) override {
        std::string sql = "SAVEPOINT kiln_row; ";
        for (const std::string& each : statements) sql += each + "; ";
        std::optional<Fault> fault =
            connection().run_first(sql + "RELEASE SAVEPOINT kiln_row").fault;
        if (!fault) return std::nullopt;
        lost(*fault);
        connection().run_first("ROLLBACK TO SAVEPOINT kiln_row");
        return fault;
    }
    void mark_rows() override {
        if (copy_) {
            connection().begin();
        } else {
            tell("SAVEPOINT kiln_probe");
        }
    }
    void keep_rows() override {
        if (copy_) {
            connection().commit();
        } else {
            tell("RELEASE SAVEPOINT kiln_probe");
        }
    }
    void undo_rows() override {
        if (copy_) return connection().roll_back();
        tell("ROLLBACK TO SAVEPOINT kiln_probe; RELEASE SAVEPOINT kiln_probe");
    }
    bool rows_hold() override {
        return !connection().run_first("SET CONSTRAINTS ALL IMMEDIATE").fault;
    }

    void begin_trial(const std::set<Oid64>&, bool in_transaction) override {
        if (!in_transaction) return make_copy();
        connection().begin();
        tell("SAVEPOINT kiln_rows");
    }
    void restart_trial() override {
        if (copy_) return make_copy();
        tell("ROLLBACK TO SAVEPOINT kiln_rows");
    }
    void end_trial() override {
        if (copy_) return copy_.reset();
        connection().roll_back();
    }

    void begin_revision(const Section& upgrade) override {
        if (!upgrade.no_transaction) connection().begin();
    }
    void take_back() override { connection().roll_back(); }
    void keep(const Section&) override {
        if (connection().state().is_open) connection().commit();
    }
    void begin_downgrade(const std::set<Oid64>&, const Section& section) override {
        if (section.no_transaction) return make_copy();
        is_of_downgrade_ = !connection().state().is_open;
        if (is_of_downgrade_) connection().begin();
        tell("SAVEPOINT kiln_downgrade");
    }
    void end_downgrade() override {
        if (copy_) return copy_.reset();
        if (std::exchange(is_of_downgrade_, false)) return connection().roll_back();
        tell("ROLLBACK TO SAVEPOINT kiln_downgrade");
    }
    void forget_rows(const std::vector<std::string>& tables) override {
        std::string list;
        for (const std::string& each : tables) list += (list.empty() ? "" : ", ") + each;
        tell("TRUNCATE " + list + " CASCADE");
    }

private:
    std::string one_of(const ServerTable& table) const {
        return " WHERE ctid = (SELECT ctid FROM " + rows_sql(table) + " LIMIT 1)";
    }
    void lost(const Fault& fault) const {
        if (fault.reason == Reason::lost) {
            throw database_error(fault, Doing::write, connection().name());
        }
    }

    PostgresqlStageDatabase& here() const { return copy_ ? *copy_ : main_; }
    const PlannedQuestions& questions() const { return here().questions; }

    /// In the place of the one that there is. All numbers are the same there.
    void make_copy() {
        copy_.reset();
        main_.database.disconnect();
        copy_ = std::make_unique<PostgresqlStageDatabase>(server_, main_.database);
        main_.database.connect();
        main_.questions.plan_again();
    }

    const TrialServer& server_;
    mutable PostgresqlStageDatabase main_;
    /// In a trial of what no transaction can take back.
    std::unique_ptr<PostgresqlStageDatabase> copy_;
    bool is_of_downgrade_ = false;  // the transaction
};

ServerTableNames PostgresqlStage::names() {
    ServerTableNames names;
    const FirstStatement done =
        connection().run_first(questions().with("kiln_names"), {}, [&](Row row) {
            names[server_number(row[0].text)] = {std::string(row[1].text),
                                                 std::string(row[2].text)};
        });
    must(done, connection());
    return names;
}

std::shared_ptr<const ServerState> PostgresqlStage::state(const std::set<Oid64>& tables) {
    auto state = std::make_shared<ServerState>();
    if (tables.empty()) return state;
    const FirstStatement done =
        connection().run_first(questions().with("kiln_state", oid_array(tables)), {}, [&](Row row) {
            const Oid64 own = server_number(row[1].text);
            const Oid64 other = server_number(row[2].text);
            const std::string name(row[3].text);
            const std::string_view what = row[5].text;
            const auto is = [what](char c) { return what.find(c) != what.npos; };
            switch (row[0].text.front()) {
                case 't': {
                    ServerTable& table = state->tables[own];
                    table.schema = name;
                    table.name = row[4].text;
                    table.file = what;
                    table.parent = other;
                    break;
                }
                case 'c':
                    state->tables[own].columns[static_cast<int>(other)] = {
                        name, is('n'), is('g'), is('i'), std::string(row[4].text)};
                    break;
                case 'k':
                    state->constraints[own] = {name,
                                               other,
                                               what.front(),
                                               is('v'),
                                               std::string(row[4].text),
                                               columns_in(row[6].text),
                                               is('i')};
                    break;
                default:
                    state->indexes[own] = {name, other, is('u'), columns_in(row[6].text)};
            }
        });
    if (done.fault) return nullptr;
    return state;
}

std::set<Oid64> PostgresqlStage::reached(const ServerTableNames& tables, std::string_view sql) {
    std::multimap<std::string, std::string> ways;
    must(connection().run_first(
             questions().with(may_cascade(sql) ? "kiln_ways_to_children" : "kiln_ways"), {},
             [&](Row row) { ways.emplace(std::string(row[0].text), std::string(row[1].text)); }),
         connection());
    return reached_tables(tables, sql, std::move(ways));
}

std::set<Oid64> PostgresqlStage::with_triggers_on(const ServerTableNames& tables,
                                                  const std::set<Oid64>& reached) {
    std::set<std::string> names;
    for (const Oid64 oid : reached) {
        const auto name = tables.find(oid);
        if (name != tables.end()) names.insert(folded(name->second.second));
    }
    std::set<Oid64> found;
    connection().run_first(
        "SELECT t.tgrelid, p.prosrc FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc p ON "
        "p.oid = t.tgfoid WHERE NOT t.tgisinternal",
        {}, [&](Row row) {
            const Oid64 table = server_number(row[0].text);
            if (!tables.contains(table)) return;
            const std::string body = folded(row[1].text);
            const bool is_reached =
                reached.contains(table) || std::ranges::any_of(names, [&](const auto& name) {
                    return body.find(name) != std::string::npos;
                });
            if (is_reached) found.insert(table);
        });
    return found;
}

std::map<std::string, std::string> PostgresqlStage::describe_rows(const ServerTable& table) const {
    std::string columns;
    for (const auto& [number, column] : table.columns) columns += ", " + quoted_name(column.name);
    std::map<std::string, std::string> rows;
    connection().run_first(
        "SELECT ctid" + columns + " FROM " + rows_sql(table) + " ORDER BY ctid LIMIT 20", {},
        [&](Row row) { rows[std::string(row[0].text)] = described_row(table, row.subspan(1)); });
    return rows;
}

std::optional<Fault> PostgresqlStage::run(
    const Section& section,
    const std::function<void(std::string_view statement)>& after_statement) {
    here().questions.see(section.sql);
    here().database.expect_roles_of(section.sql);
    ScriptOptions options;
    options.in_transaction = !section.no_transaction;
    options.after_statement = after_statement;
    // Of a copy all is kept.
    const bool is_alone = options.in_transaction && !connection().state().is_open;
    if (is_alone) connection().begin();
    if (options.in_transaction) connection().run_first("SAVEPOINT kiln_section");
    std::optional<Fault> fault = run_section(connection(), section, options);
    if (!fault && connection().state().is_open) {
        fault = connection().run_first("SET CONSTRAINTS ALL IMMEDIATE").fault;
        // Of a statement of Kiln's own the offset says nothing.
        if (fault) fault->offset = section.sql.empty() ? 0 : section.sql.find_last_not_of(" \n;");
    }
    if (fault) lost(*fault);
    if (fault && options.in_transaction) {
        connection().run_first("ROLLBACK TO SAVEPOINT kiln_section");
    }
    if (is_alone && fault) connection().roll_back();
    if (is_alone && !fault) connection().commit();
    return fault;
}

}  // namespace

std::unique_ptr<ServerStage> make_postgresql_stage(const TrialServer& server) {
    return std::make_unique<PostgresqlStage>(server);
}

}  // namespace kiln::tool
