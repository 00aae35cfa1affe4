#include "tool/rules/mysql_stage.hpp"

#include "src/database/script.hpp"
#include "src/database/store_words.hpp"
#include "src/database/version_table.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/replay/mysql_table.hpp"
#include "tool/rules/described_row.hpp"
#include "tool/rules/mysql_canaries.hpp"
#include "tool/rules/mysql_numbers.hpp"
#include "tool/rules/mysql_programs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

/// One database, and what is known of it.
struct MysqlStageDatabase {
    explicit MysqlStageDatabase(const TrialServer& server) : database(server) {}

    Connection& connection() const { return database.connection(); }

    /// A statement may have changed them.
    void forget_tables() {
        tables.clear();
        names.reset();
    }

    TrialDatabaseOnServer database;
    MysqlNumbers numbers;
    std::map<std::string, MysqlTable> tables;  ///< as far as they were asked for
    std::optional<ServerTableNames> names;     ///< if they were
    std::optional<std::vector<MysqlProgram>> programs;
};

bool is_of_rows(std::string_view statement) {
    const std::string word = folded(statement.substr(0, statement.find_first_of(" \t\r\n(")));
    constexpr std::array<std::string_view, 6> words{"insert",  "update", "delete",
                                                    "replace", "select", "set"};
    return std::ranges::find(words, word) != words.end();
}

std::string first_argument(const std::string& type) {
    const std::size_t open = type.find('(');
    return open == std::string::npos ? "" : type.substr(open, type.find(')') + 1 - open);
}

/// The type to cast to, such that equal values are equal texts; empty: a text.
std::string cast_type(const std::string& type) {
    const std::string base = type.substr(0, type.find_first_of("( "));
    const bool is_unsigned = type.ends_with(" unsigned");
    if (base.ends_with("int")) return is_unsigned ? "UNSIGNED" : "SIGNED";
    if (base == "year" || base == "bit") return "UNSIGNED";
    if (base == "float" || base == "double") return "DOUBLE";
    if (base == "decimal") return "DECIMAL" + first_argument(type);
    if (base == "date") return "DATE";
    if (base == "time") return "TIME" + first_argument(type);
    if (base == "datetime" || base == "timestamp") return "DATETIME" + first_argument(type);
    return "";
}

class MysqlStage final : public ServerStage, private MysqlTables {
public:
    explicit MysqlStage(const TrialServer& server)
        : ServerStage(Dialect::mysql), server_(server), canaries_(*this) {
        make_main();
    }

    Connection& connection() const override { return here().connection(); }
    Catalog catalog() override {
        return MysqlCatalog(connection(), std::string(default_version_table)).read();
    }
    ServerTableNames names() override;
    std::shared_ptr<const ServerState> state(const std::set<Oid64>& tables) override;
    std::set<Oid64> reached(const ServerTableNames& tables, std::string_view sql) override;
    std::set<Oid64> with_triggers_on(const ServerTableNames& tables,
                                     const std::set<Oid64>& reached) override;
    std::map<std::string, std::string> compiled(const ServerTableNames& tables,
                                                const std::set<Oid64>& reached) override;

    std::map<std::string, std::string> unchecked_keys(const Section& section) override;

    const CanarySql& canaries() const override { return canaries_; }
    std::string catalog_key(const ServerTable& table) const override {
        return "table " + table.name;
    }
    std::string table_sql(const ServerTable& table) const override {
        return in_backticks(table.name);
    }
    std::string rows_sql(const ServerTable& table) const override { return table_sql(table); }
    std::string as_text(const ServerColumn& column, const std::string& type) const override {
        const std::string name = in_backticks(column.name);
        if (is_binary_in_mysql(type.substr(0, type.find_first_of("( "))) &&
            !type.starts_with("bit"))
            return "HEX(" + name + ")";
        const std::string cast = cast_type(type);
        return cast.empty() ? "CONVERT(" + name + " USING utf8mb4)"
                            : "CAST(" + name + " AS " + cast + ")";
    }
    std::string touch_sql(const ServerTable& table, const std::string& column) const override {
        const std::string name = in_backticks(column);
        return "UPDATE " + table_sql(table) + " SET " + name + " = " + name + " LIMIT 1";
    }
    std::string delete_one_sql(const ServerTable& table) const override {
        return "DELETE FROM " + table_sql(table) + " LIMIT 1";
    }
    bool is_of_schema(const Fault& fault) const override {
        // A column, table, key, routine or definer that is not there; too many or too few columns,
        // parameters; a view of what is not there; no default; types that do not go together.
        constexpr std::array numbers{1054U, 1072U, 1136U, 1146U, 1176U, 1222U,
                                     1305U, 1318U, 1356U, 1364U, 1449U, 4078U};
        return std::ranges::find(numbers, fault.number) != numbers.end();
    }

