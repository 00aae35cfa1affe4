// Progress within a statement.

#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <tuple>

namespace kiln::support {
namespace {

class MigratorRunning : public testing::Test {
protected:
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options options{};
};

/// Without an end of its own: it is ended by the one that counts.
constexpr const char* long_statement =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n;";

TEST_F(MigratorRunning, a_long_statement_is_told_of) {
    const TestTable slow("a; b < a", {{"a", {.upgrade = "CREATE TABLE t (x);"}},
                                      {"b", {.upgrade = long_statement}}});
    struct Enough {};
    int told = 0;
    std::chrono::microseconds last{0};
    options.progress = [&](const Progress& progress) {
        if (progress.event != Progress::Event::running || progress.step.revision != "b") return;
        EXPECT_EQ(progress.index, 1U);
        EXPECT_EQ(progress.count, 2U);
        EXPECT_GT(progress.duration, last);
        last = progress.duration;
        if (++told == 3) throw Enough();
    };
    EXPECT_THROW(Migrator(url_of(file), slow, options).upgrade(), Enough);
    EXPECT_EQ(told, 3);
    EXPECT_EQ(run_sql(file, "SELECT count(*) FROM sqlite_master"), "0");
    told = 0;
    last = last.zero();
    EXPECT_EQ(Migrator::try_make(url_of(file), slow, options)->try_upgrade().error().code(),
              Code::foreign_exception);
    // An own connection works on as before.
    const TestConnection own(file);
    told = 0;
    last = last.zero();
    EXPECT_THROW(Migrator(own.get(), slow, options).upgrade(), Enough);
    EXPECT_EQ(own.run("CREATE TABLE free (x); SELECT count(*) FROM free"), "0");
}

TEST_F(MigratorRunning, a_callback_within_a_statement_cannot_call_the_migrator) {
    const TestTable slow("a", {{"a", {.upgrade = long_statement}}});
    Migrator* self = nullptr;
    options.progress = [&](const Progress& progress) {
        if (progress.event == Progress::Event::running) std::ignore = self->current();
    };
    Migrator migrator(url_of(file), slow, options);
    self = &migrator;
    EXPECT_EQ(migrator.try_upgrade().error().code(), Code::connection_in_transaction);
}

}  // namespace
}  // namespace kiln::support
