#include "tool/bake/reported_project.hpp"

#include "tests/support/temporary_directory.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using Texts = std::vector<std::string>;
const std::vector<Dialect> sqlite_alone{Dialect::sqlite};

struct Gathered {
    std::vector<Diagnostic> warnings{};
    Project project;
    ReportedProject reported;

    Gathered(const Texts& directories, const std::vector<Dialect>& dialects, ReportedChecks checks)
        : project(directories, dialects, warnings),
          reported(reported_project(project, dialects, "", std::move(checks))) {}
    explicit Gathered(const TemporaryDirectory& folder, ReportedChecks checks = {},
                      const std::vector<Dialect>& dialects = sqlite_alone)
        : Gathered({folder / "m"}, dialects, std::move(checks)) {}
    const ReportedRevision& at(std::size_t position) const { return reported.revisions[position]; }
};

constexpr const char* a1 =
    "-- revision: a1\n-- down_revision: none\n-- message: begin\n\n-- kiln:upgrade\nCREATE TABLE t "
    "(x);\n\n-- kiln:downgrade\nDROP TABLE t;\n";

TEST(ReportedProject, has_of_each_revision_what_its_file_says) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql", a1);
    folder.write("m/b2.sql",
                 "-- revision: b2\n-- down_revision: a1\n-- branch_labels: l\n-- depends_on: a1\n\n"
                 "-- kiln:upgrade sqlite no-transaction\n\nALTER TABLE t ADD COLUMN y;\n"
                 "-- kiln:fixture\nINSERT INTO t VALUES (1, 2);\n");
    folder.write("m/frozen.txt", "a1 t1:" + std::string(64, '0') + "\n");
    const Gathered gathered(folder);
    EXPECT_TRUE(gathered.at(0).is_frozen);
    EXPECT_FALSE(gathered.at(0).is_irreversible);
    EXPECT_EQ(gathered.at(0).changes, Texts{"adds table t"});
    const ReportedRevision& b2 = gathered.at(1);
    EXPECT_FALSE(b2.is_frozen);
    EXPECT_TRUE(b2.is_irreversible);
    EXPECT_EQ(b2.file, "b2.sql");
    EXPECT_EQ(b2.branch_labels, Texts{"l"});
    EXPECT_EQ(b2.down_revisions, std::vector<std::uint32_t>{0});
    EXPECT_EQ(b2.depends_on, std::vector<std::uint32_t>{0});
    EXPECT_EQ(b2.changes, Texts{"adds column y to t"});
    ASSERT_EQ(b2.sources.size(), 2U);
    EXPECT_EQ(b2.sources[0].title, "upgrade sqlite no-transaction");
    EXPECT_EQ(b2.sources[0].text, "ALTER TABLE t ADD COLUMN y;");
    EXPECT_EQ(b2.sources[0].line, 8U);
    EXPECT_EQ(b2.sources[1].title, "fixture");
    EXPECT_EQ(gathered.reported.heads, std::vector<std::uint32_t>{1});
}

TEST(ReportedProject, shows_code_behind_its_header_and_no_schema_that_it_cannot_run) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql", a1);
    folder.write("m/b2.cpp",
                 "// A licence.\r\n// revision: b2\r\n// down_revision: a1\r\n\r\n#include "
                 "<kiln/operations.hpp>\r\n\r\ntemplate <>\r\nvoid "
                 "kiln::revision<\"b2\">::upgrade(kiln::Operations&) {}\r\n");
    folder.write("m/b2.sql", "-- revision: b2\n\n-- kiln:fixture\nINSERT INTO t VALUES (1);\n");
    Diagnostic of_fixture;
    of_fixture.location = {folder / "m/b2.sql", 3, 1};
    const Gathered gathered(folder, {{of_fixture}, {}});
    const ReportedRevision& b2 = gathered.at(1);
    EXPECT_TRUE(gathered.at(0).schema);
    EXPECT_FALSE(b2.schema);
    ASSERT_EQ(b2.sources.size(), 2U);
    EXPECT_TRUE(b2.sources[0].is_code);
    EXPECT_EQ(b2.sources[0].line, 5U);
    EXPECT_EQ(b2.sources[0].text,
              "#include <kiln/operations.hpp>\n\ntemplate <>\nvoid "
              "kiln::revision<\"b2\">::upgrade(kiln::Operations&) {}");
    ASSERT_EQ(b2.findings.size(), 1U);
    EXPECT_EQ(b2.findings[0].location.file, "b2.sql");
}

TEST(ReportedProject, puts_findings_to_their_revisions_and_the_others_to_the_project) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql", a1);
    std::vector<Diagnostic> findings(3);
    findings[0].location = {folder / "m/a1.sql", 6, 1};
    findings[1].location = {"/somewhere/models.hpp", 1, 1};
    findings[2].message = "of no file";
    const Gathered gathered(folder, {findings, {"not run"}});
    ASSERT_EQ(gathered.at(0).findings.size(), 1U);
    EXPECT_EQ(gathered.at(0).findings[0].location.file, "a1.sql");
    ASSERT_EQ(gathered.reported.findings.size(), 2U);
    EXPECT_EQ(gathered.reported.findings[0].location.file, "models.hpp");
    EXPECT_EQ(gathered.reported.notes, Texts{"not run"});
}

TEST(ReportedProject, shadow_tables_of_virtual_ones_are_not_shown) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql",
                 "-- revision: a1\n-- down_revision: none\n\n-- kiln:upgrade\nCREATE VIRTUAL TABLE "
                 "words USING fts5(w);\n");
    const Gathered gathered(folder);
    EXPECT_EQ(gathered.at(0).changes, Texts{"adds virtual table words"});
    Texts shown;
    for (const auto& [name, group] : gathered.at(0).schema->groups) {
        if (!group.tables.empty()) shown.push_back(name);
    }
    EXPECT_EQ(shown, Texts{"words"});
}

TEST(ReportedProject, of_other_databases_has_no_schemas) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql", a1);
    const Gathered gathered(folder, {}, {Dialect::postgresql});
    EXPECT_FALSE(gathered.reported.has_schemas);
    EXPECT_FALSE(gathered.at(0).schema);
}

TEST(WriteReport, replaces_a_page_and_nothing_else) {
    const TemporaryDirectory folder;
    folder.write("m/a1.sql", a1);
    Gathered gathered(folder);
    const std::string page = folder / "out/page.html";
    write_report(gathered.reported, page);
    gathered.reported.title = "another";
    write_report(gathered.reported, page);
    std::ifstream in(page);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    EXPECT_NE(text.find("<title>another</title>"), std::string::npos);
    try {
        write_report(gathered.reported, folder / "m/a1.sql");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::not_a_report);
    }
}

}  // namespace
}  // namespace kiln::tool