    std::map<std::string, std::string> describe_rows(const ServerTable& table) const override;
    bool leave_alone(const ServerTable& table, const std::string& row) override {
        return !connection()
                    .run_first("DELETE FROM " + table_sql(table) + " WHERE NOT (" + row + ")")
                    .fault;
    }
    bool select(const std::string& sql, const std::function<void(Row)>& each_row) override {
        return !connection().run_first(sql, {}, each_row).fault;
    }
    std::optional<Fault> run_rows(const std::vector<std::string>& statements) override {
        tell(is_marked_ ? "SAVEPOINT kiln_row" : "START TRANSACTION");
        for (const std::string& each : statements) {
            auto fault = connection().run_first(each).fault;
            if (!fault) continue;
            lost(*fault);
            connection().run_first(is_marked_ ? "ROLLBACK TO SAVEPOINT kiln_row" : "ROLLBACK");
            fault->message = without_database(std::move(fault->message), here().database.name());
            return fault;
        }
        if (!is_marked_) tell("COMMIT");
        return std::nullopt;
    }
    void mark_rows() override {
        tell("START TRANSACTION");
        is_marked_ = true;
    }
    void keep_rows() override {
        is_marked_ = false;
        tell("COMMIT");
    }
    void undo_rows() override {
        is_marked_ = false;
        tell("ROLLBACK");
    }
    bool rows_hold() override { return true; }

    bool can_take_back(const Section&) const override { return true; }
    std::optional<Fault> run(
        const Section& section,
        const std::function<void(std::string_view statement)>& after_statement) override;
    bool can_try_between() const override { return true; }
    std::optional<Fault> run_fixture(const Section& fixture) override {
        connection().begin();
        std::optional<Fault> fault = run(fixture, {});
        if (fault) connection().roll_back();
        if (!fault) connection().commit();
        if (!in_trial_) is_dirty_ = false;
        if (!in_trial_ && !fault) kept_.emplace_back(&fixture, true);
        return fault;
    }

    void begin_trial(const std::set<Oid64>& tables, bool) override;
    void restart_trial() override;
    void end_trial() override { in_trial_ = false; }

    void begin_revision(const Section&) override { numbers_before_ = main_->numbers; }
    void take_back() override;
    void keep(const Section& section) override {
        kept_.emplace_back(&section, false);
        is_dirty_ = false;
    }
    void begin_downgrade(const std::set<Oid64>& tables, const Section&) override;
    void end_downgrade() override { end_trial(); }
    void forget_rows(const std::vector<std::string>& tables) override {
        // They are not to come back where all is made anew.
        std::erase_if(kept_, [](const auto& each) { return each.second; });
        tell("SET SESSION foreign_key_checks = 0");
        for (const std::string& each : tables) tell("DELETE FROM " + each);
        tell("SET SESSION foreign_key_checks = 1");
    }

private:
    MysqlStageDatabase& here() const { return in_trial_ ? *trial_ : *main_; }

    void lost(const Fault& fault) const {
        if (fault.reason == Reason::lost) {
            throw database_error(fault, Doing::write, connection().name());
        }
    }

    void make_main() {
        main_ = std::make_unique<MysqlStageDatabase>(server_);
        tell("CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc"));
        tell("CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::mysql)));
    }

    std::optional<std::string> name_of(Oid64 table) const override {
        return here().numbers.name_of(table);
    }
    std::optional<Oid64> number_of(const std::string& name) const override {
        const auto found = here().numbers.tables().find(name);
        if (found == here().numbers.tables().end()) return std::nullopt;
        return found->second;
    }
    int column(Oid64 table, const std::string& name) const override {
        return here().numbers.column(table, folded(name));
    }
    const MysqlTable* table(Oid64 number) override;

