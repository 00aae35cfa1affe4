#include "src/database/postgresql/library_version.hpp"

#include <gtest/gtest.h>

namespace kiln::postgresql {
namespace {

TEST(LibraryVersion, has_three_numbers_before_10_and_two_since) {
    EXPECT_EQ(version_text(90624), "9.6.24");
    EXPECT_EQ(version_text(90600), "9.6.0");
    EXPECT_EQ(version_text(100000), "10.0");
    EXPECT_EQ(version_text(150014), "15.14");
    EXPECT_EQ(version_text(180001), "18.1");
}

}  // namespace
}  // namespace kiln::postgresql
