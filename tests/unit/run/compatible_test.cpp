// Databases at revisions that an older program does not have, and which of them it can use.

#include "src/plan/compatible.hpp"
#include "src/plan/version_rows.hpp"
#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kiln::support {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::vector<std::string>;
using Scripts = std::map<std::string, TestScripts>;

/// `c` changes nothing that a program at `b` sees, `d` neither; `e` says nothing.
const Scripts& all_scripts() {
    static const Scripts scripts{
        {"a", {.upgrade = "CREATE TABLE t (x);", .downgrade = "DROP TABLE t;"}},
        {"b", {.upgrade = "CREATE TABLE u (x);", .downgrade = "DROP TABLE u;"}},
        {"c",
         {.upgrade = "ALTER TABLE t ADD COLUMN y;",
          .downgrade = "ALTER TABLE t DROP COLUMN y;",
          .min_compatible = "b"}},
        {"d",
         {.upgrade = "CREATE INDEX i ON t (y);",
          .downgrade = "DROP INDEX i;",
          .min_compatible = "a"}},
        {"e", {.upgrade = "DROP TABLE u;", .downgrade = "CREATE TABLE u (x);"}}};
    return scripts;
}

TestTable program(const std::string& last) {
    std::string graph = "a";
    for (char id = 'b'; id <= last[0]; ++id) {
        graph += std::string("; ") + id + " < " + char(id - 1);
    }
    Scripts scripts = all_scripts();
    std::erase_if(scripts, [&](const auto& each) { return each.first > last; });
    return TestTable(graph, scripts);
}

class Compatible : public testing::Test {
protected:
    void upgrade_to(const std::string& last) { Migrator(url_of(file), program(last)).upgrade(); }
    std::string lines() {
        return run_sql(
            file, "SELECT version_num, min_compatible FROM kiln_compatible ORDER BY version_num");
    }
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options accepting{.newer_database = NewerDatabase::accept_compatible};
};

TEST_F(Compatible, an_older_program_leaves_a_database_as_it_is_that_says_it_may_use_it) {
    upgrade_to("d");
    EXPECT_EQ(lines(), "d|b");
    const std::string before = bytes_of(file);
    const TestTable older = program("b");
    Migrator migrator(url_of(file), older, accepting);
    const Report report = migrator.upgrade();
    EXPECT_THAT(report.steps, IsEmpty());
    EXPECT_EQ(report.heads, Names{"d"});
    EXPECT_THAT(migrator.pending(), IsEmpty());
    EXPECT_EQ(migrator.current(), Names{"d"});
    migrator.check();
    EXPECT_EQ(bytes_of(file), before);
}

TEST_F(Compatible, a_program_that_has_more_than_ran_is_no_older_one) {
    // The newer version went on from b; of c it knows nothing.
    const TestTable newer("a; b < a; x < b", {{"x", {.upgrade = "", .min_compatible = "b"}}});
    Migrator(url_of(file), newer).upgrade();
    const TestTable with_b("a; b < a");
    const TestTable with_c("a; b < a; c < b");
    EXPECT_TRUE(Migrator(url_of(file), with_b, accepting).upgrade().empty());
    EXPECT_EQ(caught([&] { Migrator(url_of(file), with_c, accepting).upgrade(); }).code, "K403");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), with_c, accepting).check(); }).code, "K403");
}

TEST_F(Compatible, a_program_whose_revision_was_taken_back_is_refused) {
    const TestTable newest("a; b < a; c < b; x < b",
                           {{"x", {.upgrade = "", .downgrade = "", .min_compatible = "b"}}});
    Migrator migrator(url_of(file), newest);
    migrator.upgrade("c");
    migrator.downgrade("b");
    migrator.upgrade("x");
    const TestTable with_c("a; b < a; c < b");
    EXPECT_EQ(caught([&] { return Migrator(url_of(file), with_c, accepting).pending(); }).code,
              "K403");
}

TEST_F(Compatible, an_edited_revision_is_told_by_check_all_the_same) {
    upgrade_to("d");
    run_sql(file, "UPDATE kiln_history SET checksum = 't1:other' WHERE revision = 'b'");
    const TestTable older = program("b");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), older, accepting).check(); }).code, "K404");
}