    const std::vector<MysqlProgram>& programs();
    std::map<std::string, std::uint64_t> files();
    /// By name.
    struct Needed {
        std::set<std::string> tables;
        std::set<std::string> programs;
    };
    Needed needed_for(const std::set<Oid64>& tables);
    void add_copy_of(const std::string& table);

    const TrialServer& server_;
    MysqlCanaries canaries_;
    std::unique_ptr<MysqlStageDatabase> main_;
    std::unique_ptr<MysqlStageDatabase> trial_;
    bool in_trial_ = false;
    bool is_marked_ = false;
    bool is_dirty_ = false;  // the main database has what a section did that is not kept
    std::vector<std::pair<const Section*, bool>> kept_;  // true: of a fixture
    MysqlNumbers numbers_before_;
    std::vector<std::string> copy_;      // what makes a trial's tables and rows
    std::vector<std::string> programs_;  // and the rest, each behind its settings
};

std::map<std::string, std::uint64_t> MysqlStage::files() {
    const std::string prefix = here().database.name() + "/";
    std::map<std::string, std::uint64_t> files;
    // One of them is there; who asks must have a right to it.
    for (const char* view : {"INNODB_SYS_TABLES", "INNODB_TABLES"}) {
        const bool is_done = select(
            fmt::format("SELECT NAME, TABLE_ID FROM information_schema.{} WHERE LEFT(NAME, {}) = "
                        "'{}'",
                        view, prefix.size(), prefix),
            [&](Row row) {
                std::string name(row[0].text.substr(prefix.size()));
                const std::size_t partition = folded(name).find("#p#");
                if (partition != std::string::npos) name.resize(partition);
                std::uint64_t& file = files[name];
                const std::uint64_t number = server_number(row[1].text);
                file = file == 0 ? number : std::min(file, number);
            });
        if (is_done) break;
    }
    return files;
}

ServerTableNames MysqlStage::names() {
    if (here().names) return *here().names;
    const std::map<std::string, std::uint64_t> files = this->files();
    std::map<std::string, std::uint64_t> tables;
    const FirstStatement done = connection().run_first(
        "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND "
        "TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND TABLE_NAME NOT IN "
        "('alembic_version', 'kiln_history', 'kiln_compatible', 'kiln_journal')",
        {}, [&](Row row) {
            const std::string name(row[0].text);
            const auto file = files.find(name);
            tables[name] = file == files.end() ? 0 : file->second;
        });
    if (done.fault) throw database_error(*done.fault, Doing::read, connection().name());
    here().numbers.see(tables);
    ServerTableNames names;
    for (const auto& [name, number] : here().numbers.tables()) names[number] = {"", name};
    here().names = names;
    return names;
}

const MysqlTable* MysqlStage::table(Oid64 number) {
    const auto name = here().numbers.name_of(number);
    if (!name) return nullptr;
    const auto known = here().tables.find(*name);
    if (known != here().tables.end()) return &known->second;
    std::string create;
    {
        const MysqlReading reading(connection());
        connection().run_first("SHOW CREATE TABLE " + in_backticks(*name), {},
                               [&](Row row) { create = row[1].text; });
    }
    if (create.empty()) return nullptr;
    const MysqlTable& table = here().tables[*name] = read_mysql_table(std::move(create));
    std::vector<std::string> columns;
    columns.reserve(table.columns.size());
    for (const MysqlColumn& column : table.columns) columns.push_back(folded(column.name));
    here().numbers.see_columns(number, columns);
    return &table;
}

std::shared_ptr<const ServerState> MysqlStage::state(const std::set<Oid64>& tables) {
    auto state = std::make_shared<ServerState>();
    if (tables.empty()) return state;
    names();
    MysqlNumbers& numbers = here().numbers;
    for (const Oid64 oid : tables) {
        const MysqlTable* const table = this->table(oid);
        const auto name = numbers.name_of(oid);
        if (table == nullptr || !name) continue;
        ServerTable& read = state->tables[oid];
        read.name = *name;
        if (const std::uint64_t file = numbers.file_of(oid)) read.file = std::to_string(file);
        for (const MysqlColumn& column : table->columns) {
            read.columns[this->column(oid, column.name)] = {column.name, column.not_null,
                                                            column.generated, false, column.type};
        }
        const auto columns = [&](const std::vector<std::string>& all) {
            std::set<int> found;
            for (const std::string& each : all) found.insert(this->column(oid, each));
            if (all.empty()) found.insert(0);
            return found;
        };
        for (const MysqlKey& key : table->keys) {
            state->indexes[numbers.number_of(oid, "index " + key.name)] = {
                key.name, oid, key.unique, columns(key.columns)};
        }
        for (const MysqlForeignKey& key : table->foreign_keys) {
            state->constraints[numbers.number_of(oid, "key " + key.name)] = {
                key.name, oid, 'f', true, key.text, columns(key.columns)};
        }
        for (const MysqlCheck& check : table->checks) {
            std::set<int> named;
            for (const MysqlColumn& column : table->columns) {
                if (check.text.find(in_backticks(column.name)) != std::string::npos) {
                    named.insert(this->column(oid, column.name));
                }
            }
            state->constraints[numbers.number_of(oid, "check " + check.name)] = {
                check.name, oid, 'c', true, check.text, std::move(named)};
        }
    }
    return state;
}

