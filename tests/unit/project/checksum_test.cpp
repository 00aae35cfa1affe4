#include "tool/project/checksum.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace {

using kiln::Dialect;
using kiln::tool::revision_checksum;
using Ids = std::vector<std::string_view>;

std::string of(std::string_view sql, Dialect dialect = Dialect::sqlite) {
    return revision_checksum("m", Ids{"a"}, {}, sql, dialect);
}

constexpr Dialect all[] = {Dialect::sqlite, Dialect::postgresql, Dialect::mysql};

TEST(Checksum, is_the_sha256_of_the_documented_text) {
    // printf 'revision 1975ea83b712\ndown_revision a
    // b\ndepends_on\n\nSELECT\0001\0;\0SELECT\0002\0' | sha256sum
    EXPECT_EQ(revision_checksum("1975ea83b712", Ids{"b", "a"}, {}, "SELECT 1; SELECT 2;",
                                Dialect::sqlite),
              "t1:f67909b7ada00a24248d4fdca54938f2f7cf456c791e04ed872299a991f9f786");
}

TEST(Checksum, does_not_depend_on_the_order_of_parents) {
    EXPECT_EQ(revision_checksum("m", Ids{"a", "b"}, {}, "", Dialect::sqlite),
              revision_checksum("m", Ids{"b", "a"}, {}, "", Dialect::sqlite));
}

TEST(Checksum, covers_id_parents_dependencies_and_sql) {
    const auto sum_of = [](std::string_view id, const Ids& down, const Ids& on,
                           std::string_view sql) {
        return revision_checksum(id, down, on, sql, Dialect::sqlite);
    };
    const std::string sum = sum_of("m", {"a"}, {"d"}, "x");
    EXPECT_NE(sum, sum_of("n", {"a"}, {"d"}, "x"));
    EXPECT_NE(sum, sum_of("m", {"b"}, {"d"}, "x"));
    EXPECT_NE(sum, sum_of("m", {"a"}, {}, "x"));
    EXPECT_NE(sum, sum_of("m", {"a"}, {"d"}, "y"));
    EXPECT_NE(sum, sum_of("m", {}, {"a", "d"}, "x"));
}

TEST(Checksum, layout_comments_and_a_semicolon_more_or_less_change_nothing) {
    const std::string_view sql = "CREATE TABLE t (a, b DEFAULT (1+2)); DROP TABLE u";
    for (const Dialect dialect : all) {
        const std::string sum = of(sql, dialect);
        for (const std::string_view same :
             {"CREATE TABLE t(a,b DEFAULT(1 + 2));DROP TABLE u;",
              "-- why\nCREATE /* not */ TABLE\tt (\n  a,\n  b DEFAULT (1+2)\n);\n\nDROP TABLE "
              "u;\n;",
              ";; CREATE TABLE t (a, b DEFAULT (1+2));; DROP TABLE u -- done"}) {
            EXPECT_EQ(of(same, dialect), sum) << same;
        }
    }
    EXPECT_EQ(of("# a\nDROP TABLE u", Dialect::mysql), of("DROP TABLE u", Dialect::mysql));
    EXPECT_EQ(of("/* a /* b */ c */ DROP TABLE u", Dialect::postgresql),
              of("DROP TABLE u", Dialect::postgresql));
    EXPECT_EQ(of(";"), of(""));
    EXPECT_EQ(of("-- nothing"), of(""));
}

TEST(Checksum, what_another_text_may_mean_counts) {
    const std::pair<std::string_view, std::string_view> pairs[] = {
        {"a b", "ab"},
        {"a; b", "a b"},
        {"1 .5", "1.5"},
        {"1 e5", "1e5"},
        {"- -1", "--1\n1"},
        {"a | | b", "a || b"},
        {"a < > b", "a <> b"},
        {"a - > b", "a -> b"},
        {"x 'ab'", "x'ab'"},
        {"'a' 'b'", "'a''b'"},
        {"'a b'", "'a  b'"},
        {"'a -- b'", "'a -- c'"},
        {"'a\nb'", "'a b'"},
        {"'a'", "a"},
        {"'A'", "'a'"},
        {"\"a b\"", "\"a  b\""},
        {"\"a\"", "a"},
        {"`a`", "`b`"},
        // A word may be a name, which the schema keeps as it is written.
        {"CREATE TABLE book (a)", "CREATE TABLE Book (a)"},
    };
    for (const Dialect dialect : all) {
        for (const auto& [one, other] : pairs) {
            EXPECT_NE(of(one, dialect), of(other, dialect)) << one << " and " << other;
        }
    }
    EXPECT_NE(of("[a b]"), of("[a  b]"));
    EXPECT_NE(of("/* a /* b */ DROP TABLE u"), of("/* a /* b */ DROP TABLE v"));
}

TEST(Checksum, each_dialect_has_its_own_tokens) {
    const Dialect postgresql = Dialect::postgresql;
    EXPECT_NE(of("SELECT $$a -- b$$", postgresql), of("SELECT $$a -- c$$", postgresql));
    EXPECT_NE(of(R"(E'it\'s -- a')", postgresql), of(R"(E'it\'s -- b')", postgresql));
    EXPECT_NE(of("a @-1", postgresql), of("a @ -1", postgresql));
    EXPECT_EQ(of("a=-1", postgresql), of("a = - 1", postgresql));
    EXPECT_NE(of("U&'a'", postgresql), of("U & 'a'", postgresql));
    EXPECT_EQ(of("--a\n--b", Dialect::sqlite), of("", Dialect::sqlite));
    EXPECT_NE(of("SELECT 1--1", Dialect::mysql), of("SELECT 1", Dialect::mysql));
}

TEST(Checksum, comments_that_mysql_reads_count) {
    for (const std::string_view comment :
         {"/*! DROP TABLE u */", "/*!40101 SET NAMES utf8 */", "/*M!100500 DROP TABLE u */",
          "/*+ SET_VAR(foreign_key_checks=OFF) */"}) {
        const std::string sql = "SELECT " + std::string(comment) + " 1";
        EXPECT_NE(of(sql, Dialect::mysql), of("SELECT 1", Dialect::mysql)) << comment;
        EXPECT_EQ(of(sql, Dialect::sqlite), of("SELECT 1", Dialect::sqlite)) << comment;
    }
    EXPECT_NE(of("/*! a */", Dialect::mysql), of("/*! b */", Dialect::mysql));
    EXPECT_NE(of("/*! a */", Dialect::mysql), of("a", Dialect::mysql));
}

TEST(Checksum, what_speaks_to_clients_alone_does_not_count) {
    EXPECT_EQ(
        of("DELIMITER $$\nCREATE PROCEDURE p() BEGIN a; END$$\nDELIMITER ;\nb", Dialect::mysql),
        of("CREATE PROCEDURE p() BEGIN a; END; b;", Dialect::mysql));
    EXPECT_EQ(of("\\restrict a\nSELECT 1;\n\\unrestrict a", Dialect::postgresql),
              of("\\restrict b\nSELECT 1", Dialect::postgresql));
}

TEST(Checksum, data_count_to_the_byte) {
    const auto copy = [](const std::string& data) {
        return of("COPY t FROM stdin;\n" + data + "\\.\n", Dialect::postgresql);
    };
    EXPECT_EQ(copy("a b\n"), copy("a b\n"));
    EXPECT_NE(copy("a b\n"), copy("a  b\n"));
    EXPECT_NE(copy("a -- b\n"), copy("a -- c\n"));
    EXPECT_NE(copy("a\n"), copy("a\n\n"));
}

}  // namespace
