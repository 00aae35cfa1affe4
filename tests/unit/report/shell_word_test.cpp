#include "tool/report/shell_word.hpp"

#include <gtest/gtest.h>

namespace {

using kiln::tool::posix_word;
using kiln::tool::shell_word;
using kiln::tool::shown_shell_word;

TEST(ShellWord, is_one_word_whatever_it_holds) {
    EXPECT_EQ(posix_word("a b"), "'a b'");
    EXPECT_EQ(posix_word("it's $HOME"), "'it'\\''s $HOME'");
    EXPECT_EQ(posix_word(""), "''");
}

TEST(ShellWord, is_of_the_shell_of_this_system) {
#ifdef _WIN32
    EXPECT_EQ(shell_word("it's 1"), "\"it's 1\"");
    EXPECT_EQ(shell_word(R"(C:\my files\)"), R"("C:\my files\\")");
    EXPECT_EQ(shell_word(R"(a\"b)"), R"("a\\\"b")");
    EXPECT_EQ(shell_word(""), "\"\"");
    const std::string not_plain = " '\"()[]{}$&|;<>*?!#`%^=,\n\t";
    EXPECT_EQ(shown_shell_word(R"(C:\a\b~1.sql)"), R"(C:\a\b~1.sql)");
#else
    EXPECT_EQ(shell_word("it's"), posix_word("it's"));
    const std::string not_plain = " '\"()[]{}$&|;<>*?!#~`\\\n\t";
#endif
    EXPECT_EQ(shown_shell_word("db/a-b_1.sql"), "db/a-b_1.sql");
    EXPECT_EQ(shown_shell_word(""), shell_word(""));
    for (const char c : not_plain) {
        const std::string text = std::string("a") + c;
        EXPECT_EQ(shown_shell_word(text), shell_word(text)) << text;
    }
}

}  // namespace