const std::vector<MysqlProgram>& MysqlStage::programs() {
    if (!here().programs) here().programs = read_mysql_programs(connection());
    return *here().programs;
}

std::set<Oid64> MysqlStage::reached(const ServerTableNames& tables, std::string_view sql) {
    std::multimap<std::string, std::string> ways;
    for (const MysqlProgram& each : programs()) {
        ways.emplace(each.kind == MysqlProgram::Kind::trigger ? each.table : each.name, each.text);
    }
    if (may_cascade(sql)) {
        select(
            "SELECT REFERENCED_TABLE_NAME, TABLE_NAME FROM "
            "information_schema.REFERENTIAL_CONSTRAINTS WHERE CONSTRAINT_SCHEMA = DATABASE()",
            [&](Row row) { ways.emplace(std::string(row[0].text), std::string(row[1].text)); });
    }
    return reached_tables(tables, sql, std::move(ways));
}

std::set<Oid64> MysqlStage::with_triggers_on(const ServerTableNames& tables,
                                             const std::set<Oid64>& reached) {
    std::set<Oid64> found;
    for (const MysqlProgram& each : programs()) {
        if (each.kind != MysqlProgram::Kind::trigger) continue;
        const auto number = number_of(each.table);
        if (!number || !tables.contains(*number)) continue;
        const bool is_reached =
            reached.contains(*number) || std::ranges::any_of(reached, [&](Oid64 oid) {
                const auto name = tables.find(oid);
                return name != tables.end() && each.names(name->second.second);
            });
        if (is_reached) found.insert(*number);
    }
    return found;
}

std::map<std::string, std::string> MysqlStage::compiled(const ServerTableNames& tables,
                                                        const std::set<Oid64>& reached) {
    std::set<std::string> names;
    for (const Oid64 oid : reached) {
        const auto name = tables.find(oid);
        if (name != tables.end()) names.insert(name->second.second);
        if (const auto now = name_of(oid)) names.insert(*now);
    }
    std::map<std::string, std::string> found;
    for (bool goes_on = true; goes_on;) {
        goes_on = false;
        for (const MysqlProgram& each : programs()) {
            if (each.kind != MysqlProgram::Kind::view || names.contains(each.name)) continue;
            if (std::ranges::none_of(names, [&](const auto& name) { return each.names(name); })) {
                continue;
            }
            names.insert(each.name);
            goes_on = true;
            std::string& message = found["view " + in_quotes(each.name)];
            auto fault =
                connection().run_first("EXPLAIN SELECT * FROM " + in_backticks(each.name)).fault;
            if (!fault || !is_of_schema(*fault)) continue;
            // Of its text the server says what is wrong with it.
            message = fault->message;
            fault = connection().run_first("EXPLAIN " + each.text).fault;
            if (fault) message = fault->message;
            message = without_database(std::move(message), here().database.name());
        }
    }
    return found;
}

