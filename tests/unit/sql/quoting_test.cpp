#include "src/sql/quoting.hpp"

#include "src/text/letter_case.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace kiln {
namespace {

TEST(Quoting, names_and_texts_double_their_own_mark) {
    EXPECT_EQ(quoted_name("plain"), R"("plain")");
    EXPECT_EQ(quoted_name(R"(a"b'c)"), R"("a""b'c")");
    EXPECT_EQ(quoted_name(""), R"("")");
    EXPECT_EQ(string_in_sql(R"(it's "x")"), R"('it''s "x"')");
    EXPECT_EQ(string_in_sql(""), "''");
}

TEST(Quoting, a_plain_name_stays_as_it_is) {
    for (const char* name : {"patient", "_p2", "_"}) {
        EXPECT_EQ(name_in_sql(name), name);
        EXPECT_EQ(readable_name(name), name);
    }
    for (const char* name : {"", "2nd", "a b", "naïve", "a$", "a\"b", "order"}) {
        EXPECT_EQ(name_in_sql(name), quoted_name(name));
        EXPECT_EQ(readable_name(name), quoted_name(name));
    }
}

TEST(Quoting, capitals_are_plain_to_a_reader_alone) {
    EXPECT_EQ(name_in_sql("Patient"), R"("Patient")");
    EXPECT_EQ(readable_name("Patient"), "Patient");
    EXPECT_EQ(readable_name("Order"), R"("Order")");
}

TEST(Quoting, every_keyword_of_sqlite_gets_quotes) {
    ASSERT_GT(sqlite3_keyword_count(), 0);
    for (int i = 0; i < sqlite3_keyword_count(); ++i) {
        const char* text = nullptr;
        int size = 0;
        sqlite3_keyword_name(i, &text, &size);
        const std::string word = folded({text, static_cast<std::size_t>(size)});
        EXPECT_EQ(name_in_sql(word), quoted_name(word));
    }
}

TEST(Quoting, comes_off_again) {
    EXPECT_EQ(unquoted("bare"), "bare");
    EXPECT_EQ(unquoted(R"("a""b")"), "a\"b");
    EXPECT_EQ(unquoted("'it''s'"), "it's");
    EXPECT_EQ(unquoted("`a``b`"), "a`b");
    EXPECT_EQ(unquoted("[a b]"), "a b");
    EXPECT_EQ(unquoted(R"("a''b")"), "a''b");
    EXPECT_EQ(unquoted("'"), "'");
    EXPECT_EQ(unquoted(""), "");
    for (const char* text : {"", "a", "\"", "'", "a\"\"b'", "[]"}) {
        EXPECT_EQ(unquoted(quoted_name(text)), text);
        EXPECT_EQ(unquoted(string_in_sql(text)), text);
    }
}

}  // namespace
}  // namespace kiln
