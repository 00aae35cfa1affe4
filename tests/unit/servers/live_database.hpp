#pragma once
// A person's database on a server of the test's, which is the one that checks are tried on too.

#include "src/database/open.hpp"
#include "src/run/adopt.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/command_line/workspace.hpp"
#include "tool/replay/server_schemas.hpp"
#include "tool/rules/first_revision.hpp"
#include "tool/servers/trial_server.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// The tables of a described schema with what each has, in words.
inline std::vector<std::string> texts_of(const DescribedSchema& schema) {
    using Names = std::vector<std::optional<std::string>>;
    const auto list = [](const Names& names) {
        std::string text;
        for (const auto& name : names) text += (text.empty() ? "" : ", ") + name.value_or("?");
        return text;
    };
    const auto list_all = [&](const std::vector<std::string>& names) {
        return list(Names(names.begin(), names.end()));
    };
    std::vector<std::string> out;
    for (const DescribedTable& table : schema.tables) {
        out.push_back(table.name);
        for (const DescribedColumn& each : table.columns) {
            const std::string place = std::to_string(each.primary_key);
            out.push_back(each.name + " " + each.type + (each.not_null ? " not null" : "") +
                          (each.default_text ? " = " + *each.default_text : "") +
                          (each.primary_key > 0 ? " key " + place : ""));
        }
        for (const DescribedIndex& each : table.indexes) {
            out.push_back((each.unique ? "unique " : "index ") + each.name + ": " +
                          list(each.columns));
        }
        for (const DescribedForeignKey& each : table.foreign_keys) {
            out.push_back(list_all(each.columns) + " -> " + each.references + " (" +
                          list_all(each.referred_columns) + ")");
        }
    }
    return out;
}

class LiveDatabaseTest : public testing::Test {
protected:
    /// Both must outlive it. `url` is the server's, and so is `variable` where checks look for it.
    LiveDatabaseTest(const Dialect& dialect, const DriverFunction& driver,
                     const TrialServer& server, const char* variable)
        : dialect_(dialect), driver_(driver), variable_(variable) {
        setenv(variable, server.url().c_str(), 1);
        database_.emplace(server);
        // Runs of a person's take the lock that a check has of its database.
        database_->connection().unlock();
        std::string name;
        run(dialect == Dialect::mysql ? "SELECT DATABASE()" : "SELECT current_database()", &name);
        std::string url = server.url();
        const std::size_t begin = url.find("@/") + 2;
        workspace_.database = url.replace(begin, url.find('?') - begin, name);
    }
    ~LiveDatabaseTest() override { unsetenv(variable_); }

    void run(const std::string& sql, std::string* answer = nullptr) {
        const FirstStatement done = database_->connection().run_first(sql, {}, [&](Row row) {
            if (answer != nullptr) *answer = row[0].text;
        });
        ASSERT_FALSE(done.fault) << done.fault->message;
    }

    /// Of what is there; the code and the notes of what keeps it from being one.
    std::string first_revision_text() {
        std::vector<Diagnostic> warnings;
        try {
            return first_revision(workspace_.database, "f1", "initial", "2026-11-30T00:00:00Z",
                                  "migrations/f1_initial.sql", warnings)
                .text;
        } catch (const Error& error) {
            std::string text = to_string(error.code());
            const Diagnostic& first = error.diagnostics().front();
            for (const Note& note : first.notes) text += "\n" + note.message;
            return first.notes.empty() ? text + " " + first.message : text;
        }
    }

    /// The revisions, of which these have run.
    void migrate(std::string_view graph, const std::map<std::string, support::TestScripts>& scripts,
                 const std::string& target = "heads") {
        table_.emplace(support::TestTable(graph, scripts).for_dialect(dialect_, driver_));
        workspace_.migrations = &table_->table();
        rows_ = workspace_.migrator().upgrade(target).heads;
    }

    /// What differs; of what may be others' with `?` before it.
    std::vector<std::string> drift() const {
        std::vector<std::string> out;
        const auto comparison = schemas_on_trial_servers()->compare(workspace_, rows_);
        EXPECT_EQ(comparison.missing, "");
        EXPECT_EQ(comparison.note, "");
        for (const auto& each : comparison.differences) {
            out.push_back((each.may_be_others ? "? " : "") + each.text);
        }
        return out;
    }

    /// Nothing differs with any of these in turn; `set` is what gives one to the sessions there.
    void expect_no_drift_with(const std::string& set, std::initializer_list<const char*> settings) {
        for (const char* each : settings) {
            const std::string setting = each;
            run(set + setting);
            EXPECT_THAT(drift(), testing::IsEmpty()) << setting;
            run(set + setting.substr(0, setting.find(' ')) + " = DEFAULT");
        }
    }

    /// Rows, or what keeps the database from being adopted.
    std::string adoption(const std::string& target = "") const {
        const auto schemas = schemas_on_trial_servers();
        const auto tables = schemas->tables(workspace_);
        const auto connection =
            open_connection(workspace_.url(), workspace_.table(), workspace_.options);
        connection->enter(false);
        const Adoption found = find_adoption(*connection, workspace_.table(), tables.made,
                                             schemas->tables_of(*connection, workspace_), target);
        connection->leave();
        if (found.fault) {
            return found.fault->message.substr(connection->name().size() + 1);
        }
        std::string rows;
        for (const std::string& row : found.rows) rows += (rows.empty() ? "" : " ") + row;
        return rows;
    }

    const Dialect& dialect_;
    const DriverFunction& driver_;
    const char* variable_;
    std::optional<TrialDatabaseOnServer> database_;
    std::optional<support::TestTable> table_;
    Workspace workspace_;
    std::vector<std::string> rows_;
};

}  // namespace kiln::tool
