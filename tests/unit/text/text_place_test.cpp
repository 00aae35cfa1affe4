#include "src/text/text_place.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace kiln {
namespace {

std::string text_of(TextPlace place) {
    return std::to_string(place.line) + ":" + std::to_string(place.column);
}

TEST(TextPlaces, counts_lines_and_bytes_from_one) {
    TextPlaces places("ab\n\nä\n");
    EXPECT_EQ(text_of(places.at(0)), "1:1");
    EXPECT_EQ(text_of(places.at(2)), "1:3");
    EXPECT_EQ(text_of(places.at(3)), "2:1");
    EXPECT_EQ(text_of(places.at(4)), "3:1");
    EXPECT_EQ(text_of(places.at(6)), "3:3");
    EXPECT_EQ(text_of(places.at(7)), "4:1");
    EXPECT_EQ(text_of(places.at(99)), "4:1");
    EXPECT_EQ(text_of(TextPlaces("").at(0)), "1:1");
}

TEST(TextPlaces, tells_the_same_in_whatever_order_it_is_asked) {
    const std::string text = "a\n\nbc\ndef\n\n";
    for (std::size_t first = 0; first <= text.size(); ++first) {
        for (std::size_t second = 0; second <= text.size(); ++second) {
            TextPlaces places(text);
            places.at(first);
            const std::string before = text.substr(0, second);
            const auto lines = std::count(before.begin(), before.end(), '\n');
            const std::size_t start = before.rfind('\n') + 1;  // npos + 1 is 0
            EXPECT_EQ(text_of(places.at(second)),
                      std::to_string(lines + 1) + ":" + std::to_string(second - start + 1));
        }
    }
}

TEST(TextPlaces, gives_the_whole_line) {
    TextPlaces places("ab\ncde\n");
    EXPECT_EQ(places.line_at(4), "cde");
    EXPECT_EQ(places.line_at(0), "ab");
    EXPECT_EQ(places.line_at(2), "ab");
    EXPECT_EQ(places.line_at(7), "");
    EXPECT_EQ(places.line_at(99), "");
    EXPECT_EQ(places.line_at(4, 2), "cd");
}

}  // namespace
}  // namespace kiln
