// Scripts that would end the run's transaction, leave the database, or switch its foreign keys: the
// build refuses each, and so does the program on a database with rows, which stays as it was.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/project/reader.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

namespace kiln::support {
namespace {

struct RefusedScript {
    const char* code;
    const char* sql;
};

/// Behind a first revision that makes `t` with the row 1, and `c` that refers to it.
constexpr RefusedScript refused_scripts[] = {
    {"K306", "COMMIT;"},
    {"K306", "INSERT INTO t VALUES (2); END TRANSACTION;"},
    {"K306", "Rollback;"},
    {"K306", "BEGIN; INSERT INTO t VALUES (2); COMMIT;"},
    {"K306", "begin exclusive;"},
    {"K306", "SAVEPOINT s; INSERT INTO t VALUES (2); RELEASE s;"},
    {"K306", "ROLLBACK TO s;"},
    {"K306", "/* no */ -- comment\n ;; COMMIT;"},
    {"K306", "EXPLAIN COMMIT;"},
    {"K306", "EXPLAIN QUERY PLAN ROLLBACK;"},
    {"K306", "CREATE TRIGGER tr AFTER INSERT ON t BEGIN SELECT 1; END; END;"},
    {"K307", "ATTACH 'other.db' AS other;"},
    {"K307", "ATTACH DATABASE ':memory:' AS m; CREATE TABLE m.x (y);"},
    {"K307", "DETACH main;"},
    {"K307", "VACUUM INTO 'other.db';"},
    {"K308", "PRAGMA foreign_keys = ON;"},
    {"K308", "PRAGMA foreign_keys=0; DELETE FROM t;"},
    {"K308", "pragma main.Foreign_Keys(1);"},
    {"K308", "PRAGMA foreign_keys == OFF;"},
    {"K308", "PRAGMA \"foreign_keys\" = ON;"},
    {"K310", "INSERT OR ROLLBACK INTO t VALUES (1);"},
    {"K310", "UPDATE OR ROLLBACK t SET x = 1; INSERT OR ROLLBACK INTO t VALUES (1);"},
    {"K310", "CREATE TABLE u (x UNIQUE ON CONFLICT ROLLBACK); INSERT INTO u VALUES (1), (1);"},
    {"K310",
     "CREATE TRIGGER tr BEFORE DELETE ON t BEGIN SELECT RAISE(ROLLBACK, 'no'); END; DELETE FROM "
     "t;"},
    {"K314", "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = '';"},
    {"K314", "PRAGMA journal_mode = OFF;"},
    {"K314", "PRAGMA forein_keys = ON;"},
};

constexpr const char* first_upgrade =
    "CREATE TABLE t (x INTEGER PRIMARY KEY); INSERT INTO t VALUES (1);"
    "CREATE TABLE c (t REFERENCES t); INSERT INTO c VALUES (1);";

std::string code_of_the_build(const RefusedScript& script) {
    std::vector<Diagnostic> diagnostics;
    const std::string header = "-- revision: ";
    const std::vector<tool::RevisionFile> files{
        tool::parse_revision_file(
            "a.sql",
            header + "a\n-- down_revision: none\n\n-- kiln:upgrade\n" + first_upgrade + "\n",
            diagnostics),
        tool::parse_revision_file(
            "b.sql", header + "b\n-- down_revision: a\n\n-- kiln:upgrade\n" + script.sql + "\n",
            diagnostics)};
    if (diagnostics.empty())
        diagnostics = tool::replay(files, build_graph(parse_graph("a; b < a")));
    return diagnostics.empty() ? "nothing" : to_string(diagnostics.front().code);
}

TEST(RefusedScripts, are_refused_by_the_build_and_at_run_time_with_one_code) {
    for (const RefusedScript& script : refused_scripts) {
        SCOPED_TRACE(script.sql);
        EXPECT_EQ(code_of_the_build(script), script.code);

        const TemporaryFolder folder;
        const std::string file = folder.file("x.db");
        const TestTable table("a; b < a",
                              {{"a", {.upgrade = first_upgrade}}, {"b", {.upgrade = script.sql}}});
        Migrator(url_of(file), table).upgrade("a");
        const std::string before = bytes_of(file);
        const Caught error = caught([&] { Migrator(url_of(file), table).upgrade(); });
        EXPECT_EQ(error.code, script.code);
        EXPECT_NE(error.message.find("; nothing was changed"), std::string::npos) << error.message;
        EXPECT_FALSE(error.hint.empty());
        EXPECT_EQ(bytes_of(file), before);
        EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
    }
}

}  // namespace
}  // namespace kiln::support
