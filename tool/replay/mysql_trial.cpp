#include "tool/replay/mysql_trial.hpp"

#include "src/database/script.hpp"
#include "src/database/store_words.hpp"
#include "src/database/version_table.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/code_section.hpp"
#include "tool/replay/mysql_catalog.hpp"

#include <fmt/format.h>

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

class MysqlTrial final : public ServerTrial {
public:
    explicit MysqlTrial(const TrialServer& server)
        : database_(server), catalog_(connection(), std::string(default_version_table)) {
        tell("CREATE TABLE " + version_table_sql(default_version_table, "alembic_version_pkc"));
        tell("CREATE TABLE " + history_table_sql(history_table, store_words(Dialect::mysql)));
        own_tables_ = own_tables();
        accounts_ = accounts();
        // An event that begins when it is made has the second in its text, and is made twice.
        tell("SET SESSION timestamp = UNIX_TIMESTAMP()");
    }
    /// Accounts are the server's, not the database's: those that the sections made go with it.
    ~MysqlTrial() override {
        for (const auto& [account, name] : accounts()) {
            if (accounts_.contains(account) || !ran_.contains(folded(name))) continue;
            connection().run_first("DROP USER IF EXISTS " + account);
            connection().run_first("DROP ROLE IF EXISTS " + string_in_sql(name));
        }
    }
    MysqlTrial(const MysqlTrial&) = delete;
    MysqlTrial& operator=(const MysqlTrial&) = delete;

    bool undoes_ddl() const override { return false; }
    void expect(const Section& upgrade, const Section* downgrade) override {
        is_code_ = upgrade.is_code;
        words_ = sql_words(upgrade.sql);
        if (downgrade != nullptr) words_.merge(sql_words(downgrade->sql));
    }
    Catalog read() override { return catalog_.read(); }
    /// What code changes, its text need not say.
    Catalog read(Catalog last) override {
        return is_code_ ? catalog_.read() : catalog_.read(std::move(last), words_);
    }

    std::optional<Fault> run(const Section& section) override {
        ran_.merge(sql_words(section.sql));
        ScriptOptions options;
        options.in_transaction = !section.no_transaction;
        if (section.is_code) {
            options.after_statement = [this](std::string_view statement) {
                ran_.merge(sql_words(statement));
            };
        }
        std::optional<Fault> fault = run_section(connection(), section, options);
        if (fault && fault->reason == Reason::lost) throw LostInSection(*fault, connection());
        if (fault) fault->message = without_database(std::move(fault->message), database_.name());
        if (fault || own_tables() == own_tables_) return fault;
        return guard_fault(
            Code::touches_version_table, 0,
            "the script changes a table of Kiln's own, alembic_version or kiln_history",
            "remove the statement: Kiln keeps these tables itself");
    }

private:
    Connection& connection() const { return database_.connection(); }

    void tell(const std::string& sql) const {
        const FirstStatement done = connection().run_first(sql);
        if (done.fault) throw database_error(*done.fault, Doing::write, connection().name());
    }

    /// What they are, and how many rows they have; empty where one is gone.
    std::string own_tables() const {
        std::string text;
        for (const char* sql : {"SHOW CREATE TABLE {0}", "SHOW CREATE TABLE {1}",
                                "SELECT (SELECT COUNT(*) FROM {0}), (SELECT COUNT(*) FROM {1})"}) {
            const FirstStatement read = connection().run_first(
                fmt::format(fmt::runtime(sql), default_version_table, history_table), {},
                [&](Row row) {
                    for (const Cell& cell : row) text += std::string(cell.text) + ";";
                });
            if (read.fault) return {};
        }
        return text;
    }

    /// As SQL writes them, with their names; none where the server keeps none, or does not tell.
    std::map<std::string, std::string> accounts() const {
        std::map<std::string, std::string> found;
        connection().run_first("SELECT User, Host FROM mysql.user", {}, [&](Row row) {
            found[string_in_sql(row[0].text) + "@" + string_in_sql(row[1].text)] = row[0].text;
        });
        return found;
    }

    TrialDatabaseOnServer database_;
    MysqlCatalog catalog_;
    std::set<std::string> words_;
    bool is_code_ = false;  ///< what words_ is of
    std::string own_tables_;
    std::map<std::string, std::string> accounts_;  ///< before
    std::set<std::string> ran_;                    ///< words of all that has run
};

}  // namespace

std::unique_ptr<ServerTrial> make_mysql_trial(const TrialServer& server) {
    return std::make_unique<MysqlTrial>(server);
}

bool need_system_tables(std::span<const RevisionFile> files) {
    static constexpr const char* words_of_system_tables[] = {
        "procedure", "function", "event", "grant",    "revoke",    "user",
        "role",      "package",  "mysql", "password", "privileges"};
    return std::ranges::any_of(files, [](const RevisionFile& file) {
        return std::ranges::any_of(
            std::array{Direction::upgrade, Direction::downgrade}, [&](Direction direction) {
                const Section* const section = file.section(direction, Dialect::mysql);
                if (section == nullptr) return false;
                if (section->is_code) return true;  // nobody knows what it runs
                const std::set<std::string> words = sql_words(section->sql);
                return std::ranges::any_of(words_of_system_tables,
                                           [&](const char* word) { return words.contains(word); });
            });
    });
}

}  // namespace kiln::tool
