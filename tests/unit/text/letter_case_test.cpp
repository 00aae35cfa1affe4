#include "src/text/letter_case.hpp"

#include <gtest/gtest.h>

namespace kiln {
namespace {

TEST(LetterCase, only_ascii_letters_change) {
    EXPECT_EQ(folded("@AZ[`az{ Ä_9"), "@az[`az{ Ä_9");
    EXPECT_EQ(upper_case("@AZ[`az{ ä_9"), "@AZ[`AZ{ ä_9");
}

TEST(LetterCase, every_byte_but_letters_is_itself) {
    for (int byte = 0; byte < 256; ++byte) {
        const char c = static_cast<char>(byte);
        const bool large = c >= 'A' && c <= 'Z';
        const bool small = c >= 'a' && c <= 'z';
        EXPECT_EQ(to_lower(c), large ? c + 32 : c) << byte;
        EXPECT_EQ(to_upper(c), small ? c - 32 : c) << byte;
    }
}

TEST(LetterCase, compares_whole_texts) {
    EXPECT_TRUE(equal_ignoring_case("Begin", "bEGIN"));
    EXPECT_TRUE(equal_ignoring_case("", ""));
    EXPECT_FALSE(equal_ignoring_case("begin", "begi"));
    EXPECT_FALSE(equal_ignoring_case("begi", "begin"));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
    EXPECT_FALSE(equal_ignoring_case("Ä", "ä"));
}

}  // namespace
}  // namespace kiln
