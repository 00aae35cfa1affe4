// Random chains of revisions: the snapshot makes what a replay makes, seen by other eyes than the
// proof's. KILN_SNAPSHOT_CASES and KILN_SNAPSHOT_SEED try more of them.

#include "tests/support/random_schema.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/migration_sql.hpp"
#include "tool/schema/scratch_database.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

/// What SQLite's shell would write of it, and a little more.
class Dump {
public:
    explicit Dump(sqlite3* db) : db_(db) {
        const char* const shadows = "'words_data', 'words_idx', 'words_content', 'words_docsize'";
        add(std::string("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE "
                        "'sqlite@_%' ESCAPE '@' AND name NOT IN (") +
            shadows + ") ORDER BY rowid");
        std::vector<std::string> tables;
        each(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN "
            "('kiln_history', " +
                std::string(shadows) + ") ORDER BY name",
            [&](sqlite3_stmt* row) { tables.push_back(text(row, 0)); });
        for (const std::string& table : tables) {
            if (table == "sqlite_stat1") {  // in the order of a hash table
                add("SELECT * FROM sqlite_stat1 WHERE tbl NOT LIKE 'words_%' ORDER BY tbl, idx, "
                    "stat");
                continue;
            }
            const std::string from = " FROM \"" + table + "\"";
            text_ += table + "\n";
            if (!add("SELECT _rowid_, *" + from + " NOT INDEXED")) add("SELECT *" + from);
        }
        for (const char* const field : {"user_version", "application_id", "auto_vacuum"}) {
            add(std::string("PRAGMA ") + field);
        }
        add("PRAGMA integrity_check");
        add("SELECT rowid, highlight(words, 0, '<', '>') FROM words('w1 OR w3') ORDER BY rowid");
        add("INSERT INTO words(words) VALUES ('integrity-check')");
    }
    const std::string& text() const { return text_; }

private:
    template <class EachRow>
    bool each(const std::string& sql, EachRow each_row) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            return false;
        }
        while (sqlite3_step(statement) == SQLITE_ROW) each_row(statement);
        text_ += sqlite3_finalize(statement) == SQLITE_OK ? "" : "failed\n";
        return true;
    }
    static std::string text(sqlite3_stmt* row, int column) {
        const auto* bytes = static_cast<const char*>(sqlite3_column_blob(row, column));
        const auto size = static_cast<std::size_t>(sqlite3_column_bytes(row, column));
        return bytes == nullptr ? "" : std::string(bytes, size);
    }
    bool add(const std::string& sql) {
        return each(sql, [&](sqlite3_stmt* row) {
            for (int i = 0; i < sqlite3_column_count(row); ++i) {
                text_ += std::to_string(sqlite3_column_type(row, i)) + ":" + text(row, i) + "|";
            }
            text_ += "\n";
        });
    }

    sqlite3* db_;
    std::string text_;
};

