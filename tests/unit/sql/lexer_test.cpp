#include "src/sql/lexer.hpp"
#include "src/sql/statement_tracker.hpp"
#include "src/text/letter_case.hpp"
#include "tests/support/sanitized.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <random>
#include <string>
#include <vector>

namespace kiln {
namespace {

/// One letter for each token's kind, in order: w s q b p , - * for word … block comment; `!`
/// behind an unterminated one.
std::string kinds(std::string_view sql, SqlRules rules = SqlRules::sqlite) {
    std::string result;
    SqlLexer lexer(sql, rules);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        result += "wsqbp,-*"[static_cast<int>(token.kind)];
        if (token.fault == SqlToken::Fault::unterminated) result += '!';
    }
    return result;
}

std::vector<std::string> texts(std::string_view sql, SqlRules rules = SqlRules::sqlite) {
    std::vector<std::string> result;
    SqlLexer lexer(sql, rules);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        result.emplace_back(lexer.text(token));
    }
    return result;
}

/// The tracker behind the last token of `sql`.
StatementTracker track(std::string_view sql, SqlRules rules) {
    StatementTracker tracker(rules);
    SqlLexer lexer(sql, rules);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        tracker.feed(token, lexer.text(token));
    }
    return tracker;
}

using Texts = std::vector<std::string>;

TEST(SqlLexer, empty_text_and_white_space_have_no_tokens) {
    EXPECT_EQ(kinds(""), "");
    EXPECT_EQ(kinds(" \t\r\n\f"), "");
}

TEST(SqlLexer, white_space_is_what_sqlites_parser_takes_for_it) {
    EXPECT_EQ(texts("a \v\vb\v c"), (Texts{"a", "b", "\v", "c"}));
    EXPECT_EQ(texts("\xef\xbb\xbf"
                    "a \xef\xbb\xbf"
                    "b\xef\xbb\xbf"
                    "c"),
              (Texts{"a",
                     "b\xef\xbb\xbf"
                     "c"}));
}

TEST(SqlLexer, every_kind_of_token_of_sqlite) {
    EXPECT_EQ(texts("a 'it''s' \"b\"\"c\" `d``e` [f\"g] x'0aff' ?1 :h @i $j <> -- k\n/* l */ m"),
              (Texts{"a", "'it''s'", "\"b\"\"c\"", "`d``e`", "[f\"g]", "x'0aff'", "?1", ":h", "@i",
                     "$j", "<>", "-- k", "/* l */", "m"}));
    EXPECT_EQ(kinds("a 'it''s' \"b\"\"c\" `d``e` [f\"g] x'0aff' ?1 :h @i $j <> -- k\n/* l */ m"),
              "wsqqqbpppp,-*w");
}

TEST(SqlLexer, numbers_are_one_token) {
    EXPECT_EQ(texts("1 1.5 .5 1e-3 1.5E+10 0xFf 1_000 1e+ t.c 1..2"),
              (Texts{"1", "1.5", ".5", "1e-3", "1.5E+10", "0xFf", "1_000", "1e", "+", "t", ".", "c",
                     "1", ".", ".2"}));
}

TEST(SqlLexer, words_may_hold_any_letter_and_dollars) {
    EXPECT_EQ(texts("größe a$b _c"), (Texts{"größe", "a$b", "_c"}));
}

TEST(SqlLexer, a_line_comment_ends_before_its_line_end) {
    EXPECT_EQ(texts("--\n-- a 'b\nc--d"), (Texts{"--", "-- a 'b", "c", "--d"}));
    EXPECT_EQ(texts("-- a\rb\nc"), (Texts{"-- a\rb", "c"}));
}

TEST(SqlLexer, an_opening_comment_does_not_close_itself) {
    EXPECT_EQ(kinds("/*/ a"), "*!");
    EXPECT_EQ(kinds("/**/ a"), "*w");
    EXPECT_EQ(kinds("/* /* */ a"), "*w");
}

