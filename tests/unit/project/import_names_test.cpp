// What the names of other tools' files say.

#include "tool/project/import_names.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using Part = ForeignName::Part;

/// `id|message|order`; nothing of a name that is none.
std::string words(const std::optional<ForeignName>& name) {
    if (!name) return "none";
    std::string text = name->id + "|" + name->message + "|";
    for (const std::string& each : name->order) text += (text.back() == '|' ? "" : " ") + each;
    return text;
}

TEST(ImportNames, a_number_and_words) {
    EXPECT_EQ(words(numbered("12_add_users")), "12|add users|12");
    EXPECT_EQ(words(numbered("00012_add_users")), "12|add users|12");
    EXPECT_EQ(words(numbered("000_zero")), "0|zero|0");
    EXPECT_EQ(words(numbered("0_")), "0||0");
    EXPECT_EQ(words(numbered("7___a-b__c__")), "7|a-b  c|7");
    EXPECT_EQ(words(numbered("20240131101500_x")), "20240131101500|x|20240131101500");
    EXPECT_EQ(words(numbered("99999999999999999999999_x")),
              "99999999999999999999999|x|99999999999999999999999");
    for (const char* none : {"", "_", "12", "12-a", "a_1", " 1_a", "1a_b", "+1_a", "\xc2\xb9_a"}) {
        EXPECT_EQ(words(numbered(none)), "none") << none;
    }
}

TEST(ImportNames, a_pair_has_a_way_up_and_a_way_down) {
    EXPECT_EQ(words(numbered_pair("1_a.up")), "1|a|1");
    EXPECT_EQ(numbered_pair("1_a.up")->part, Part::up);
    EXPECT_EQ(numbered_pair("1_a.down")->part, Part::down);
    EXPECT_EQ(words(numbered_pair("1_a.down.up")), "1|a.down|1");
    EXPECT_EQ(numbered_pair("1_a.down.up")->part, Part::up);
    for (const char* none : {"1_a", "1_a.Up", ".up", "a.up", "1.up", "1_a.up.x"}) {
        EXPECT_EQ(words(numbered_pair(none)), "none") << none;
    }
}

TEST(ImportNames, dbmate_keeps_the_digits) {
    EXPECT_EQ(words(dbmate_name("0012_add_users")), "0012|add users|");
    EXPECT_EQ(words(dbmate_name("0012")), "0012||");
    EXPECT_EQ(words(dbmate_name("1add")), "1|add|");
    EXPECT_EQ(words(dbmate_name("1-a b")), "1|a b|");
    EXPECT_EQ(words(dbmate_name("a1")), "none");
    EXPECT_EQ(words(dbmate_name("")), "none");
}

TEST(ImportNames, flyway_has_versions_of_parts) {
    EXPECT_EQ(words(flyway_name("V1__a")), "1|a|1");
    EXPECT_EQ(words(flyway_name("V1.1__add_users")), "1_1|add users|1 1");
    EXPECT_EQ(words(flyway_name("V1_1__a")), "1_1|a|1 1");
    EXPECT_EQ(words(flyway_name("V01.010__a")), "01_010|a|1 10");
    EXPECT_EQ(words(flyway_name("V2.0.0__a")), "2_0_0|a|2");
    EXPECT_EQ(words(flyway_name("V0__a")), "0|a|0");
    EXPECT_EQ(words(flyway_name("V0.0__a")), "0_0|a|0");
    EXPECT_EQ(words(flyway_name("V1__a__b")), "1|a  b|1");
    EXPECT_EQ(words(flyway_name("V1__")), "1||1");
    EXPECT_EQ(flyway_name("V1__a")->part, Part::up);
    EXPECT_EQ(flyway_name("U1__a")->part, Part::down);
    for (const char* none : {"", "V", "V__a", "V1", "V1_a", "v1__a", "R__a", "B1__a", "Vx__a",
                             "V1.__a", "V.1__a", "V1..2__a", "V1.a__b", "1__a", "V1-2__a"}) {
        EXPECT_EQ(words(flyway_name(none)), "none") << none;
    }
}

TEST(ImportNames, diesel_takes_the_dashes_out) {
    EXPECT_EQ(words(diesel_name("2024-01-31-101500_add_users")), "20240131101500|add users|");
    EXPECT_EQ(words(diesel_name("00000000000000_diesel_initial_setup")),
              "00000000000000|diesel initial setup|");
    EXPECT_EQ(words(diesel_name("plain")), "plain||");
    EXPECT_EQ(words(diesel_name("_a")), "|a|");
    EXPECT_EQ(words(diesel_name("")), "||");
}

TEST(ImportNames, numbers_compare_as_numbers_however_long) {
    const auto before = [](std::vector<std::string> a, std::vector<std::string> b) {
        EXPECT_FALSE(comes_before(a, b) && comes_before(b, a));
        return comes_before(a, b);
    };
    EXPECT_TRUE(before({"9"}, {"10"}));
    EXPECT_FALSE(before({"10"}, {"9"}));
    EXPECT_FALSE(before({"10"}, {"10"}));
    EXPECT_TRUE(before({"1"}, {"1", "1"}));
    EXPECT_TRUE(before({"1", "2"}, {"1", "10"}));
    EXPECT_TRUE(before({"1", "10"}, {"2"}));
    EXPECT_TRUE(before({"18446744073709551615"}, {"18446744073709551616"}));
    EXPECT_FALSE(before({}, {}));
}

}  // namespace
}  // namespace kiln::tool