std::map<std::string, std::string> MysqlStage::unchecked_keys(const Section& section) {
    std::map<std::string, std::string> found;
    if (folded(section.sql).find("foreign_key_checks") == std::string::npos) return found;
    names();
    const std::map<std::string, Oid64> tables = here().numbers.tables();
    for (const auto& [name, number] : tables) {
        const MysqlTable* const table = this->table(number);
        if (table == nullptr) continue;
        for (const MysqlForeignKey& key : table->foreign_keys) {
            std::string& message = found["foreign key " + in_quotes(key.name)];
            std::string join;
            std::string where;
            for (std::size_t i = 0; i < key.columns.size() && i < key.referred.size(); ++i) {
                const std::string column = in_backticks(key.columns[i]);
                const std::string referred = in_backticks(key.referred[i]);
                join += fmt::format("{}c.{} = p.{}", i == 0 ? "" : " AND ", column, referred);
                where += fmt::format("c.{} IS NOT NULL AND p.{} IS NULL{}", column, referred,
                                     i + 1 < key.columns.size() ? " AND " : "");
            }
            const std::string what = fmt::format("rows of {} refer to none of {}", in_quotes(name),
                                                 in_quotes(key.parent));
            const bool is_answered =
                select(fmt::format("SELECT 1 FROM {} c LEFT JOIN {} p ON {} WHERE {} LIMIT 1",
                                   in_backticks(name), in_backticks(key.parent), join, where),
                       [&](Row) { message = what; });
            if (!is_answered) message = what;
        }
    }
    return found;
}

std::map<std::string, std::string> MysqlStage::describe_rows(const ServerTable& table) const {
    const auto number = number_of(table.name);
    const auto known = here().tables.find(table.name);
    std::vector<const ServerColumn*> telling;
    for (const auto& [place, column] : table.columns) {
        const auto is_of_primary_key = [&, &name = column.name] {
            if (!number || known == here().tables.end()) return true;
            const auto primary = std::ranges::find(known->second.keys, "PRIMARY", &MysqlKey::name);
            return primary == known->second.keys.end() ||
                   std::ranges::find(primary->columns, name) != primary->columns.end();
        };
        if (is_of_primary_key()) telling.push_back(&column);
    }
    std::string list;
    for (const auto& [place, column] : table.columns) list += in_backticks(column.name) + ", ";
    std::vector<std::string> keys;
    keys.reserve(telling.size());
    for (const ServerColumn* each : telling) keys.push_back(as_text(*each, each->type));
    std::map<std::string, std::string> rows;
    connection().run_first(
        fmt::format("SELECT {}{} FROM {} LIMIT 20", list, fmt::join(keys, ", "), table_sql(table)),
        {}, [&](Row row) {
            std::string condition;
            for (std::size_t i = 0; i < keys.size(); ++i) {
                const Cell& cell = row[table.columns.size() + i];
                condition +=
                    fmt::format("{}{} <=> {}", condition.empty() ? "" : " AND ", keys[i],
                                cell.kind == Cell::Kind::null ? "NULL" : text_in_mysql(cell.text));
            }
            rows[condition] = described_row(table, row.first(table.columns.size()));
        });
    return rows;
}

std::optional<Fault> MysqlStage::run(
    const Section& section,
    const std::function<void(std::string_view statement)>& after_statement) {
    MysqlStageDatabase& database = here();
    is_dirty_ = is_dirty_ || !in_trial_;
    ScriptOptions options;
    options.in_transaction = !section.no_transaction;
    options.after_statement = [&](std::string_view statement) {
        if (!is_of_rows(statement)) {
            database.numbers.note(statement);
            database.forget_tables();
            if (may_change_programs(sql_words(statement))) database.programs.reset();
        }
        if (!after_statement) return;
        database.connection().pause_section();
        after_statement(statement);
        database.connection().resume_section();
    };
    std::optional<Fault> fault = run_section(database.connection(), section, options);
    if (fault) {
        database.forget_tables();  // of some statements a part was done
        lost(*fault);
        fault->message = without_database(std::move(fault->message), database.database.name());
    }
    return fault;
}

/// With what they refer to, and what views, triggers and routines on them name.
MysqlStage::Needed MysqlStage::needed_for(const std::set<Oid64>& tables) {
    Needed needed;
    std::vector<std::string> more;
    const auto add = [&](const std::string& name) {
        if (number_of(name) && needed.tables.insert(name).second) more.push_back(name);
    };
    for (const Oid64 each : tables) {
        if (const auto name = name_of(each)) add(*name);
    }
    std::set<std::string> asked = needed.tables;
    for (bool goes_on = true; goes_on;) {
        goes_on = false;
        for (const MysqlProgram& program : programs()) {
            const std::string& own = program.name;
            if (needed.programs.contains(own)) continue;
            const bool is_about = asked.contains(program.table) ||
                                  std::ranges::any_of(asked, [&](const std::string& name) {
                                      return program.names(name);
                                  });
            if (!is_about) continue;
            needed.programs.insert(own);
            // Another view may name it.
            if (program.kind == MysqlProgram::Kind::view) asked.insert(own);
            goes_on = true;
            for (const auto& [name, number] : here().numbers.tables()) {
                if (program.names(name) || program.table == name) add(name);
            }
        }
    }
    while (!more.empty()) {
        const std::string name = std::move(more.back());
        more.pop_back();
        const MysqlTable* const table = this->table(*number_of(name));
        if (table == nullptr) continue;
        for (const MysqlForeignKey& key : table->foreign_keys) add(key.parent);
    }
    return needed;
}