TEST(SqlLexer, what_is_unterminated_reaches_to_the_end) {
    for (const std::string_view sql : {"'", "'a''", "\"", "`a", "[a", "x'00", "/*", "/* *"}) {
        SqlLexer lexer(sql, SqlRules::sqlite);
        const SqlToken token = lexer.next();
        EXPECT_EQ(token.fault, SqlToken::Fault::unterminated) << sql;
        EXPECT_EQ(lexer.text(token), sql);
        EXPECT_EQ(lexer.next().kind, SqlToken::Kind::end);
    }
}

TEST(SqlLexer, postgresql_nests_block_comments) {
    EXPECT_EQ(kinds("/* a /* b */ c */ d", SqlRules::postgresql), "*w");
    EXPECT_EQ(kinds("/* a /* b */ c", SqlRules::postgresql), "*!");
    EXPECT_EQ(kinds("/*/*/**/*/*/ d", SqlRules::postgresql), "*w");
}

TEST(SqlLexer, postgresql_reads_backslashes_only_in_e_strings) {
    EXPECT_EQ(texts(R"(E'a\'b' 'a\' c)", SqlRules::postgresql),
              (Texts{R"(E'a\'b')", R"('a\')", "c"}));
    EXPECT_EQ(kinds(R"(nameE'a\' b)", SqlRules::postgresql), "wsw");
    EXPECT_EQ(kinds(R"(e'\)", SqlRules::postgresql), "s!");
}

TEST(SqlLexer, postgresql_dollar_quotes) {
    EXPECT_EQ(texts("$$ it's $x$ $$ $f$ a $$ b $f$ $1 a$$b", SqlRules::postgresql),
              (Texts{"$$ it's $x$ $$", "$f$ a $$ b $f$", "$1", "a$$b"}));
    EXPECT_EQ(kinds("$f$ a $g$", SqlRules::postgresql), "s!");
    EXPECT_EQ(kinds("$1$ a", SqlRules::postgresql), "pw");
}

TEST(SqlLexer, postgresql_arrays_casts_and_json_operators_are_punctuation) {
    EXPECT_EQ(
        texts("a[1]::text := b ->> c @> d ? e", SqlRules::postgresql),
        (Texts{"a", "[", "1", "]", "::", "text", ":=", "b", "->>", "c", "@>", "d", "?", "e"}));
}

TEST(SqlLexer, postgresql_operators_are_as_long_as_can_be) {
    EXPECT_EQ(texts("a @-1 @ -1 b=-1*-2 c!~~*d e#>>f g<-h", SqlRules::postgresql),
              (Texts{"a", "@-", "1",    "@", "-", "1",   "b", "=", "-", "1", "*", "-",
                     "2", "c",  "!~~*", "d", "e", "#>>", "f", "g", "<", "-", "h"}));
    EXPECT_EQ(texts("a @--b\n@/*c*/d", SqlRules::postgresql),
              (Texts{"a", "@", "--b", "@", "/*c*/", "d"}));
}

TEST(SqlLexer, a_prefix_that_touches_its_string_is_a_part_of_it) {
    EXPECT_EQ(
        texts(R"(U&'\0041' u&"b" U & 'c' N'd' N 'e' vu&'f')", SqlRules::postgresql),
        (Texts{R"(U&'\0041')", R"(u&"b")", "U", "&", "'c'", "N'd'", "N", "'e'", "vu", "&", "'f'"}));
    EXPECT_EQ(texts(R"(n'it\'s' n 'a')", SqlRules::mysql), (Texts{R"(n'it\'s')", "n", "'a'"}));
    EXPECT_EQ(texts("n'a'", SqlRules::sqlite), (Texts{"n", "'a'"}));
}