TEST_F(Compatible, what_an_edition_said_that_is_gone_does_not_stay) {
    upgrade_to("c");
    EXPECT_EQ(lines(), "c|b");
    Migrator(url_of(file), program("c")).downgrade("a");
    run_sql(file, "INSERT INTO kiln_compatible (version_num, min_compatible) VALUES ('c', 'b')");
    const TestTable silent("a; b < a; c < b", {{"a", {.upgrade = "", .downgrade = ""}},
                                               {"b", {.upgrade = "", .downgrade = ""}},
                                               {"c", {.upgrade = "", .downgrade = ""}}});
    Migrator(url_of(file), silent).upgrade();
    EXPECT_EQ(lines(), "");
}

TEST_F(Compatible, a_database_that_was_set_back_is_no_newer_one) {
    upgrade_to("b");
    const TestTable same = program("b");
    Migrator migrator(url_of(file), same, accepting);
    migrator.stamp("a");
    run_sql(file, "DROP TABLE u");
    EXPECT_THAT(migrator.pending(), ElementsAre("b"));
    EXPECT_EQ(migrator.upgrade().heads, Names{"b"});
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM u"), "0");
}

TEST_F(Compatible, what_ran_before_a_newer_program_came_is_reported) {
    bool came = false;
    accepting.transaction_per_migration = true;
    accepting.log = [&](std::string_view line) {
        if (line.starts_with("Committed") && !std::exchange(came, true)) upgrade_to("d");
    };
    const TestTable older = program("b");
    const Report report = Migrator(url_of(file), older, accepting).upgrade();
    ASSERT_EQ(report.steps.size(), 1u);
    EXPECT_EQ(report.steps[0].revision, "a");
    EXPECT_EQ(report.heads, Names{"d"});
}

TEST_F(Compatible, it_is_refused_unless_that_was_asked_for) {
    upgrade_to("d");
    const TestTable older = program("b");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), older).upgrade(); }).code, "K403");
}

TEST_F(Compatible, it_is_refused_to_a_program_that_is_too_old) {
    upgrade_to("d");  // d itself would take one at a, but c below it does not
    const TestTable older = program("a");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), older, accepting).upgrade(); }).code, "K403");
}

TEST_F(Compatible, it_is_refused_behind_a_revision_that_says_nothing) {
    upgrade_to("e");
    const TestTable older = program("d");
    EXPECT_EQ(caught([&] { Migrator(url_of(file), older, accepting).upgrade(); }).code, "K403");
}

TEST_F(Compatible, only_what_needs_no_knowledge_of_the_revision_is_accepted) {
    upgrade_to("d");
    const TestTable older = program("b");
    Migrator migrator(url_of(file), older, accepting);
    EXPECT_EQ(caught([&] { migrator.upgrade("b"); }).code, "K403");
    EXPECT_EQ(caught([&] { migrator.downgrade("a"); }).code, "K403");
    EXPECT_EQ(caught([&] { migrator.stamp("a"); }).code, "K403");
}

TEST_F(Compatible, the_database_says_it_at_each_revision_and_for_a_stamp_too) {
    const TestTable newest = program("e");
    Migrator migrator(url_of(file), newest);
    migrator.upgrade("c");
    EXPECT_EQ(lines(), "c|b");
    migrator.upgrade("d");
    EXPECT_EQ(lines(), "d|b");
    migrator.upgrade("e");
    EXPECT_EQ(lines(), "");
    migrator.downgrade("c");
    EXPECT_EQ(lines(), "c|b");
    migrator.stamp("d");
    EXPECT_EQ(lines(), "d|b");
    migrator.stamp("c");
    migrator.downgrade("base");
    EXPECT_EQ(lines(), "");
}

TEST_F(Compatible, a_database_of_revisions_that_say_nothing_has_no_table_for_it) {
    upgrade_to("b");
    EXPECT_EQ(run_sql(file, "SELECT name FROM sqlite_master WHERE name LIKE '%compatible%'"), "");
}

