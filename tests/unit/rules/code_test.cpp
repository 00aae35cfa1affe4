// Revisions in C++ as the build runs them: on rows, up, down and up again, by all rules.

#include "tests/support/table_builder.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/operations.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

constexpr std::string_view table_sql =
    "-- revision: a\n-- down_revision: none\n\n-- kiln:upgrade\n"
    "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT NOT NULL, y TEXT);\n"
    "-- kiln:downgrade\nDROP TABLE t;\n";

class BuiltCode : public ::testing::Test {
protected:
    /// `K301 2: message` of what the build finds, in lines; the function of `b` stands in line 4,
    /// that of its downgrade in line 5. `comment` stands in line 6, `more` are other files' texts.
    std::string found(RevisionFunction up, RevisionFunction down = nullptr,
                      const std::string& comment = "", const std::string& fixture = "",
                      const std::vector<std::string>& more = {}) {
        tables().push_back(std::make_unique<support::TestTable>(
            "b", std::map<std::string, support::TestScripts>{{"b", {.up = up, .down = down}}}));
        link_code(tables().back()->table());
        std::string code =
            "// revision: b\n// down_revision: a\n\n"
            "template <> void kiln::revision<\"b\">::upgrade(kiln::Operations&) {}\n";
        if (down != nullptr) {
            code += "template <> void kiln::revision<\"b\">::downgrade(kiln::Operations&) {}\n";
        } else {
            code += "\n";
        }
        std::vector<Diagnostic> diagnostics;
        std::vector<RevisionFile> files{
            parse_revision_file("m/a.sql", table_sql, diagnostics),
            parse_revision_file("m/b.cpp", code + comment, diagnostics)};
        if (!fixture.empty()) {
            files[1].fixtures =
                parse_revision_file("m/b.sql", "-- revision: b\n-- kiln:fixture\n" + fixture,
                                    diagnostics)
                    .fixtures;
            files[1].fixtures[0].file = "m/b.sql";
        }
        for (std::size_t i = 0; i < more.size(); ++i) {
            files.push_back(
                parse_revision_file("m/c" + std::to_string(i) + ".sql", more[i], diagnostics));
        }
        const Graph graph = resolve_graph(files, diagnostics);
        EXPECT_TRUE(diagnostics.empty());
        std::string out;
        for (const Diagnostic& each : replay(files, graph)) {
            const std::string file = each.location.file.substr(each.location.file.find('/') + 1);
            out += to_string(each.code) + " " + file + ":" + std::to_string(each.location.line) +
                   ": " + each.message + "\n";
            hint_ = each.hint;
        }
        return out;
    }

    std::string hint_;  ///< of the last that was found

private:
    /// Linked code must outlive the program.
    static std::vector<std::unique_ptr<support::TestTable>>& tables() {
        static auto& kept = *new std::vector<std::unique_ptr<support::TestTable>>;
        return kept;
    }
};

void add_column(Operations& op) {
    op.execute("ALTER TABLE t ADD COLUMN z TEXT");
    for (const auto& row : op.query("SELECT id, x FROM t")) {
        op.execute("UPDATE t SET z = ? WHERE id = ?", row.get<std::string>(1) + "!",
                   row.get<std::int64_t>(0));
    }
}
void drop_column(Operations& op) { op.execute("ALTER TABLE t DROP COLUMN z"); }

TEST_F(BuiltCode, that_is_right_is_not_complained_about) {
    EXPECT_EQ(found(add_column, drop_column), "");
    EXPECT_EQ(found(add_column), "");
    EXPECT_EQ(found([](Operations&) {}, [](Operations&) {}), "");
}

TEST_F(BuiltCode, runs_on_rows_up_and_down_and_up_again) {
    static std::string calls;
    static bool had_rows = false;
    calls.clear();
    EXPECT_EQ(found(
                  [](Operations& op) {
                      calls += 'u';
                      for (const auto& row : op.query("SELECT count(*) FROM t")) {
                          had_rows = had_rows || row.get<int>(0) > 0;
                      }
                      add_column(op);
                  },
                  [](Operations& op) {
                      calls += 'd';
                      drop_column(op);
                  }),
              "");
    EXPECT_TRUE(had_rows);
    EXPECT_NE(calls.find("udu"), std::string::npos) << calls;
}

TEST_F(BuiltCode, an_exception_is_told_at_the_function) {
    EXPECT_EQ(found([](Operations&) { throw std::runtime_error("no luck"); }),
              "K301 b.cpp:4: no luck\n");
    EXPECT_EQ(found([](Operations&) { throw 7; }),
              "K301 b.cpp:4: it threw what is no std::exception\n");
    EXPECT_EQ(found([](Operations& op) { op.execute("DELETE FROM missing"); }),
              "K301 b.cpp:4: no such table: missing\n");
    EXPECT_EQ(found(add_column, [](Operations&) { throw std::runtime_error("no way"); }),
              "K302 b.cpp:5: no way\n");
}

