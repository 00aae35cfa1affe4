#include "src/database/written_number.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace kiln {
namespace {

TEST(WrittenNumber, only_real_of_takes_a_text_that_is_a_number_as_a_whole) {
    EXPECT_EQ(only_real_of("1.5"), 1.5);
    EXPECT_EQ(only_real_of("-2e3"), -2000.0);
    EXPECT_EQ(only_real_of(".5"), 0.5);
    EXPECT_EQ(only_real_of("7"), 7.0);
    for (const char* const text :
         {"", "+1", " 1", "1 ", "1x", "1e", "-", "1.5.2", "0x10", "nan", "inf", "1e999", "1,5"}) {
        EXPECT_EQ(only_real_of(text), std::nullopt) << text;
    }
}

}  // namespace
}  // namespace kiln
