#include "tool/project/checksum.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace {

using kiln::tool::revision_checksum;
using Ids = std::vector<std::string_view>;

TEST(Checksum, is_the_sha256_of_the_documented_text) {
    // printf 'revision 1975ea83b712\ndown_revision a b\ndepends_on\n\nSELECT 1;' | sha256sum
    EXPECT_EQ(revision_checksum("1975ea83b712", Ids{"b", "a"}, {}, "SELECT 1;"),
              "51eb9439329a25be8e316929a3903deb8a5e840228ae3b5953962a4c3520ad74");
}

TEST(Checksum, does_not_depend_on_the_order_of_parents) {
    EXPECT_EQ(revision_checksum("m", Ids{"a", "b"}, {}, ""),
              revision_checksum("m", Ids{"b", "a"}, {}, ""));
}

TEST(Checksum, covers_id_parents_dependencies_and_sql) {
    const std::string sum = revision_checksum("m", Ids{"a"}, Ids{"d"}, "x");
    EXPECT_NE(sum, revision_checksum("n", Ids{"a"}, Ids{"d"}, "x"));
    EXPECT_NE(sum, revision_checksum("m", Ids{"b"}, Ids{"d"}, "x"));
    EXPECT_NE(sum, revision_checksum("m", Ids{"a"}, Ids{}, "x"));
    EXPECT_NE(sum, revision_checksum("m", Ids{"a"}, Ids{"d"}, "y"));
    EXPECT_NE(sum, revision_checksum("m", Ids{}, Ids{"a", "d"}, "x"));
}

}  // namespace
