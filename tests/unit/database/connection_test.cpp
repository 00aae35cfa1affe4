#include "src/database/sqlite/connection.hpp"

#include "tests/support/database_file.hpp"

#include <gmock/gmock.h>

#include <array>
#include <filesystem>
#include <string>
#include <vector>

namespace kiln {
namespace {

using testing::ElementsAre;

/// In memory, where it is not said to be a file.
class SqlitePort : public testing::Test {
protected:
    void SetUp() override { connection_.enter(true); }

    /// The rows as text; what is no text is in <>.
    std::vector<std::string> rows(std::string_view sql, std::span<const Value> values = {}) {
        std::vector<std::string> found;
        const auto add = [&](Row row) {
            std::string line;
            for (const Cell& cell : row) {
                const bool is_text = cell.kind == Cell::Kind::text;
                const std::string text(cell.text);
                line += is_text ? text : "<" + text + ">";
                line += '|';
            }
            found.push_back(line);
        };
        const FirstStatement first = connection_.run_first(sql, values, add);
        if (first.fault) found.push_back(first.fault->message);
        return found;
    }

    Options options_;
    SqliteConnection connection_{"", options_};
};

TEST_F(SqlitePort, a_statement_takes_values_and_hands_its_rows_on) {
    rows("CREATE TABLE t (name, size)");
    const std::string insert = "INSERT INTO t VALUES (?, ?)";
    for (const auto& [name, size] : {std::pair("a'b", 1), std::pair("", 2), std::pair("c", 3)}) {
        const FirstStatement first = connection_.run_first(
            insert, std::array{Value(std::string_view(name)), Value(std::int64_t{size})});
        EXPECT_FALSE(first.fault);
        EXPECT_EQ(first.changes, 1);
    }
    EXPECT_THAT(rows("SELECT name, size, NULL FROM t WHERE size < ? ORDER BY size",
                     std::array{Value(std::int64_t{3})}),
                ElementsAre("a'b|<1>|<>|", "|<2>|<>|"));
}

TEST_F(SqlitePort, a_fault_has_a_reason_and_what_threw_while_rows_came_leaves_nothing_open) {
    EXPECT_EQ(connection_.run_first("SELECT 1 FROM nothing").fault->reason, Reason::sql);
    EXPECT_THROW(connection_.run_first("SELECT 1", {}, [](Row) { throw 7; }), int);
    connection_.lock(false);
    connection_.begin();
    EXPECT_TRUE(connection_.state().is_open);
    rows("CREATE TABLE t (x UNIQUE)");
    rows("INSERT INTO t VALUES (1)");
    EXPECT_EQ(connection_.run_first("INSERT INTO t VALUES (1)").fault->reason, Reason::constraint);
    connection_.commit();
    EXPECT_FALSE(connection_.state().is_open);
    EXPECT_TRUE(connection_.state().is_untouched);
}

TEST_F(SqlitePort, the_same_statement_may_come_again_behind_a_change_of_the_schema) {
    rows("CREATE TABLE t (x)");
    rows("INSERT INTO t VALUES ('a')");
    EXPECT_THAT(rows("SELECT * FROM t"), ElementsAre("a|"));
    const Options options;
    EXPECT_FALSE(run_script(connection_, "ALTER TABLE t ADD COLUMN y DEFAULT 'b'"));
    EXPECT_THAT(rows("SELECT * FROM t"), ElementsAre("a|b|"));
}

TEST(SqliteConnection, a_file_that_is_not_there_is_absent_until_a_run_makes_it) {
    const support::TemporaryFolder folder;
    const std::string file = folder.file("x.db");
    const Options options;
    SqliteConnection connection(file, options);
    connection.enter(true);
    EXPECT_EQ(connection.run_first("SELECT 1").fault->reason, Reason::absent);
    EXPECT_FALSE(std::filesystem::exists(file));
    connection.lock(false);
    EXPECT_FALSE(connection.run_first("SELECT 1").fault);
    connection.leave();
}

}  // namespace
}  // namespace kiln
