// Each released state of whole chains, as the build's replay tells them apart: with rows, the
// tables of ANALYZE and those of others.

#include "src/schema/fingerprint.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/realistic_revisions.hpp"
#include "tool/project/owned_table.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/script_directory.hpp"
#include "tool/rules/build_replay.hpp"
#include "tool/schema/live_schema.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace kiln::support {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using tool::RevisionFile;

/// As it is baked.
class BakedChain {
public:
    explicit BakedChain(std::vector<RevisionFile> files)
        : files_(std::move(files)), graph_(resolved()), table_(files_, graph_, dialects) {
        const std::vector<Diagnostic> found = tool::replay(
            files_, graph_, {.rules = false, .round_trip = false, .fingerprints = true}, &end_);
        EXPECT_THAT(found, IsEmpty());
        packed_ = packed(end_.tables, table_.table());
        text_ = Text(packed_);
        baked_ = table_.table();
        baked_.fingerprints = {&text_, 1};
    }
    BakedChain(const BakedChain&) = delete;
    BakedChain& operator=(const BakedChain&) = delete;

    const MigrationTable& table() const { return baked_; }
    const std::vector<TableHistory>& tables() const { return end_.tables; }
    std::size_t bytes() const { return packed_.size(); }

private:
    Graph resolved() {
        std::vector<Diagnostic> faults;
        Graph graph = tool::resolve_graph(files_, faults);
        EXPECT_THAT(faults, IsEmpty());
        return graph;
    }

    static constexpr Dialect dialects[] = {Dialect::sqlite};
    std::vector<RevisionFile> files_;
    Graph graph_;
    tool::OwnedTable table_;
    tool::ReplayEnd end_;
    std::string packed_;
    Text text_;
    MigrationTable baked_;
};

void expect_each_state_is_found(const BakedChain& chain, int every = 1) {
    const MigrationTable& table = chain.table();
    EXPECT_EQ(tool::tables_of_revisions(table, Options()), chain.tables());
    const TemporaryFolder folder;
    for (std::size_t i = 0; i < table.migrations.size(); i += static_cast<std::size_t>(every)) {
        const std::string revision(table.migrations[i].revision);
        SCOPED_TRACE(revision);
        const std::string file = folder.file(revision);
        const auto rows = Migrator(url_of(file), table).upgrade(revision).heads;
        run_sql(file,
                "DROP TABLE alembic_version; DROP TABLE kiln_history; CREATE TABLE of_others (x); "
                "CREATE TABLE counted (i INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO counted "
                "VALUES (NULL); ANALYZE;");
        std::vector<std::string> found;
        const Caught error = caught([&] { found = Migrator(url_of(file), table).adopt().heads; });
        if (error.code == "K440") {
            for (const std::string& row : rows) EXPECT_THAT(error.message, HasSubstr(row));
            found = Migrator(url_of(file), table).adopt(revision).heads;
        } else {
            EXPECT_EQ(error.code, "nothing") << error.message;
        }
        EXPECT_EQ(found, rows);
        Migrator migrator(url_of(file), table);
        migrator.upgrade();
        migrator.check();
    }
}

RevisionFile file_of(const std::string& id, const std::string& below, const std::string& upgrade) {
    std::vector<Diagnostic> diagnostics;
    RevisionFile file = tool::parse_revision_file(
        id + ".sql",
        "-- revision: " + id + "\n-- down_revision: " + below + "\n\n-- kiln:upgrade\n" + upgrade,
        diagnostics);
    EXPECT_THAT(diagnostics, IsEmpty());
    return file;
}

TEST(AdoptChains, clinic) {
    tool::ScriptDirectory read =
        tool::read_script_directories(std::vector<std::string>{KILN_CLINIC_MIGRATIONS});
    ASSERT_THAT(read.diagnostics, IsEmpty());
    expect_each_state_is_found(BakedChain(std::move(read.files)));
}

TEST(AdoptChains, a_table_in_many_forms) {
    expect_each_state_is_found(BakedChain(
        {file_of("a", "none",
                 "CREATE TABLE \"Order\" (id INTEGER PRIMARY KEY, note TEXT);"
                 "CREATE TABLE line (\"order\" REFERENCES \"Order\", what TEXT);"
                 "INSERT INTO \"Order\" VALUES (1, 'x');"),
         file_of("b", "a", "ALTER TABLE \"Order\" RENAME TO purchase;"),
         file_of("c", "b", "ALTER TABLE purchase RENAME COLUMN note TO remark;"),
         file_of("d", "c",
                 "CREATE TABLE new (id INTEGER PRIMARY KEY AUTOINCREMENT, remark TEXT COLLATE "
                 "NOCASE NOT NULL DEFAULT '', CHECK (remark <> 'no')) STRICT;"
                 "INSERT INTO new SELECT id, remark FROM purchase; DROP TABLE purchase;"
                 "ALTER TABLE new RENAME TO purchase;"),
         file_of("e", "d", "CREATE TABLE pair (a INT, b INT, PRIMARY KEY (a, b)) WITHOUT ROWID;"),
         file_of("f", "e", "CREATE UNIQUE INDEX part ON pair (b DESC) WHERE a > 0;"),
         file_of("g", "f", "ALTER TABLE purchase ADD COLUMN long INT AS (length(remark));"),
         file_of("h", "g", "DROP TABLE pair;"),
         file_of("i", "h", "ALTER TABLE line DROP COLUMN what;")}));
}

TEST(AdoptChains, views_triggers_and_virtual_tables) {
    expect_each_state_is_found(BakedChain(
        {file_of("a", "none", "CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT);"),
         file_of("b", "a",
                 "CREATE VIRTUAL TABLE found USING fts5(body, content='note', "
                 "content_rowid='id');"),
         file_of("c", "b",
                 "CREATE TRIGGER added AFTER INSERT ON note BEGIN INSERT INTO found (rowid, body) "
                 "VALUES (new.id, new.body); END;"),
         file_of("d", "c", "CREATE VIEW short AS SELECT id, substr(body, 1, 9) AS s FROM note;"),
         file_of("e", "d", "INSERT INTO note VALUES (1, 'milk');"),
         file_of("f", "e",
                 "DROP VIEW short; CREATE VIEW short AS SELECT id, substr(body, 1, 8) AS s FROM "
                 "note;"),
         file_of("g", "f",
                 "CREATE TRIGGER cut INSTEAD OF INSERT ON short BEGIN INSERT INTO note (body) "
                 "VALUES (new.s); END;"),
         file_of("h", "g", "DROP TRIGGER added; DROP TABLE found;")}));
}

TEST(AdoptChains, branches_that_meet) {
    expect_each_state_is_found(
        BakedChain({file_of("a", "none", "CREATE TABLE base (x);"),
                    file_of("b1", "a", "CREATE TABLE left_side (x);"),
                    file_of("b2", "b1", "ALTER TABLE left_side ADD COLUMN y;"),
                    file_of("c1", "a", "CREATE TABLE right_side (x);"),
                    file_of("c2", "c1", "CREATE INDEX by_x ON right_side (x);"),
                    file_of("m", "b2, c2", ""), file_of("n", "m", "DROP TABLE base;")}));
}

TEST(AdoptChains, a_long_one_in_16_bytes_a_revision) {
    const BakedChain chain(test::realistic_revisions(300));
    EXPECT_LE(chain.bytes(), 16 * chain.table().migrations.size());
    expect_each_state_is_found(chain, 37);
}

}  // namespace
}  // namespace kiln::support