TEST_F(Compatible, a_line_of_another_row_or_of_another_form_allows_nothing) {
    upgrade_to("d");
    const TestTable older = program("b");
    const auto code = [&] {
        return caught([&] { Migrator(url_of(file), older, accepting).upgrade(); }).code;
    };
    EXPECT_EQ(code(), "nothing");
    // Alembic went on, and knows nothing of Kiln's tables.
    run_sql(file, "UPDATE alembic_version SET version_num = 'f'");
    EXPECT_EQ(code(), "K403");
    run_sql(file,
            "UPDATE alembic_version SET version_num = 'd'; DROP TABLE kiln_compatible;"
            "CREATE TABLE kiln_compatible (x); INSERT INTO kiln_compatible VALUES ('d')");
    EXPECT_EQ(code(), "K403");
}

/// All sets of revisions that hold what their members stand on, as graphs.
std::vector<std::vector<bool>> closed_sets(const MigrationTable& table) {
    std::vector<std::vector<bool>> sets;
    const std::size_t size = table.migrations.size();
    for (unsigned bits = 0; bits < 1U << size; ++bits) {
        std::vector<bool> set(size);
        for (std::size_t i = 0; i < size; ++i) set[i] = ((bits >> i) & 1U) != 0;
        bool closed = true;
        for (std::size_t i = 0; i < size; ++i) {
            for (const std::uint32_t parent : table.migrations[i].down_revisions) {
                closed = closed && (!set[i] || set[parent]);
            }
        }
        if (closed) sets.push_back(set);
    }
    return sets;
}

/// As the documentation has it: each revision that the program lacks names one that it has.
bool may_use(const MigrationTable& table, const std::vector<bool>& applied,
             const std::vector<bool>& has) {
    for (std::uint32_t i = 0; i < applied.size(); ++i) {
        if (!applied[i] || has[i]) continue;
        const std::uint32_t named = table.migrations[i].min_compatible;
        if (named == no_position || !has[named]) return false;
    }
    return true;
}

void check_graph(const std::string& graph, const Scripts& scripts, std::size_t& cases) {
    const TestTable newest(graph, scripts);
    const MigrationTable& table = newest.table();
    const auto sets = closed_sets(table);
    for (const std::vector<bool>& applied : sets) {
        Names rows;
        for (const std::uint32_t row : rows_of(table, applied)) {
            rows.emplace_back(table.migrations[row].revision);
        }
        const auto lines = compatible_lines(table, rows);
        for (const std::vector<bool>& has : sets) {
            std::vector<Migration> known;
            for (std::size_t i = 0; i < has.size(); ++i) {
                if (has[i]) known.push_back(table.migrations[i]);
            }
            MigrationTable older;
            older.migrations = {known.data(), known.size()};
            ++cases;
            ASSERT_EQ(is_compatible(older, rows, lines), may_use(table, applied, has)) << graph;
        }
    }
}

TEST(CompatibleLines, allow_what_each_revision_allows_in_every_small_graph) {
    const Names ids{"a", "b", "c", "d"};
    constexpr unsigned step = is_sanitized ? 11 : 1;
    std::size_t cases = 0;
    for (unsigned edges = 0; edges < 64; ++edges) {
        std::string graph;
        unsigned edge = edges;
        std::vector<unsigned> below(4);
        for (std::size_t i = 0; i < 4; ++i) {
            graph += (i == 0 ? "" : "; ") + ids[i];
            std::string parents;
            below[i] = 1U << i;
            for (std::size_t parent = 0; parent < i; ++parent, edge >>= 1U) {
                if ((edge & 1U) == 0) continue;
                parents += " " + ids[parent];
                below[i] |= below[parent];
            }
            if (!parents.empty()) graph += " <" + parents;
        }
        for (unsigned choice = 0; choice < 625; choice += step) {
            Scripts scripts;
            unsigned digits = choice;
            bool fits = true;
            for (std::size_t i = 0; i < 4; ++i, digits /= 5) {
                const unsigned named = digits % 5;
                if (named == 4) continue;
                fits = fits && ((below[i] >> named) & 1U) != 0;
                scripts[ids[i]].min_compatible = ids[named];
            }
            if (fits) check_graph(graph, scripts, cases);
        }
    }
    EXPECT_GT(cases, 100'000u / step);
}

}  // namespace
}  // namespace kiln::support
