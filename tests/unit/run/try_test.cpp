// The same calls for programs without exceptions.

#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

namespace kiln::support {
namespace {

class MigratorTry : public testing::Test {
protected:
    const TestTable table{
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE t (x);", .downgrade = "DROP TABLE t;"}},
         {"b", {.upgrade = "CREATE TABLE u (x);", .downgrade = "DROP TABLE u;"}}}};
    const TestTable older{"a", {{"a", {.upgrade = "CREATE TABLE t (x);"}}}};
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options options{};

    Migrator make() { return *Migrator::try_make(url_of(file), table, options); }
};

static_assert(noexcept(Migrator::try_make(std::declval<std::string_view>(),
                                          std::declval<const MigrationTable&>(),
                                          std::declval<Options>())));
static_assert(noexcept(std::declval<Migrator&>().try_upgrade()));
static_assert(noexcept(std::declval<Migrator&>().try_check()));
static_assert(std::is_same_v<decltype(std::declval<const Result<void>&>().error()), const Error&>);

TEST_F(MigratorTry, what_goes_well_has_a_value) {
    Result<Migrator> migrator = Migrator::try_make(url_of(file), table);
    ASSERT_TRUE(migrator.has_value());
    EXPECT_EQ(*migrator->try_state(), State::absent);
    EXPECT_EQ(migrator->try_pending()->size(), 2U);
    EXPECT_EQ(migrator->try_plan_upgrade("a")->steps.size(), 1U);
    const Result<Report> report = migrator->try_upgrade();
    ASSERT_TRUE(report);
    EXPECT_EQ(report->steps.size(), 2U);
    EXPECT_EQ((*report).heads, std::vector<std::string>{"b"});
    EXPECT_TRUE(migrator->try_check().has_value());
    EXPECT_TRUE(migrator->try_ensure_version());
    EXPECT_EQ(migrator->try_plan_downgrade("base")->steps.size(), 2U);
    EXPECT_EQ(migrator->try_downgrade("a")->heads, std::vector<std::string>{"a"});
    EXPECT_EQ(migrator->try_stamp("b")->heads, std::vector<std::string>{"b"});
    EXPECT_EQ(migrator->try_stamp({"a"}, true)->heads, std::vector<std::string>{"a"});
    EXPECT_EQ(migrator->try_stamp({"b"}, StampOptions{})->heads, std::vector<std::string>{"b"});
    EXPECT_EQ(*migrator->try_current(), std::vector<std::string>{"b"});
    EXPECT_EQ(migrator->try_adopt()->heads, std::vector<std::string>{"b"});
    EXPECT_TRUE(migrator->try_find_repairs()->empty());
    EXPECT_TRUE(migrator->try_repair()->empty());
    const TestConnection own(file);
    EXPECT_EQ(*Migrator::try_make(own.get(), table)->try_state(), State::at_heads);
    const std::vector<std::string> rows = *std::move(*migrator).try_current();
    EXPECT_EQ(rows, std::vector<std::string>{"b"});
}

TEST_F(MigratorTry, what_fails_gives_the_error_that_is_thrown_else) {
    const Result<Migrator> none = Migrator::try_make("nonsense", table);
    ASSERT_FALSE(none.has_value());
    EXPECT_EQ(none.error().code(), Code::malformed_url);
    EXPECT_EQ(Migrator::try_make(static_cast<sqlite3*>(nullptr), table).error().code(),
              Code::cannot_open);
    Migrator(url_of(file), table).upgrade();
    Migrator migrator = *Migrator::try_make(url_of(file), older);
    EXPECT_EQ(migrator.try_upgrade().error().code(), 403);
    EXPECT_EQ(migrator.try_downgrade("base").error().code(), 403);
    EXPECT_EQ(migrator.try_check().error().code(), 403);
    EXPECT_EQ(migrator.try_stamp("nowhere").error().code(), 403);
    EXPECT_EQ(migrator.try_adopt().error().code(), 403);
    EXPECT_EQ(migrator.try_find_repairs().error().code(), 403);
    EXPECT_EQ(migrator.try_repair().error().code(), 403);
    EXPECT_EQ(make().try_plan_upgrade("nowhere").error().code(), 501);
    EXPECT_EQ(make().try_plan_downgrade("nowhere").error().code(), 501);
    std::string what;
    try {
        migrator.upgrade();
    } catch (const Error& error) {
        what = error.what();
    }
    EXPECT_EQ(migrator.try_upgrade().error().what(), what);
}

TEST_F(MigratorTry, what_a_callback_throws_becomes_an_error_and_the_run_is_rolled_back) {
    for (const bool is_known : {true, false}) {
        options.progress = [&](const Progress& progress) {
            if (progress.index == 0) return;
            if (is_known) throw std::runtime_error("no such\nwindow");
            throw 7;
        };
        const Result<Report> report = make().try_upgrade();
        ASSERT_FALSE(report.has_value());
        EXPECT_EQ(report.error().code(), Code::foreign_exception);
        EXPECT_EQ(report.error().message(),
                  is_known ? "a callback of the program has failed: no such window"
                           : "a callback of the program has failed");
        EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
    }
}

}  // namespace
}  // namespace kiln::support
