#include "tool/report/json.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using kiln::tool::Json;

TEST(JsonText, nests_values_by_two_blanks) {
    const Json inner = Json::object({{"number", 7U}, {"no", false}, {"none", Json::array({})}});
    const std::vector<std::string> names{"a", "b"};
    EXPECT_EQ(Json::array({"one", names, inner, Json::object({})}).text(), R"([
  "one",
  [
    "a",
    "b"
  ],
  {
    "number": 7,
    "no": false,
    "none": []
  },
  {}
]
)");
}

TEST(JsonText, escapes_what_a_string_cannot_hold) {
    EXPECT_EQ(Json("\"\\\b\t\n\f\r\x01/").text(), "\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001/\"\n");
}

/// One mark for each run of bytes that a character could begin with.
TEST(JsonText, marks_what_is_not_utf8) {
    const std::string mark = "\xef\xbf\xbd";
    const auto text = [](const std::string& bytes) { return Json("a" + bytes + "z").text(); };
    const auto marks = [&](const std::string& between) { return "\"a" + between + "z\"\n"; };
    EXPECT_EQ(text("\xff"), marks(mark));
    EXPECT_EQ(text("\xe2\x82"), marks(mark));
    EXPECT_EQ(text("\xf0\x9f\x98"), marks(mark));
    EXPECT_EQ(text("\xe2\x82\xe2\x82\xac"), marks(mark + "\xe2\x82\xac"));
    EXPECT_EQ(text("\xe0\x80"), marks(mark + mark));
    EXPECT_EQ(text("\xed\xa0\x80"), marks(mark + mark + mark));
    EXPECT_EQ(text("\xf4\x90\x80\x80"), marks(mark + mark + mark + mark));
    EXPECT_EQ(text("\xc0\xaf"), marks(mark + mark));
    EXPECT_EQ(Json("\xe2\x82").text(), "\"" + mark + "\"\n");
}

}  // namespace