TEST_F(BuiltCode, a_refused_statement_is_told_even_if_it_was_caught) {
    EXPECT_EQ(found([](Operations& op) {
                  try {
                      op.execute("COMMIT");
                  } catch (...) {
                  }
              }).substr(0, 13),
              "K306 b.cpp:4:");
    EXPECT_EQ(found([](Operations& op) {
                  op.execute("DELETE FROM alembic_version WHERE version_num = ?", "x");
              }).substr(0, 13),
              "K316 b.cpp:4:");
    EXPECT_EQ(found([](Operations& op) { op.execute("UPDATE t SET y = \"oops\""); }).substr(0, 13),
              "K309 b.cpp:4:");
}

TEST_F(BuiltCode, that_fails_on_rows_alone_is_told) {
    const std::string told = found([](Operations& op) {
        for (const auto& row : op.query("SELECT y FROM t")) (void)row.get<std::string>(0);
        op.execute("INSERT INTO t (id, x) SELECT id, x FROM t");
    });
    EXPECT_EQ(told.substr(0, 13), "K601 b.cpp:4:") << told;
}

TEST_F(BuiltCode, a_downgrade_has_to_bring_the_schema_back) {
    EXPECT_EQ(found(add_column, [](Operations&) {}).substr(0, 13), "K304 b.cpp:5:");
}

TEST_F(BuiltCode, lost_rows_and_values_count_unless_a_statement_says_so) {
    EXPECT_EQ(found([](Operations& op) {
                  op.execute("CREATE TABLE n (id INTEGER PRIMARY KEY, x TEXT NOT NULL, y TEXT)");
                  op.execute("INSERT INTO n SELECT * FROM t LIMIT 1");
                  op.execute("DROP TABLE t");
                  op.execute("ALTER TABLE n RENAME TO t");
              }).substr(0, 13),
              "K602 b.cpp:4:");
    EXPECT_EQ(found([](Operations& op) { op.execute("DELETE FROM t WHERE id > ?", 1); }), "");
}

TEST_F(BuiltCode, an_allow_holds_for_the_file) {
    const auto all = [](Operations& op) { op.execute("UPDATE t SET y = ?", "z"); };
    EXPECT_EQ(found(all).substr(0, 13), "K612 b.cpp:4:");
    EXPECT_NE(hint_.find(": // kiln:allow K612: …"), std::string::npos) << hint_;
    EXPECT_EQ(found(all, nullptr, "// kiln:allow K612: all of them\n"), "");
    EXPECT_EQ(found(add_column, drop_column, "// kiln:allow K612: none of them\n").substr(0, 13),
              "K332 b.cpp:6:");
}

TEST_F(BuiltCode, what_differs_from_run_to_run_is_told) {
    EXPECT_EQ(found([](Operations& op) {
                  static int count = 0;
                  op.execute("ALTER TABLE t ADD COLUMN z TEXT");
                  op.execute("UPDATE t SET z = ? WHERE id > 0", ++count);
              }).substr(0, 13),
              "K608 b.cpp:4:");
    EXPECT_EQ(hint_, "write a constant, or allow it: '// kiln:allow K608: <why>'");
}

TEST_F(BuiltCode, has_fixtures_in_a_file_of_their_own) {
    EXPECT_EQ(found(add_column, drop_column, "", "INSERT INTO t (x, z) VALUES ('p', 'q');\n"), "");
    EXPECT_EQ(found(add_column, drop_column, "", "INSERT INTO missing VALUES (1);\n"),
              "K331 b.sql:3: no such table: missing\n");
}

TEST_F(BuiltCode, revisions_that_build_on_it_find_what_it_made) {
    EXPECT_EQ(found(add_column, drop_column, "", "",
                    {"-- revision: c\n-- down_revision: b\n-- kiln:upgrade\n"
                     "CREATE INDEX i ON t (z);\n-- kiln:downgrade\nDROP INDEX i;\n"}),
              "");
}

TEST_F(BuiltCode, side_by_side_with_another_branch_order_is_tried) {
    EXPECT_EQ(
        found(
            [](Operations& op) {
                for (const auto& row : op.query("SELECT count(*) FROM pragma_table_info('t')")) {
                    op.execute("ALTER TABLE t ADD COLUMN n" + std::to_string(row.get<int>(0)));
                }
            },
            nullptr, "", "",
            {"-- revision: c\n-- down_revision: a\n-- kiln:upgrade\n"
             "ALTER TABLE t ADD COLUMN w;\n"})
            .substr(0, 4),
        "K605");
}

}  // namespace
}  // namespace kiln::tool
