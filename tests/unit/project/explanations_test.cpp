#include "tool/project/explanations.hpp"
#include "tool/report/escape.hpp"

#include <gtest/gtest.h>

#include <sstream>
#include <string>

namespace kiln::tool {
namespace {

TEST(Explanations, are_the_sections_of_the_page) {
    const std::string_view page = R"(# Page

Words about all.

## K1xx: files

Words about files.

### K101 first one

What it means.

    an example

Cure: this.

### K102 second

Cure: that.

## K2xx: the graph

Words about the graph.

### K201 last
)";
    const std::vector<Explanation> all = read_explanations(page);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(explanation_text(all[0]),
              "K101 first one\n\nWhat it means.\n\n    an example\n\nCure: this.\n");
    EXPECT_EQ(explanation_text(all[1]), "K102 second\n\nCure: that.\n");
    EXPECT_EQ(explanation_text(all[2]), "K201 last\n\n");
    EXPECT_EQ(explanation_list(all),
              "K1xx: files\n  K101  first one\n  K102  second\n\nK2xx: the graph\n  K201  last\n");
}

TEST(Explanations, join_and_wrap_paragraphs) {
    EXPECT_EQ(plain_text("one\ntwo\n\nthree\n"), "one two\n\nthree\n");
    EXPECT_EQ(plain_text(std::string(79, 'a') + " b"), std::string(79, 'a') + "\nb\n");
    EXPECT_EQ(plain_text(std::string(78, 'a') + " b"), std::string(78, 'a') + " b\n");
}

TEST(Explanations, leave_blocks_as_they_are_but_for_long_lines) {
    EXPECT_EQ(plain_text("    a  b\n      ^\n\n    `x` [y](z)\n"),
              "    a  b\n      ^\n\n    `x` [y](z)\n");
    const std::string word(30, 'w');
    EXPECT_EQ(plain_text("    " + word + " " + word + " " + word),
              "    " + word + " " + word + "\n        " + word + "\n");
}

TEST(Explanations, quote_code_spans) {
    EXPECT_EQ(plain_text("`head` and `a\nb`"), "'head' and 'a b'\n");
    EXPECT_EQ(plain_text("a `'` is written `''`"), "a ' is written ''\n");
    EXPECT_EQ(plain_text("`\"…\"`, `` `…` `` or `[…]`"), "'\"…\"', '`…`' or '[…]'\n");
    EXPECT_EQ(plain_text("a lone ` is kept"), "a lone ` is kept\n");
}

TEST(Explanations, name_the_page_that_a_link_leads_to) {
    EXPECT_EQ(plain_text("see [the\nruntime](runtime.md#errors)."),
              "see the runtime (docs/runtime.md).\n");
    EXPECT_EQ(plain_text("[x](https://example.org/#y)"), "x (https://example.org/#y)\n");
    EXPECT_EQ(plain_text("[no link] (here)"), "[no link] (here)\n");
    EXPECT_EQ(plain_text("a ) b [x](y.md"), "a ) b [x](y.md\n");
}

TEST(Explanations, of_this_program_fit_80_columns) {
    const std::vector<Explanation> all = read_explanations(diagnostics_page());
    EXPECT_GT(all.size(), 90U);
    for (const Explanation& each : all) {
        std::istringstream text(explanation_text(each));
        for (std::string line; std::getline(text, line);) {
            EXPECT_LE(display_width(line), 80U) << line;
            EXPECT_EQ(line.find('\r'), std::string::npos);
        }
    }
}

}  // namespace
}  // namespace kiln::tool
