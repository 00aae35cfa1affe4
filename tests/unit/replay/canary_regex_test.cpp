// std::regex says whether a text passes.

#include "tool/replay/canary_regex.hpp"

#include <gtest/gtest.h>

#include <random>
#include <regex>
#include <set>
#include <string>

namespace kiln::tool {
namespace {

TEST(CanaryRegex, texts_pass_and_differ) {
    for (const char* const regex : {"^[a-z]+$",
                                    "^[A-Z]{2}$",
                                    "^[A-Z]{3}$",
                                    R"(^\+?[0-9]{7,15}$)",
                                    "^[0-9a-f]{40}$",
                                    R"(^[^@]+@[^@]+\.[^@]+$)",
                                    R"(^\d{3}-\d{4}$)",
                                    R"(^#[0-9a-fA-F]{6}$)",
                                    R"(^[a-z0-9]+(-[a-z0-9]+)*$)",
                                    R"(^(https?://)\w+\.\w{2,}(/.*)?$)",
                                    "^[[:alpha:]_][[:alnum:]_]*$",
                                    R"(^[A-Za-z][A-Za-z0-9 .'-]{1,49}$)",
                                    R"(^(19|20)\d\d-(0[1-9]|1[0-2])$)",
                                    "^[]a-f]+$",
                                    R"(^v(?:\d+)\.(?:\d+)\.(?:\d+)$)",
                                    "^[^]]{4}$",
                                    R"(^[\w.%+-]+@[\w.-]+\.[a-z]{2,}$)",
                                    "^.{1,10}$",
                                    R"(\S+)",

                                    R"(^\(\d{3}\) \d{3}$)",
                                    "^.*?b$"}) {
        std::set<std::string> texts;
        for (unsigned number = 1; number < 10; ++number) {
            const auto text = text_matching_regex(regex, number);
            ASSERT_TRUE(text) << regex;
            // ECMAScript's cannot begin a class by its end.
            const std::string rule =
                std::regex_replace(std::string(regex), std::regex(R"(\[(\^?)\])"), R"([$1\])");
            EXPECT_TRUE(std::regex_search(*text, std::regex(rule))) << regex << ": " << *text;
            texts.insert(*text);
        }
        EXPECT_GT(texts.size(), 1U) << regex;
    }
}

TEST(CanaryRegex, one_of_each_alternative) {
    std::set<std::string> texts;
    for (unsigned number = 0; number < 6; ++number)
        texts.insert(text_matching_regex("^(new|open|done)$", number).value());
    EXPECT_EQ(texts, (std::set<std::string>{"done", "new", "open"}));
    EXPECT_EQ(text_matching_regex("", 7), "");
    EXPECT_EQ(text_matching_regex("x*y+z?", 7), "xxxxyyyy");
    EXPECT_EQ(text_matching_regex("^a{3}b{2,}$", 7), "aaabbbb");
}

TEST(CanaryRegex, what_it_does_not_know_has_none) {
    for (const char* const regex : {"(?=a)b", "(?!a)b", R"((a)\1)", "(a", "a)", "[a", "a{2",
                                    "a{3,2}", "a{99999999999999999999}", R"(\pL)", "a\\"}) {
        EXPECT_FALSE(text_matching_regex(regex, 1)) << regex;
    }
    EXPECT_FALSE(text_matching_regex(std::string(100'000, '('), 1));
    EXPECT_FALSE(text_matching_regex("((((a{1000}){1000}){1000}){1000}){1000}", 1));
}

TEST(CanaryRegex, of_random_ones_too) {
    std::mt19937 random(7);
    const auto below = [&](unsigned count) { return static_cast<unsigned>(random() % count); };
    const auto write = [&](auto& self, int depth) -> std::string {
        std::string text;
        for (unsigned atoms = 1 + below(3); atoms > 0; --atoms) {
            switch (below(depth > 0 ? 6 : 5)) {
                case 0:
                    text += static_cast<char>('a' + below(26));
                    break;
                case 1:
                    text += "[a-f0-3]";
                    break;
                case 2:
                    text += "[^x-z]";
                    break;
                case 3:
                    text += R"(\d)";
                    break;
                case 4:
                    text += R"(\.)";
                    break;
                default:
                    text += "(" + self(self, depth - 1) + "|" + self(self, depth - 1) + ")";
                    break;
            }
            // std::regex would try for ages what is counted within what is counted.
            constexpr const char* counts[] = {"", "{2}", "?", "*", "+", "{0,3}", "{5,}", "+?"};
            text += counts[below(text.back() == ')' ? 2 : 8)];
        }
        return text;
    };
    for (int i = 0; i < 300; ++i) {
        const std::string regex = "^" + write(write, 1) + "$";
        const auto text = text_matching_regex(regex, below(100));
        ASSERT_TRUE(text) << regex;
        EXPECT_TRUE(std::regex_match(*text, std::regex(regex))) << regex << ": " << *text;
    }
}

}  // namespace
}  // namespace kiln::tool
