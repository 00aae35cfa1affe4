#include "tool/report/shell_word.hpp"

#include <gtest/gtest.h>

namespace {

using kiln::tool::shell_word;
using kiln::tool::shown_shell_word;

TEST(ShellWord, is_one_word_whatever_it_holds) {
    EXPECT_EQ(shell_word("a b"), "'a b'");
    EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
    EXPECT_EQ(shell_word(""), "''");
}

TEST(ShellWord, is_shown_without_quotes_where_a_shell_needs_none) {
    EXPECT_EQ(shown_shell_word("db/a-b_1.sql"), "db/a-b_1.sql");
    EXPECT_EQ(shown_shell_word(""), "''");
    for (const char c : std::string(" '\"()[]{}$&|;<>*?!#~`\\\n\t")) {
        const std::string text = std::string("a") + c;
        EXPECT_EQ(shown_shell_word(text), shell_word(text)) << text;
    }
}

}  // namespace
