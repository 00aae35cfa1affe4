#include "src/plan/identifier.hpp"
#include "tests/support/planner_text.hpp"

#include <gtest/gtest.h>

namespace kiln {
namespace {

using support::error_of;
using support::range;
using support::resolved;
using support::TestTable;

TEST(Identifier, has_label_symbol_and_offset) {
    const Identifier identifier = parse_identifier("docs@ae10-02");
    EXPECT_EQ(identifier.label, "docs");
    EXPECT_EQ(identifier.symbol, "ae10");
    EXPECT_EQ(identifier.offset, -2);
    EXPECT_FALSE(parse_identifier("docs@ae10").offset);
    EXPECT_EQ(parse_identifier("+0").offset, 0);
}

TEST(Identifier, is_anchored_so_trailing_junk_is_an_error) {
    for (const char* text :
         {"",     "@",      "@head", "a@",          "a@b@c", "a+",   "a-",    "+",
          "-",    "a+1x",   "a+1 ",  "a +1",        " a",    "a ",   "a+1+1", "a--1",
          "a+-1", "a:b",    "a\n",   "a.b",         "a+1@b", "-1@a", "a'b",   "heads!",
          "+x",   "a@+1@b", "a+1:b", "caf\xC3\xA9", ":"}) {
        EXPECT_TRUE(error_of([&] { parse_identifier(text); }).starts_with("K503: ")) << text;
    }
}

TEST(Identifier, error_says_what_is_wrong_and_what_to_write) {
    EXPECT_EQ(error_of([] { parse_identifier("0002+1xyz"); }),
              "K503: malformed revision identifier '0002+1xyz': unexpected 'xyz'; write an id or a "
              "unique prefix of one, 'head', 'heads', 'base', '+2', '-1', 'ae10+2', 'label@head'");
    EXPECT_EQ(error_of([] { parse_identifier("a:b"); }),
              "K503: malformed revision identifier 'a:b': a range; give one revision; "
              "'history -r' and --sql take ranges");
    EXPECT_EQ(error_of([] { parse_identifier("docs@"); }),
              "K503: malformed revision identifier 'docs@': nothing behind '@'; write 'docs@head'");
}

TEST(Resolve, finds_an_exact_id_before_any_prefix) {
    const TestTable table("ab; abc < ab; abcd < abc; b label abcx; b2 < b");
    EXPECT_EQ(resolved(table, "ab"), "ab");
    EXPECT_EQ(resolved(table, "abc"), "abc");
    EXPECT_EQ(resolved(table, "abcx"), "b");
    EXPECT_EQ(resolved(table, "abcd"), "abcd");
    EXPECT_EQ(resolved(table, "a"), "K502");
    EXPECT_EQ(resolved(table, "b"), "b");
}

TEST(Resolve, takes_any_unique_prefix) {
    const TestTable table("1975ea83b712; ae1027a6acf1 < 1975ea83b712; ae10ff < ae1027a6acf1");
    EXPECT_EQ(resolved(table, "1"), "1975ea83b712");
    EXPECT_EQ(resolved(table, "ae102"), "ae1027a6acf1");
    EXPECT_EQ(resolved(table, "ae10"), "K502");
    EXPECT_EQ(resolved(table, "AE102"), "K501");
    EXPECT_EQ(resolved(table, "1975ea83b7123"), "K501");
}

TEST(Resolve, lists_what_an_ambiguous_prefix_could_mean) {
    const TestTable table("ae1027; ae10ff < ae1027");
    try {
        resolve(table, "ae10");
        FAIL();
    } catch (const Error& error) {
        const Diagnostic& diagnostic = error.diagnostics().front();
        EXPECT_EQ(diagnostic.message, "ambiguous prefix 'ae10': 2 revisions begin so");
        ASSERT_EQ(diagnostic.notes.size(), 2u);
        EXPECT_EQ(diagnostic.notes[0].message, "it could be 'ae1027' (ae1027_test.sql)");
        EXPECT_EQ(diagnostic.notes[1].message, "it could be 'ae10ff' (ae10ff_test.sql)");
    }
}

TEST(Resolve, suggests_the_nearest_id_or_label_for_an_unknown_one) {
    const TestTable table("3f2a; b71c < 3f2a label documents");
    EXPECT_EQ(error_of([&] { resolve(table, "3f2b"); }),
              "K501: unknown revision '3f2b'; did you mean '3f2a' (3f2a_test.sql)?");
    EXPECT_EQ(error_of([&] { resolve(table, "docments@head"); }),
              "K501: unknown branch label or revision 'docments'; did you mean 'documents', the "
              "label of 'b71c' (b71c_test.sql)?");
    EXPECT_EQ(error_of([&] { resolve(table, "zzzzzz"); }),
              "K501: unknown revision 'zzzzzz'; 'kiln history' lists all revisions");
}

TEST(Resolve, knows_the_words) {
    const TestTable table("a; b < a; c < a");
    EXPECT_EQ(resolved(table, "base"), "");
    EXPECT_EQ(resolved(table, "heads"), "b c");
    EXPECT_EQ(resolved(table, "current", "b"), "b");
    EXPECT_EQ(resolved(table, "current"), "");
    EXPECT_EQ(
        error_of([&] { resolve(table, "head"); }),
        "K504: 'head' is ambiguous: there are 2 heads, 'b' and 'c'; write 'heads' for all, or "
        "one of them");
    EXPECT_EQ(error_of([&] { resolve(table, "a@head-1"); }),
              "K504: 'a@head-1' is ambiguous: there are 2 heads, 'b' and 'c'; write 'b@head-1' or "
              "'c@head-1'");
    EXPECT_EQ(resolved(TestTable("a; b < a"), "head"), "b");
    EXPECT_EQ(resolved(TestTable(""), "head"), "");
    EXPECT_EQ(resolved(TestTable(""), "heads"), "");
}

TEST(Resolve, heads_are_those_that_get_a_row_but_head_counts_all) {
    const TestTable table("a label x; b needs a");
    EXPECT_EQ(resolved(table, "heads"), "b");
    EXPECT_EQ(resolved(table, "heads-1"), "");
    EXPECT_EQ(resolved(table, "head"), "K504");
    EXPECT_EQ(resolved(table, "x@heads"), "a");
    EXPECT_EQ(range(table, "-1:"), "a b");
}

TEST(Resolve, names_a_few_of_many_heads) {
    const TestTable table("a; b; c; d; e; f; g");
    EXPECT_EQ(error_of([&] { resolve(table, "head"); }),
              "K504: 'head' is ambiguous: there are 7 heads, 'a', 'b', 'c', 'd' and 3 more; write "
              "'heads' for all, or one of them");
}

TEST(Resolve, walks_from_ids_and_words) {
    const TestTable table("a; b < a; c < b; d < c");
    EXPECT_EQ(resolved(table, "a+2"), "c");
    EXPECT_EQ(resolved(table, "d-2"), "b");
    EXPECT_EQ(resolved(table, "head-1"), "c");
    EXPECT_EQ(resolved(table, "heads-1"), "c");
    EXPECT_EQ(resolved(table, "base+2"), "b");
    EXPECT_EQ(resolved(table, "b-2"), "");
    EXPECT_EQ(resolved(table, "b+0"), "b");
    EXPECT_EQ(resolved(table, "+1", "b"), "c");
    EXPECT_EQ(resolved(table, "+2"), "b");
    EXPECT_EQ(resolved(table, "-1", "b"), "a");
    EXPECT_EQ(resolved(table, "current+1", "b"), "c");
    EXPECT_EQ(resolved(table, "-0", "b"), "b");
}

TEST(Resolve, refuses_walks_beyond_the_ends_however_huge) {
    const TestTable table("a; b < a; c < b");
    EXPECT_EQ(
        error_of([&] { resolve(table, "b+2"); }),
        "K505: 'b+2' walks too far: 'b' has only 1 above it; write 'heads' for all that there "
        "is");
    EXPECT_EQ(error_of([&] { resolve(table, "b-3"); }),
              "K505: 'b-3' walks too far: from 'b' to the base it is only 2; write 'base' for the "
              "empty database");
    EXPECT_EQ(
        error_of([&] { resolve(table, "c+1"); }),
        "K505: 'c+1' walks too far: nothing is above 'c'; 'kiln history' lists all revisions");
    EXPECT_EQ(resolved(table, "+99999999999999999999999999"), "K505");
    EXPECT_EQ(resolved(table, "a-99999999999999999999999999"), "K505");
    EXPECT_EQ(resolved(table, "base-1"), "K505");
    EXPECT_EQ(resolved(table, "-1"), "K505");
}

TEST(Resolve, refuses_walks_that_come_to_a_choice_and_says_what_is_clear) {
    const TestTable table("a; b < a; c < a; m < b c; n < m");
    EXPECT_EQ(error_of([&] { resolve(table, "a+2"); }),
              "K506: 'a+2' is ambiguous: the walk comes to a choice between 'b' and 'c'; write "
              "'b@a+2' or 'c@a+2'");
    EXPECT_EQ(resolved(table, "b@a+2"), "m");
    EXPECT_EQ(error_of([&] { resolve(table, "n-3"); }),
              "K506: 'n-3' is ambiguous: the walk comes to a choice between 'b' and 'c'; write "
              "'b-1' or 'c-1'");
    EXPECT_EQ(resolved(table, "b-1"), "a");
}

TEST(Resolve, confines_to_the_lineage_of_a_label_or_revision) {
    const TestTable table("a; b1 < a label x; b2 < b1; c1 < a; c2 < c1; b3 < b1");
    EXPECT_EQ(resolved(table, "x@heads"), "b2 b3");
    EXPECT_EQ(resolved(table, "x@head"), "K504");
    EXPECT_EQ(resolved(table, "c1@head"), "c2");
    EXPECT_EQ(resolved(table, "x@b2"), "b2");
    EXPECT_EQ(resolved(table, "x@a"), "a");
    EXPECT_EQ(resolved(table, "x@base"), "");
    EXPECT_EQ(resolved(table, "x@base+2"), "b1");
    EXPECT_EQ(resolved(table, "c2@base+3"), "c2");
    EXPECT_EQ(resolved(table, "c1@head-1"), "c1");
    EXPECT_EQ(resolved(table, "x@current", "b2 c2"), "b2");
    EXPECT_EQ(error_of([&] { resolve(table, "x@c2"); }),
              "K507: revision 'c2' (c2_test.sql) is not on branch 'x'; write 'c2' without the "
              "branch, or 'x@head'");
    EXPECT_EQ(resolved(table, "x@c2-1"), "K507");
    EXPECT_EQ(resolved(table, "b@head"), "K502");
    EXPECT_EQ(resolved(table, "nope@head"), "K501");
}

TEST(Resolve, takes_a_prefix_that_is_unique_on_the_branch) {
    const TestTable table("p label x; ae01 < p; q label y; ae02 < q");
    EXPECT_EQ(resolved(table, "ae"), "K502");
    EXPECT_EQ(resolved(table, "x@ae"), "ae01");
    EXPECT_EQ(resolved(table, "y@ae"), "ae02");
    EXPECT_EQ(resolved(table, "x@ae02"), "K507");
}

TEST(ResolveRange, is_what_stands_between_both_ends) {
    const TestTable table("a; b < a; c < b; d < c");
    EXPECT_EQ(range(table, "b:c"), "b c");
    EXPECT_EQ(range(table, ":b"), "a b");
    EXPECT_EQ(range(table, "c:"), "c d");
    EXPECT_EQ(range(table, ":"), "a b c d");
    EXPECT_EQ(range(table, "base:heads"), "a b c d");
    EXPECT_EQ(range(table, "b:b"), "b");
    EXPECT_EQ(range(table, "c"), "c");
    EXPECT_EQ(range(table, "current:", "c"), "c d");
    EXPECT_EQ(range(table, ":current", "b"), "a b");
    EXPECT_EQ(range(table, ":current"), "");
    EXPECT_EQ(range(table, "current:"), "a b c d");
    EXPECT_EQ(range(table, "c:b"), "K507");
    EXPECT_EQ(range(table, "a:b:c"), "K503");
    EXPECT_EQ(range(table, ""), "K503");
}

TEST(ResolveRange, counts_from_its_other_end_and_stops_where_the_graph_does) {
    const TestTable table("a; b < a; c < b; d < c");
    EXPECT_EQ(range(table, "-2:c"), "a b c");
    EXPECT_EQ(range(table, "-1:"), "c d");
    EXPECT_EQ(range(table, "b:+1"), "b c");
    EXPECT_EQ(range(table, ":+2"), "a b");
    EXPECT_EQ(range(table, "-1:+1", "b"), "a b c");
    EXPECT_EQ(range(table, "-1:current", "c"), "b c");
    EXPECT_EQ(range(table, "-500:c"), "a b c");
    EXPECT_EQ(range(table, "b:+500"), "b c d");
}

TEST(ResolveRange, leaves_out_other_branches_but_not_what_is_depended_on) {
    const TestTable table("a; b < a; c < a; m < b c; z; d < m needs z");
    EXPECT_EQ(range(table, "b:d"), "b m d");
    EXPECT_EQ(range(table, "c:b"), "K507");
    EXPECT_EQ(range(table, ":d"), "a b c m z d");
    EXPECT_EQ(range(table, "b:"), "b m d");
    EXPECT_EQ(range(TestTable("a; b1 < a; b2 < b1; c1 < a; c2 < c1"), "-1:"), "b1 b2 c1 c2");
}

TEST(ResolveRange, that_starts_on_a_branch_stays_on_it) {
    const TestTable table("a; b < a label net; b2 < b; c < a; c2 < c; z label other; z2 < z");
    EXPECT_EQ(range(table, "net@a:"), "a b b2");
    EXPECT_EQ(range(table, "net@base:"), "a b b2");
    EXPECT_EQ(range(table, "other@base:heads"), "z z2");
    EXPECT_EQ(range(table, "net@-1:"), "b b2");
    EXPECT_EQ(range(table, "c@a:"), "a c c2");
    EXPECT_EQ(range(table, "net@a:c2"), "K507");
}

}  // namespace
}  // namespace kiln