void MysqlStage::add_copy_of(const std::string& name) {
    const MysqlTable* const table = this->table(*number_of(name));
    if (table == nullptr) return;
    copy_.push_back(table->create);
    std::string columns;
    for (const MysqlColumn& column : table->columns) {
        if (column.generated) continue;
        columns += (columns.empty() ? "" : ", ") + in_backticks(column.name);
    }
    if (columns.empty()) return;
    const std::string sql = in_backticks(name);
    copy_.push_back(fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM {2}.{0}", sql, columns,
                                main_->database.name()));
}

void MysqlStage::begin_trial(const std::set<Oid64>& tables, bool) {
    copy_.clear();
    programs_.clear();
    const std::string& main = main_->database.name();
    std::string defaults;
    select(
        "SELECT DEFAULT_CHARACTER_SET_NAME, DEFAULT_COLLATION_NAME FROM "
        "information_schema.SCHEMATA WHERE SCHEMA_NAME = DATABASE()",
        [&](Row row) {
            defaults = fmt::format(" CHARACTER SET {} COLLATE {}", row[0].text, row[1].text);
        });
    names();
    const Needed needed = needed_for(tables);
    for (const std::string& each : needed.tables) add_copy_of(each);
    for (const MysqlProgram& each : programs()) {
        using Program = MysqlProgram::Kind;
        if (each.kind == Program::trigger && !needed.tables.contains(each.table)) continue;
        if (each.kind == Program::view && !needed.programs.contains(each.name)) continue;
        for (std::string& sql : creation_of(connection(), each, main)) {
            programs_.push_back(std::move(sql));
        }
    }
    if (!trial_) trial_ = std::make_unique<MysqlStageDatabase>(server_);
    const std::string& name = trial_->database.name();
    copy_.insert(
        copy_.begin(),
        {"DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name + defaults, "USE " + name,
         "SET SESSION foreign_key_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO'"});
    in_trial_ = true;
    restart_trial();
}

void MysqlStage::restart_trial() {
    for (const std::string& each : copy_) connection().run_first(each);
    // A view may need another one; those that are broken come to nothing.
    std::vector<bool> is_made(programs_.size(), false);
    for (bool goes_on = true; goes_on;) {
        goes_on = false;
        for (std::size_t i = 1; i < programs_.size(); i += 2) {
            if (is_made[i]) continue;
            connection().run_first(programs_[i - 1]);
            is_made[i] = !connection().run_first(programs_[i]).fault;
            goes_on = goes_on || is_made[i];
        }
    }
    tell("SET SESSION foreign_key_checks = 1, sql_mode = DEFAULT");
    trial_->numbers = main_->numbers;
    trial_->forget_tables();
    trial_->programs.reset();
    if (programs_.empty()) trial_->programs.emplace();
    names();
}

void MysqlStage::take_back() {
    if (!std::exchange(is_dirty_, false)) return;
    make_main();
    for (const auto& [section, is_fixture] : kept_) run(*section, {});
    main_->numbers = numbers_before_;
    is_dirty_ = false;
}

void MysqlStage::begin_downgrade(const std::set<Oid64>& tables, const Section&) {
    std::set<Oid64> all = tables;
    const std::map<std::string, Oid64>& before = numbers_before_.tables();
    for (const auto& [name, number] : main_->numbers.tables()) {
        const bool was_there = std::ranges::any_of(
            before, [&, &own = number](const auto& each) { return each.second == own; });
        if (!was_there) all.insert(number);
    }
    begin_trial(all, false);
}

}  // namespace

std::unique_ptr<ServerStage> make_mysql_stage(const TrialServer& server) {
    return std::make_unique<MysqlStage>(server);
}

}  // namespace kiln::tool
