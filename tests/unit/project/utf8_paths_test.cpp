#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace {

namespace fs = std::filesystem;

TEST(Utf8Paths, come_back_as_they_were) {
    for (const std::string text : {"plain.sql", "\u017Elut\u00FD.sql", "\u60A3\u8005",
                                   "a\U0001F600b\U0010FFFF", "\u0080\uD7FF\uE000"}) {
        EXPECT_EQ(fs::path(text).string(), text);
        EXPECT_EQ(fs::path(text), fs::path(std::u8string(text.begin(), text.end())));
    }
}

}  // namespace
