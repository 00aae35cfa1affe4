// What is known from the last check is not looked for again, and nothing is told otherwise for it.

#include "tests/unit/servers/checked_again.hpp"
#include "tests/unit/servers/private_postgresql.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>
#include <string>

namespace kiln::tool {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Case case_of(const std::string& text) {
    std::istringstream lines(text);
    return Case(lines);
}

const char* const tables = R"(== a
-- kiln:upgrade
CREATE TABLE t (id int PRIMARY KEY, name text);
-- kiln:downgrade
DROP TABLE t;
-- kiln:fixture
INSERT INTO t VALUES (1, 'x');
== b
-- kiln:upgrade
UPDATE t SET name = 'y';
-- kiln:downgrade
)";

TEST(ServerCheck, asks_the_server_nothing_where_nothing_changed) {
    CheckedAgain checks(private_postgresql());
    const auto anew = checks.check(case_of(tables));
    EXPECT_THAT(anew, ElementsAre(HasSubstr("K612")));
    EXPECT_EQ(checks.tried(), 2);
    EXPECT_EQ(checks.check(case_of(tables)), anew);
    EXPECT_EQ(checks.tried(), -1);
    // Other checks are others.
    EXPECT_EQ(checks.check(case_of(tables), true, false), anew);
    EXPECT_EQ(checks.tried(), 2);
}

TEST(ServerCheck, a_damaged_entry_is_only_slow) {
    CheckedAgain checks(private_postgresql());
    const auto anew = checks.check(case_of(tables));
    for (const auto& entry : std::filesystem::directory_iterator(checks.folder())) {
        std::filesystem::resize_file(entry.path(), 70);
    }
    EXPECT_EQ(checks.check(case_of(tables)), anew);
    EXPECT_EQ(checks.tried(), 2);
}

TEST(ServerCheck, goes_on_from_the_first_revision_that_is_another) {
    const std::string added = std::string(tables) + R"(== c
-- kiln:upgrade
ALTER TABLE t ADD COLUMN z int NOT NULL;
-- kiln:downgrade
ALTER TABLE t DROP COLUMN z;
)";
    CheckedAgain checks(private_postgresql());
    checks.check(case_of(tables));
    checks.expect_the_same(case_of(added), "one more, which fails on the fixture's row");
    std::string edited = added;
    edited.replace(edited.find("z int NOT NULL"), 14, "z int         ");
    checks.expect_the_same(case_of(edited), "mended");
    edited.replace(edited.find("'y';"), 4, "'y' WHERE id = 1;");
    checks.expect_the_same(case_of(edited), "in the middle");
    edited.replace(edited.find("(1, 'x');"), 9, "(1, 'x'), (1, 'y');");
    checks.expect_the_same(case_of(edited), "a fixture that does not fit");
}

TEST(ServerCheck, looks_again_at_a_revision_that_failed) {
    CheckedAgain checks(private_postgresql());
    const std::string wrong = std::string(tables) + "== c\nDROP TABLE none;\n";
    EXPECT_THAT(checks.check(case_of(wrong)), Contains(HasSubstr("K301")));
    EXPECT_THAT(checks.check(case_of(wrong)), Contains(HasSubstr("K301")));
    EXPECT_EQ(checks.tried(), 3);
}

TEST(ServerCheck, looks_again_at_what_later_revisions_have_a_say_in) {
    for (const char* name : {"postgresql/K605_orders.sql", "postgresql/K624_same_run.sql"}) {
        expect_the_same_from_anywhere(private_postgresql(), name);
    }
    // The one that used the value is gone.
    CheckedAgain checks(private_postgresql());
    Case enums = read_case("postgresql/K624_same_run.sql");
    checks.check(enums);
    enums.parts.back().lines = {"SELECT 2;"};
    checks.expect_the_same(enums, "without the use");
    EXPECT_THAT(checks.check(enums), IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