/// Upgrades of one revision behind the other.
std::vector<std::string> random_chain(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t limit) { return random() % limit; };
    RandomPair pair(seed);
    std::vector<std::string> chain{pair.from_sql};
    if (below(4) > 0) chain.push_back(pair.random.rows(pair.from, pair.to));
    chain.emplace_back(
        "CREATE VIRTUAL TABLE words USING fts5(w, n UNINDEXED);\n"
        "CREATE TABLE counted (id INTEGER PRIMARY KEY AUTOINCREMENT, w);\n"
        "CREATE TABLE plain (w, n AS (length(w)) STORED);\n"
        "CREATE TABLE key_alone (k PRIMARY KEY, v) WITHOUT ROWID;");
    std::string rows;
    for (std::uint64_t i = below(30); i > 0; --i) {
        const std::string word = "'w" + std::to_string(below(5)) + "'";
        const std::string number = std::to_string(below(50));
        const std::string statements[] = {
            "INSERT INTO words VALUES (" + word + ", " + number + ");",
            "INSERT INTO counted (w) VALUES (" + word + ");",
            "INSERT INTO plain (w) VALUES (" + word + " || ' ' || " + number + ");",
            "INSERT OR REPLACE INTO key_alone VALUES (" + number + ", " + number + ".25);",
            "DELETE FROM plain WHERE n < 6 AND rowid % 3 = 1;",
            "DELETE FROM counted WHERE id > 3;",
            "UPDATE words SET w = " + word + " WHERE rowid = 2;",
            "PRAGMA user_version = " + number + ";",
            "INSERT INTO plain (rowid, w) VALUES (" + std::to_string(below(1000) + 100) +
                ", x'0041');",
            "CREATE TRIGGER IF NOT EXISTS grow AFTER INSERT ON counted BEGIN INSERT INTO plain (w) "
            "VALUES (new.w); END;",
            "ANALYZE;",
            "CREATE VIEW IF NOT EXISTS all_words AS SELECT w FROM plain UNION ALL SELECT w FROM "
            "counted;",
        };
        rows += statements[below(std::size(statements))] + "\n";
        if (below(6) == 0) chain.push_back(std::exchange(rows, ""));
    }
    chain.push_back(rows);
    ScratchDatabase from;
    ScratchDatabase to;
    EXPECT_EQ(from.execute(pair.from_sql), std::nullopt);
    EXPECT_EQ(to.execute(pair.to_sql), std::nullopt);
    std::string change =
        write_migration(read_schema(from.handle()), read_schema(to.handle()), pair.renames())
            .upgrade;
    chain.insert(chain.begin() + static_cast<std::ptrdiff_t>(1 + below(chain.size())), change);
    return chain;
}

std::string end_of(const MigrationTable& table, bool takes_snapshot) {
    sqlite3* db = nullptr;
    EXPECT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
    Options options;
    options.snapshot = takes_snapshot;
    const Report report = Migrator(db, table, options).upgrade();
    EXPECT_EQ(report.steps.front().direction == Direction::snapshot, takes_snapshot);
    std::string text = Dump(db).text();
    sqlite3_close(db);
    return text;
}

TEST(RandomSnapshot, makes_what_a_replay_makes) {
    const std::uint64_t first = random_setting("KILN_SNAPSHOT_SEED", 1);
    const std::uint64_t count =
        random_setting("KILN_SNAPSHOT_CASES", support::is_sanitized ? 6 : 40);
    int taken = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("KILN_SNAPSHOT_CASES=1 KILN_SNAPSHOT_SEED=" + std::to_string(seed));
        const std::vector<std::string> chain = random_chain(seed);
        std::vector<RevisionFile> files;
        std::vector<Diagnostic> faults;
        std::map<std::string, support::TestScripts> scripts;
        std::string graph;
        std::string parent;
        for (const std::string& upgrade : chain) {
            const std::string id = "r" + std::to_string(100 + files.size());
            files.push_back(parse_revision_file(
                id,
                "-- revision: " + id + "\n-- down_revision: " + (parent.empty() ? "none" : parent) +
                    "\n\n-- kiln:upgrade\n" + upgrade,
                faults));
            graph += (graph.empty() ? "" : "; ") + id + (parent.empty() ? "" : " < " + parent);
            scripts[id].upgrade = upgrade;
            parent = id;
        }
        ReplayOptions options;
        options.rules = false;
        options.snapshot = true;
        ReplayEnd end;
        const std::vector<Diagnostic> found =
            replay(files, resolve_graph(files, faults), options, &end);
        // Some have rows that the change of the schema does not take.
        if (std::ranges::any_of(
                found, [](const Diagnostic& each) { return each.severity == Severity::error; })) {
            continue;
        }
        ASSERT_NE(end.snapshot, "") << found.front().message;
        ++taken;
        const support::TestTable test_table(graph, scripts);
        MigrationTable table = test_table;
        const Text snapshot[] = {Text(end.snapshot)};
        table.snapshot = snapshot;
        ASSERT_EQ(end_of(table, true), end_of(table, false)) << end.snapshot;
    }
    EXPECT_GE(taken, static_cast<int>(count / 2));
}

}  // namespace
}  // namespace kiln::tool
