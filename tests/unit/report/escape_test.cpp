#include "tool/report/escape.hpp"

#include <gtest/gtest.h>

namespace {

using kiln::tool::display_width;
using kiln::tool::escape;
using kiln::tool::escape_source;

TEST(Escape, leaves_printable_text_of_any_script_alone) {
    EXPECT_EQ(escape("patient Müller 患者 🩺"), "patient Müller 患者 🩺");
}

TEST(Escape, shows_terminal_escape_sequences_as_text) {
    EXPECT_EQ(escape("\x1b[31mred\x1b[0m\a"), "\\x1b[31mred\\x1b[0m\\x07");
}

TEST(Escape, shows_the_eight_bit_control_sequence_introducer_as_text) {
    EXPECT_EQ(escape("\xc2\x9b"
                     "31m"),
              "\\x9b31m");
}

TEST(Escape, shows_controls_in_json_as_json_does) {
    EXPECT_EQ(
        kiln::tool::escape_json("{\n  \"a\": \"\xc2\x9b\x7f\xe2\x80\xae\xf3\xa0\x80\x81ä\"\n}"),
        "{\n  \"a\": \"\\u009b\\u007f\\u202e\\udb40\\udc01ä\"\n}");
}

TEST(Escape, keeps_a_message_in_one_line) {
    EXPECT_EQ(escape("near\r\n\t\"FROM\""), "near\\r\\n\\t\"FROM\"");
}

TEST(Escape, shows_marks_that_reorder_text) {
    EXPECT_EQ(escape("a\xe2\x80\xae"
                     "b"),
              "a\\u202eb");
    EXPECT_EQ(escape("\xe2\x80\xaa\xe2\x80\xab\xe2\x80\xac\xe2\x80\xad"),
              "\\u202a\\u202b\\u202c\\u202d");
    EXPECT_EQ(escape("\xe2\x81\xa6\xe2\x81\xa7\xe2\x81\xa8\xe2\x81\xa9"),
              "\\u2066\\u2067\\u2068\\u2069");
}

TEST(Escape, shows_marks_that_hide_text_or_break_its_line) {
    EXPECT_EQ(escape("\u00ad\u061c\ufeff"), "\\xad\\u061c\\ufeff");
    EXPECT_EQ(escape("\u200b\u200f\u2060\u206f"), "\\u200b\\u200f\\u2060\\u206f") << "zero width";
    EXPECT_EQ(escape("\u2028\u2029"), "\\u2028\\u2029") << "line and paragraph separator";
    EXPECT_EQ(escape("\ufff9\ufffb"), "\\ufff9\\ufffb") << "annotations";
    EXPECT_EQ(escape("\U000e0001\U000e007f"), "\\ue0001\\ue007f") << "tags";
    EXPECT_EQ(escape("\u200a\u2010\u2027\u202f\ufff8\ufffc"),
              "\u200a\u2010\u2027\u202f\ufff8\ufffc");
}

TEST(Escape, shows_each_byte_that_is_not_utf8) {
    EXPECT_EQ(escape("a\xff\xc3"), "a\\xff\\xc3");
    EXPECT_EQ(escape("\xc0\xaf"), "\\xc0\\xaf") << "overlong";
    EXPECT_EQ(escape("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "surrogate";
    EXPECT_EQ(escape("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "past U+10FFFF";
}

TEST(Escape, keeps_tabs_in_a_source_line) { EXPECT_EQ(escape_source("\ta\n"), "\ta\\n"); }

TEST(DisplayWidth, counts_columns_of_a_terminal) {
    EXPECT_EQ(display_width("abc"), 3U);
    EXPECT_EQ(display_width("ü"), 1U);
    EXPECT_EQ(display_width("患者"), 4U);
    EXPECT_EQ(display_width("e\xcc\x81"), 1U) << "a combining accent";
}

}  // namespace
