#include "tool/schema/application_objects.hpp"

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tool/schema/memory_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>

namespace kiln::tool {
namespace {

using support::caught;
using support::TestConnection;
using testing::HasSubstr;
using testing::Not;

class StandIns : public testing::Test {
protected:
    StandIns() {
        add_stand_ins(database.get(), {{},
                                       {{"app_hash", 1},
                                        {"app_pair", 2},
                                        {"app_id", 0},
                                        {"app_any", -1},
                                        {"upper", 1},
                                        {"odd \"name\"", 1}},
                                       {"unicase", "nocase", "odd \"name\""}});
    }
    TestConnection database{":memory:"};
};

TEST_F(StandIns, give_their_first_argument_back_whatever_it_is) {
    EXPECT_EQ(database.run("SELECT app_hash('a'), app_pair(1.5, 'b'), app_any(7, 8, 9), "
                           "typeof(app_hash(x'00')), app_hash(NULL), \"odd \"\"name\"\"\"(3)"),
              "a|1.5|7|blob|NULL|3");
}

TEST_F(StandIns, without_arguments_give_another_text_at_each_call) {
    EXPECT_EQ(database.run("SELECT app_id(), app_id(), app_any()"),
              "stand-in 1|stand-in 2|stand-in 1");
    EXPECT_EQ(database.run("CREATE TABLE t (x UNIQUE); INSERT INTO t SELECT app_id() FROM "
                           "(VALUES (1), (2), (3)); SELECT count(*) FROM t"),
              "3");
}

TEST_F(StandIns, may_stand_where_sqlite_wants_what_is_deterministic) {
    database.run("CREATE TABLE t (x, y AS (app_hash(x)) STORED, CHECK (app_pair(x, 1) > 0))");
    database.run("CREATE INDEX i ON t (app_hash(x)) WHERE app_hash(x) > 1");
    database.run("PRAGMA trusted_schema = OFF; INSERT INTO t VALUES (5)");
    EXPECT_EQ(database.run("SELECT y FROM t"), "5");
    EXPECT_THROW(database.run("INSERT INTO t VALUES (0)"), std::runtime_error);
}

TEST_F(StandIns, compare_bytes) {
    EXPECT_EQ(database.run("SELECT 'a' = 'A' COLLATE unicase, 'b' > 'a' COLLATE unicase, "
                           "'ab' > 'a' COLLATE unicase, '' < 'a' COLLATE \"odd \"\"name\"\"\""),
              "0|1|1|1");
}

TEST_F(StandIns, replace_nothing_that_is_there) {
    EXPECT_EQ(database.run("SELECT upper('a'), 'a' = 'A' COLLATE nocase"), "A|1");
}

TEST(Extensions, that_cannot_be_loaded_are_an_error_at_their_place) {
    const TestConnection database(":memory:");
    const ApplicationObjects::Extension missing{"/nosuch/x", {"kiln.toml", 2, 15}};
    const auto error = caught([&] { load_extensions(database.get(), {&missing, 1}); });
    EXPECT_EQ(error.code, "K526");
#ifdef _WIN32
    constexpr const char* why = "odule";  // "The specified module could not be found."
#else
    constexpr const char* why = "/nosuch/x";
#endif
    EXPECT_THAT(error.message, HasSubstr("cannot load the extension '/nosuch/x': "));
    EXPECT_THAT(error.message, HasSubstr(why));
    EXPECT_THAT(error.message, Not(HasSubstr("  ")));
    EXPECT_EQ(error.diagnostics[0].location, (Location{"kiln.toml", 2, 15}));
    EXPECT_THROW(database.run("SELECT load_extension('/nosuch/x')"), std::runtime_error);
}

TEST(DatabasesInMemory, have_what_they_are_told_from_then_on) {
    have_in_memory({{}, {{"app_hash", 1}}, {}});
    const sqlite::Connection one = open_in_memory();
    have_in_memory({});
    const sqlite::Connection another = open_in_memory();
    EXPECT_EQ(one.execute("SELECT app_hash(1)"), SQLITE_OK);
    EXPECT_EQ(another.execute("SELECT app_hash(1)"), SQLITE_ERROR);
}

TEST(HintForMissing, names_the_key_that_declares_it) {
    const std::string or_load = ", or name the extension that has it: extensions = [\"...\"]";
    EXPECT_EQ(hint_for_missing("no such function: app_hash",
                               "UPDATE t SET app_hash = (1), p = App_Hash(x, f(1, 2), (3, 4))"),
              "if it is the application's own, declare it in kiln.toml: functions = "
              "[\"app_hash/3\"]" +
                  or_load);
    EXPECT_THAT(hint_for_missing("no such function: f", "SELECT \"f\"( /* none */ )"),
                HasSubstr("[\"f/0\"]"));
    EXPECT_THAT(hint_for_missing("no such function: f", "SELECT f(')')"), HasSubstr("[\"f/1\"]"));
    EXPECT_THAT(hint_for_missing("no such function: f", "INSERT INTO t VALUES (1)"),
                HasSubstr("[\"f/<number of arguments>\"]"));
    EXPECT_EQ(hint_for_missing("no such collation sequence: unicase"),
              "if it is the application's own, declare it in kiln.toml: collations = "
              "[\"unicase\"]" +
                  or_load);
    for (const char* const message :
         {"no such module: vec0", "no such tokenizer: icu", "unknown tokenizer: icu"}) {
        EXPECT_EQ(hint_for_missing(message),
                  "name the extension that has it in kiln.toml: extensions = [\"...\"]");
    }
    EXPECT_EQ(hint_for_missing("no such table: app_hash"), "");
}

}  // namespace
}  // namespace kiln::tool