TEST(SqlLexer, mysql_escapes_with_backslashes) {
    EXPECT_EQ(texts(R"('it\'s' "a\"b" 'c\\' `d\`)", SqlRules::mysql),
              (Texts{R"('it\'s')", R"("a\"b")", R"('c\\')", R"(`d\`)"}));
    EXPECT_EQ(kinds(R"('a' "b" `c` b'01' @d)", SqlRules::mysql), "ssqbp");
    EXPECT_EQ(kinds("'a\\", SqlRules::mysql), "s!");
}

TEST(SqlLexer, mysql_comments) {
    EXPECT_EQ(texts("# a 'b\nc -- d\ne--1 --\n--", SqlRules::mysql),
              (Texts{"# a 'b", "c", "-- d", "e", "-", "-", "1", "--", "--"}));
}

TEST(SqlLexer, any_is_sqlite_with_dollar_quotes) {
    EXPECT_EQ(texts("[a] $$ ' $$ `b` $c", SqlRules::any), (Texts{"[a]", "$$ ' $$", "`b`", "$c"}));
    EXPECT_EQ(kinds("$$ '", SqlRules::sqlite), "ps!");
}

TEST(SqlLexer, reads_from_an_offset_and_tells_offsets_in_the_whole_text) {
    SqlLexer lexer("abc 'd", SqlRules::sqlite, 3);
    const SqlToken token = lexer.next();
    EXPECT_EQ(token.offset, 4U);
    EXPECT_EQ(token.size, 2U);
}

TEST(SqlLexer, any_bytes_are_tokens_that_cover_the_text_in_order) {
    std::mt19937 random(1);
    using namespace std::string_literals;
    const std::string alphabet = "'\"`[]$x?:@-/*#\\\n \0e\x01\xff.0;"s;
    for (const SqlRules rules :
         {SqlRules::sqlite, SqlRules::postgresql, SqlRules::mysql, SqlRules::any}) {
        for (int round = 0; round < 5000; ++round) {
            std::string sql;
            for (std::size_t size = random() % 24; size > 0; --size) {
                sql += alphabet[random() % alphabet.size()];
            }
            SqlLexer lexer(sql, rules);
            std::size_t position = 0;
            for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
                 token = lexer.next()) {
                ASSERT_GE(token.offset, position);
                ASSERT_GT(token.size, 0U);
                position = token.offset + token.size;
                ASSERT_LE(position, sql.size());
                if (token.fault != SqlToken::Fault::none) {
                    ASSERT_EQ(position, sql.size());
                }
            }
        }
    }
}

/// The tokens that skim() must not pass over, with their places.
std::string landmarks(std::string_view sql, SqlRules rules, bool skim) {
    using TokenKind = SqlToken::Kind;
    std::string result;
    SqlLexer lexer(sql, rules);
    for (;;) {
        if (skim) lexer.skim();
        const SqlToken token = lexer.next();
        if (token.kind == TokenKind::end) return result;
        const bool is_quoted = token.kind == TokenKind::string ||
                               token.kind == TokenKind::quoted_identifier ||
                               token.kind == TokenKind::blob;
        const bool passed = token.kind == TokenKind::word ||
                            (token.kind == TokenKind::punctuation && lexer.text(token) != ";") ||
                            (is_quoted && token.fault == SqlToken::Fault::none);
        if (passed) continue;
        result += std::to_string(token.offset) + "+" + std::to_string(token.size) +
                  (token.fault == SqlToken::Fault::none ? " " : "! ");
    }
}

TEST(SqlLexer, skimming_finds_all_that_is_no_word_operator_or_closed_quote) {
    std::mt19937 random(2);
    const std::vector<std::string> soup = {
        "'", "''", "\"", "`",   "[",  "]",  "$",        "$$",   "$t$", "x",  "E",
        "b", "-",  "--", "-- ", "/*", "*/", "#",        "\n",   " ",   "\\", "7",
        ":", "@",  "?",  ";",   "(",  "<=", "\xc3\xa4", "word", "&",   "u",  "n"};
    for (const SqlRules rules :
         {SqlRules::sqlite, SqlRules::postgresql, SqlRules::mysql, SqlRules::any}) {
        for (int round = 0; round < 20'000; ++round) {
            std::string sql;
            for (std::size_t count = random() % 12; count > 0; --count) {
                sql += soup[random() % soup.size()];
            }
            ASSERT_EQ(landmarks(sql, rules, true), landmarks(sql, rules, false)) << sql;
        }
    }
}

TEST(SqlLexer, a_dollar_behind_a_decimal_point_begins_a_string) {
    EXPECT_EQ(texts("1.$$;$$", SqlRules::any), (Texts{"1.", "$$;$$"}));
    EXPECT_EQ(landmarks("1.$$;$$;", SqlRules::any, true), "7+1 ");
}

TEST(SqlLexer, huge_nesting_and_repetition_are_read) {
    const std::size_t n = 1'000'000;
    std::string nested;
    for (std::size_t i = 0; i < n; ++i) nested += "/*";
    EXPECT_EQ(kinds(nested, SqlRules::postgresql), "*!");
    std::string tags = "$tag$";
    for (std::size_t i = 0; i < n; ++i) tags += "$ta";
    EXPECT_EQ(kinds(tags, SqlRules::postgresql), "s!");
    EXPECT_EQ(kinds("'" + std::string(2 * n, '\'')), "s!");
}

TEST(SqlText, keywords_compare_ignoring_ascii_case_alone) {
    EXPECT_TRUE(equal_ignoring_case("SeLeCt", "sElEcT"));
    EXPECT_FALSE(equal_ignoring_case("select", "selec"));
    EXPECT_FALSE(equal_ignoring_case("\xc3\xa4", "\xc3\x84"));
    EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(SqlLexer, next_code_passes_over_comments) {
    SqlLexer lexer("-- a\n/* b */ select -- c\n, /**/", SqlRules::sqlite);
    EXPECT_EQ(lexer.text(lexer.next_code()), "select");
    EXPECT_EQ(lexer.text(lexer.next_code()), ",");
    EXPECT_EQ(lexer.next_code().kind, SqlToken::Kind::end);
}

TEST(StatementTracker, knows_where_the_open_statement_began) {
    EXPECT_EQ(track("SELECT 1;  SELECT 2", SqlRules::sqlite).statement_start(), 11U);
    EXPECT_EQ(track("SELECT 1; -- done", SqlRules::sqlite).statement_start(), std::nullopt);
    EXPECT_EQ(track("", SqlRules::sqlite).statement_start(), std::nullopt);
}

TEST(StatementTracker, a_trigger_ends_at_the_end_behind_a_semicolon) {
    for (const SqlRules rules : {SqlRules::sqlite, SqlRules::any}) {
        const std::string head = "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN ";
        EXPECT_TRUE(track(head, rules).in_body());
        EXPECT_TRUE(track(head + "SELECT CASE a WHEN 1 THEN 2 END; ", rules).in_body());
        EXPECT_TRUE(track(head + "SELECT 1 END", rules).in_body());
        EXPECT_FALSE(track(head + "SELECT 1; END", rules).in_body());
        EXPECT_FALSE(track(head + "SELECT 1; /* c */ END; SELECT 1;", rules).in_body());
    }
}

TEST(StatementTracker, a_transaction_is_no_body) {
    for (const SqlRules rules :
         {SqlRules::sqlite, SqlRules::postgresql, SqlRules::mysql, SqlRules::any}) {
        EXPECT_FALSE(track("BEGIN; CREATE TABLE trigger(a)", rules).in_body());
        EXPECT_FALSE(track("CREATE TABLE begin(a); BEGIN", rules).in_body());
    }
}

TEST(StatementTracker, a_trigger_without_begin_is_no_body_outside_sqlite) {
    const std::string sql = "CREATE TRIGGER t AFTER INSERT ON a EXECUTE FUNCTION f()";
    EXPECT_FALSE(track(sql, SqlRules::any).in_body());
    EXPECT_FALSE(track(sql, SqlRules::postgresql).in_body());
    EXPECT_FALSE(track(sql, SqlRules::mysql).in_body());
    EXPECT_EQ(track(sql + ";", SqlRules::any).statement_start(), std::nullopt);
}

TEST(StatementTracker, mysql_bodies_are_followed_block_by_block) {
    const std::string body =
        "CREATE DEFINER = `root`@`localhost` PROCEDURE p(begin INT)\n"
        "main: BEGIN\n"
        "  DECLARE EXIT HANDLER FOR SQLEXCEPTION BEGIN ROLLBACK; END;\n"
        "  IF a THEN SELECT IF(a, 1, 2); ELSEIF b THEN SET c = 1; ELSE BEGIN END; END IF;\n"
        "  CASE a WHEN 1 THEN SET b = CASE WHEN c THEN 1 ELSE 2 END; END CASE;\n"
        "  l: LOOP IF a THEN LEAVE l; END IF; END LOOP l;\n"
        "  WHILE a DO SET a = t.end; END WHILE;\n"
        "  REPEAT SET a = REPEAT('x', 3); UNTIL a > 3 END REPEAT;\n"
        "  UPDATE t SET end = 1;\n";
    EXPECT_TRUE(track(body, SqlRules::mysql).in_body());
    EXPECT_FALSE(track(body + "END", SqlRules::mysql).in_body());
    EXPECT_EQ(track(body + "END main;", SqlRules::mysql).statement_start(), std::nullopt);
}

TEST(StatementTracker, mysql_triggers_and_events_have_bodies) {
    EXPECT_TRUE(
        track("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET @a = 1;", SqlRules::mysql)
            .in_body());
    EXPECT_TRUE(
        track("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a;", SqlRules::mysql)
            .in_body());
    EXPECT_FALSE(
        track("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM a; END", SqlRules::mysql)
            .in_body());
}

TEST(StatementTracker, postgresql_has_bodies_behind_begin_atomic) {
    const std::string head = "CREATE OR REPLACE FUNCTION begin() RETURNS int LANGUAGE sql ";
    const SqlRules rules = SqlRules::postgresql;
    EXPECT_FALSE(track(head, rules).in_body());
    EXPECT_TRUE(track(head + "BEGIN ATOMIC SELECT CASE WHEN a THEN 1 END;", rules).in_body());
    EXPECT_FALSE(track(head + "BEGIN ATOMIC SELECT 1; END", rules).in_body());
    EXPECT_EQ(track(head + "AS 'SELECT 1;';", rules).statement_start(), std::nullopt);
}

TEST(StatementTracker, hostile_nesting_needs_no_stack) {
    std::string sql = "CREATE PROCEDURE p() ";
    for (int i = 0; i < 1'000'000; ++i) sql += "BEGIN ";
    EXPECT_TRUE(track(sql, SqlRules::mysql).in_body());
}

/// The oracle for SQLite's rules.
TEST(StatementTracker, agrees_with_sqlite3_complete_on_token_soup) {
    const std::vector<std::string> soup = {
        "create", "CREATE", "temp",    "temporary", "trigger", "TRIGGER",   "begin", "end",   "END",
        "END",    ";",      ";",       ";",         "explain", "query",     "case",  "table", "a",
        "'b;'",   "'",      "\"c\"",   "`d`",       "[e;]",    "x'00'",     "12",    "(",     ")",
        "-- f;",  "\n",     "/* ; */", "/*",        "-",       "\"create\""};
    constexpr int rounds = support::is_sanitized ? 20'000 : 200'000;
    std::mt19937 random(7);
    int complete = 0;
    for (int round = 0; round < rounds; ++round) {
        std::string sql;
        for (std::size_t count = random() % 14; count > 0; --count) {
            // Without a space tokens melt into others, which is worth a look too.
            sql += soup[random() % soup.size()] + (random() % 8 == 0 ? "" : " ");
        }
        SqlLexer lexer(sql, SqlRules::sqlite);
        StatementTracker tracker(SqlRules::sqlite);
        bool semicolon = false;
        bool terminated = true;
        for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
             token = lexer.next()) {
            tracker.feed(token, lexer.text(token));
            semicolon = semicolon || lexer.text(token) == ";";
            terminated = terminated && token.fault == SqlToken::Fault::none;
        }
        const bool ours = semicolon && terminated && !tracker.statement_start();
        ASSERT_EQ(ours, sqlite3_complete(sql.c_str()) != 0) << sql;
        complete += ours ? 1 : 0;
    }
    EXPECT_GT(complete, rounds / 20);
}

}  // namespace
}  // namespace kiln
