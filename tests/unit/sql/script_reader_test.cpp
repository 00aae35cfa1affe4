#include "src/sql/script_reader.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {
namespace {

using Texts = std::vector<std::string>;

/// The statements as a driver sends them, each with its data behind ` <- ` where it has some.
Texts split(std::string_view sql, SqlRules rules) {
    Texts out;
    StatementSplitter splitter(rules);
    for (std::size_t at = 0; at < sql.size();) {
        const ScriptStatement statement = splitter.first(sql.substr(at));
        if (statement.is_none()) break;
        std::string text(sql.substr(at + statement.begin, statement.end - statement.begin));
        if (statement.data) text += " <- " + std::string(*statement.data);
        out.push_back(text);
        EXPECT_GT(statement.next, 0U);
        at += statement.next;
    }
    return out;
}

Texts postgresql(std::string_view sql) { return split(sql, SqlRules::postgresql); }
Texts mysql(std::string_view sql) { return split(sql, SqlRules::mysql); }

/// A letter a token: c code, - comment, ; terminator, d data, m misplaced, x client, l lock; `!`
/// behind an unterminated one, the end too.
std::string roles(std::string_view sql, SqlRules rules) {
    std::string out;
    ScriptReader reader(sql, rules);
    for (;;) {
        const ScriptToken token = reader.next();
        const bool end = token.kind == SqlToken::Kind::end;
        if (!end) out += "c-;dmxl"[static_cast<int>(token.role)];
        if (token.fault == SqlToken::Fault::unterminated) out += '!';
        if (end) return out;
    }
}

TEST(ScriptReader, nothing_and_comments_are_no_statement) {
    for (const SqlRules rules :
         {SqlRules::sqlite, SqlRules::postgresql, SqlRules::mysql, SqlRules::any}) {
        EXPECT_EQ(split("", rules), Texts{});
        EXPECT_EQ(split(" ;; -- a\n/* b */;", rules), Texts{});
        EXPECT_EQ(split("a; ;b -- c", rules), (Texts{"a", "b"}));
    }
}

// --- PostgreSQL ---

TEST(ScriptReader, postgresql_semicolons_in_all_kinds_of_strings_end_nothing) {
    EXPECT_EQ(
        postgresql("a '; --'; b $$;$$; c $x$ $$; $x$; d E'\\';'; e U&';'; f \"g;h\"; i"),
        (Texts{"a '; --'", "b $$;$$", "c $x$ $$; $x$", "d E'\\';'", "e U&';'", "f \"g;h\"", "i"}));
    EXPECT_EQ(postgresql("a '\\'; b /* ; /* ; */ ; */; c -- ;\n; d"),
              (Texts{"a '\\'", "b", "c", "d"}));
}

TEST(ScriptReader, postgresql_escape_strings_go_on_behind_line_ends) {
    EXPECT_EQ(postgresql("a E'b'\n 'c\\';' ; d"), (Texts{"a E'b'\n 'c\\';'", "d"}));
    EXPECT_EQ(postgresql("a E'b' -- ;\n'c\\';'; d"), (Texts{"a E'b' -- ;\n'c\\';'", "d"}));
    // On the same line it does not.
    EXPECT_EQ(postgresql("a E'b' 'c\\'; d"), (Texts{"a E'b' 'c\\'", "d"}));
    EXPECT_EQ(postgresql("a 'b'\n 'c\\'; d"), (Texts{"a 'b'\n 'c\\'", "d"}));
}

TEST(ScriptReader, postgresql_bodies_hold_cases_and_columns_called_end) {
    const std::string body =
        "CREATE FUNCTION f(begin int, atomic int) RETURNS int LANGUAGE sql BEGIN ATOMIC\n"
        "  SELECT CASE WHEN a THEN CASE b WHEN 1 THEN 2 END ELSE t.end END;\n"
        "  SELECT handler, begin, 1 AS if, loop END FROM t;\n"
        "  INSERT INTO u VALUES (1) ON CONFLICT DO NOTHING;\n"
        "  RETURN (CASE WHEN x THEN 1 END);\n"
        "END";
    EXPECT_EQ(postgresql(body + "; SELECT 1;"), (Texts{body, "SELECT 1"}));
    EXPECT_EQ(postgresql("CREATE FUNCTION f() RETURNS int RETURN CASE WHEN a THEN 1 END; b"),
              (Texts{"CREATE FUNCTION f() RETURNS int RETURN CASE WHEN a THEN 1 END", "b"}));
    EXPECT_EQ(postgresql("BEGIN; a; END; b"), (Texts{"BEGIN", "a", "END", "b"}));
}

TEST(ScriptReader, postgresql_rules_hold_lists_of_statements) {
    const std::string rule =
        "CREATE OR REPLACE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES ((1)); DELETE "
        "FROM v;)";
    EXPECT_EQ(postgresql(rule + "; a"), (Texts{rule, "a"}));
    EXPECT_EQ(split(rule + "; a", SqlRules::any), (Texts{rule, "a"}));
    EXPECT_EQ(postgresql("CREATE RULE r AS ON INSERT TO t DO NOTHING; a"),
              (Texts{"CREATE RULE r AS ON INSERT TO t DO NOTHING", "a"}));
    // Elsewhere a parenthesis that is not closed does not swallow what follows.
    EXPECT_EQ(postgresql("CREATE TABLE t (a; b"), (Texts{"CREATE TABLE t (a", "b"}));
}

TEST(ScriptReader, postgresql_copy_has_its_data_behind_it) {
    const std::string sql =
        "COPY public.t (a, b) FROM stdin;\n"
        "1\tit's; -- kiln:upgrade\n"
        "-- kiln:downgrade\n"
        "\\N\t$$\n"
        "\\.\n"
        "\nCOPY t FROM STDIN WITH (FORMAT csv, DELIMITER ';'); -- c\n\\.\nSELECT 1;";
    for (const SqlRules rules : {SqlRules::postgresql, SqlRules::any}) {
        EXPECT_EQ(split(sql, rules),
                  (Texts{"COPY public.t (a, b) FROM stdin <- 1\tit's; -- kiln:upgrade\n-- "
                         "kiln:downgrade\n\\N\t$$\n",
                         "COPY t FROM STDIN WITH (FORMAT csv, DELIMITER ';') <- ", "SELECT 1"}));
        EXPECT_EQ(roles("COPY t FROM stdin;\n'\n\\.", rules), "cccc;d");
    }
    EXPECT_EQ(split("COPY t FROM stdin;\na\n", SqlRules::sqlite),
              (Texts{"COPY t FROM stdin", "a"}));
}

TEST(ScriptReader, postgresql_copies_of_other_things_have_none) {
    for (const std::string copy :
         {"COPY t FROM 'stdin'", "COPY t FROM PROGRAM 'x'", "COPY t TO stdout",
          "COPY (SELECT a FROM stdin) TO stdout", "SELECT a FROM stdin", "COPY stdin FROM 'x'"}) {
        EXPECT_EQ(postgresql(copy + ";\na"), (Texts{copy, "a"}));
    }
}

TEST(ScriptReader, postgresql_data_that_have_no_end_are_a_fault) {
    const SqlRules rules = SqlRules::postgresql;
    EXPECT_EQ(roles("COPY t FROM stdin;\n1\n", rules), "cccc;d!");
    EXPECT_EQ(roles("COPY t FROM stdin;\n1\n \\.", rules), "cccc;d!");
    EXPECT_EQ(roles("COPY t FROM stdin;", rules), "cccc;!");
    EXPECT_EQ(roles("COPY t FROM stdin", rules), "cccc!");
    EXPECT_EQ(roles("COPY t FROM stdin; SELECT 1;\n1\n\\.\n", rules), "cccc;md");
    EXPECT_EQ(roles("COPY t FROM 'x'", rules), "cccc");
}

TEST(ScriptReader, postgresql_restrictions_are_comments_and_other_backslashes_are_not) {
    const SqlRules rules = SqlRules::postgresql;
    EXPECT_EQ(postgresql("\\restrict aB3'x\na;\n\\unrestrict aB3'x\n"), (Texts{"a"}));
    EXPECT_EQ(roles("\\restrict a'\n\\unrestrict\n", rules), "--");
    EXPECT_EQ(roles("\\restricted a\n", rules), "x");
    EXPECT_EQ(roles("a \\restrict b\n;", rules), "cx;");
    EXPECT_EQ(roles("\\connect a 'b\nc \\g d\n", rules), "xcx");
    EXPECT_EQ(roles("E'\\g' $$\\g$$ \"\\g\" '\\' /*\\g*/", rules), "cccc-");
    EXPECT_EQ(roles("\\restrict a\n\\c", SqlRules::any), "-x");
    EXPECT_EQ(roles("\\c", SqlRules::sqlite), "cc");
}

TEST(ScriptReader, postgresql_strings_have_backslashes_where_a_set_says_so) {
    EXPECT_EQ(postgresql("SET standard_conforming_strings = off; a '\\';'; b"),
              (Texts{"SET standard_conforming_strings = off", "a '\\';'", "b"}));
    EXPECT_EQ(postgresql("SET standard_conforming_strings TO 'off'; SET LOCAL "
                         "standard_conforming_strings = on; a '\\'; b"),
              (Texts{"SET standard_conforming_strings TO 'off'",
                     "SET LOCAL standard_conforming_strings = on", "a '\\'", "b"}));
}

// --- MySQL ---

TEST(ScriptReader, mysql_strings_and_comments) {
    EXPECT_EQ(mysql(R"(a '\';' ";\"" `;`; b 5--1; c -- ;
; d # ;
; e /* ; /* */; f --)"),
              (Texts{R"(a '\';' ";\"" `;`)", "b 5--1", "c", "d", "e", "f"}));
    EXPECT_EQ(mysql("a --\v;\n; b --\x01;\n; c"), (Texts{"a", "b", "c"}));
}

TEST(ScriptReader, mysql_modes_change_how_strings_are_read) {
    EXPECT_EQ(mysql("SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'; a '\\'; b \"\\\"; SET "
                    "@@sql_mode = ''; c '\\';'"),
              (Texts{"SET sql_mode = 'ANSI_QUOTES,NO_BACKSLASH_ESCAPES'", "a '\\'", "b \"\\\"",
                     "SET @@sql_mode = ''", "c '\\';'"}));
    EXPECT_EQ(mysql("/*!40101 SET @OLD=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES', a='b' */; c "
                    "'\\'; /*!40101 SET SQL_MODE=@OLD */; d '\\';'"),
              (Texts{"/*!40101 SET @OLD=@@SQL_MODE, SQL_MODE='NO_BACKSLASH_ESCAPES', a='b' */",
                     "c '\\'", "/*!40101 SET SQL_MODE=@OLD */", "d '\\';'"}));
}

TEST(ScriptReader, mysql_executes_some_comments) {
    EXPECT_EQ(mysql("/*!40101 SET NAMES utf8 */;\n/*M!100100 SET a = '*/;' */; /* b */; c /*!1*/"),
              (Texts{"/*!40101 SET NAMES utf8 */", "/*M!100100 SET a = '*/;' */", "c /*!1*/"}));
    // The server takes that for a part of the statement.
    EXPECT_EQ(mysql("/*! a; b */; c"), (Texts{"/*! a; b */", "c"}));
    EXPECT_EQ(mysql("/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE INSERT "
                    "ON u FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END */; c"),
              (Texts{"/*!50003 CREATE*/ /*!50017 DEFINER=`a`@`b`*/ /*!50003 TRIGGER t BEFORE "
                     "INSERT ON u FOR EACH ROW BEGIN SET @a = 1; SET @b = 2; END */",
                     "c"}));
    // MariaDB's dumps begin with it, and no server has that version.
    EXPECT_EQ(mysql("/*!999999\\- enable the sandbox mode */ \n/*M!999999\\- x */\na;"),
              (Texts{"a"}));
    for (const SqlRules rules : {SqlRules::postgresql, SqlRules::sqlite, SqlRules::any}) {
        EXPECT_EQ(split("/*!40101 a */; b", rules), (Texts{"b"}));
    }
}

TEST(ScriptReader, mysql_bodies_need_no_delimiter) {
    for (const std::string body : {
             "CREATE DEFINER=`a`@`%` PROCEDURE p(IN begin INT) SQL SECURITY INVOKER BEGIN "
             "SELECT CASE WHEN a THEN 1 END; IF a THEN b; ELSE c; END IF; END",
             "CREATE TRIGGER t BEFORE INSERT ON row FOR EACH ROW IF NEW.a < 0 THEN SET NEW.a = 0; "
             "END IF",
             "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW FOLLOWS begin SET NEW.a = IF(a, 1, "
             "2)",
             "CREATE FUNCTION f() RETURNS SET('a') CHARACTER SET utf8 DETERMINISTIC CASE a WHEN 1 "
             "THEN RETURN 2; END CASE",
             "CREATE FUNCTION f(a INT) RETURNS INT RETURN CASE a WHEN 1 THEN 2 END",
             "CREATE PROCEDURE p() l: LOOP a; LEAVE l; END LOOP",
             "CREATE PROCEDURE p() FOR i IN 1..3 DO a; END FOR",
             "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN a; END",
             "ALTER EVENT e DO BEGIN a; DO SLEEP(1); b; END",
             "BEGIN NOT ATOMIC a; REPEAT b; UNTIL c END REPEAT; END",
             "IF a THEN b; END IF",
             "WHILE a DO b; END WHILE",
         }) {
        EXPECT_EQ(mysql(body + "; next"), (Texts{body, "next"}));
    }
    EXPECT_EQ(mysql("BEGIN; a; COMMIT; BEGIN WORK; b"),
              (Texts{"BEGIN", "a", "COMMIT", "BEGIN WORK", "b"}));
    EXPECT_EQ(mysql("ALTER TABLE t ADD a INT; b"), (Texts{"ALTER TABLE t ADD a INT", "b"}));
}

TEST(ScriptReader, mysql_delimiters_are_obeyed) {
    for (const SqlRules rules : {SqlRules::mysql, SqlRules::any}) {
        EXPECT_EQ(split("a; DELIMITER $$\nb; c$$\nd;\nEND$$\ndelimiter ;\ne; f", rules),
                  (Texts{"a", "b; c", "d;\nEND", "e", "f"}));
        EXPECT_EQ(split("DELIMITER ;;\na; b ;;\nDELIMITER ;\nc; d", rules),
                  (Texts{"a; b", "c", "d"}));
        EXPECT_EQ(split("DELIMITER //\na / b || c // d '//' -- //\n //\n", rules),
                  (Texts{"a / b || c", "d '//'"}));
        EXPECT_EQ(split("DELIMITER '|'\na | b; | c || d", rules), (Texts{"a", "b;", "c", "d"}));
        EXPECT_EQ(split("DELIMITER go -- x\na\ngo\nb go", rules), (Texts{"a", "b"}));
        EXPECT_EQ(roles("DELIMITER $$\na$$", rules), "-c;");
    }
    // Where a statement is open it may be a name.
    EXPECT_EQ(mysql("SELECT\ndelimiter FROM t; b"), (Texts{"SELECT\ndelimiter FROM t", "b"}));
    EXPECT_EQ(postgresql("delimiter $$\na;$$"), (Texts{"delimiter $$\na;$$"}));
}

TEST(ScriptReader, mysql_commands_of_the_client_are_told) {
    for (const SqlRules rules : {SqlRules::mysql, SqlRules::any}) {
        EXPECT_EQ(roles("SOURCE a'b.sql\nc", rules), "xc");
        EXPECT_EQ(roles("DELIMITER\n", rules), "x");
        EXPECT_EQ(roles("DELIMITER a\\b\n", rules), "x");
        EXPECT_EQ(roles("SELECT 1\\G\n", rules), "ccx");
        EXPECT_EQ(roles("\\. a.sql\n", rules), "x");
        EXPECT_EQ(roles("SELECT \\N;", rules), "ccc;");
        EXPECT_EQ(roles("SELECT source;", rules), "cc;");
    }
    EXPECT_EQ(roles("source a", SqlRules::postgresql), "cc");
}

TEST(ScriptReader, mysql_locks_of_tables_are_told) {
    EXPECT_EQ(roles("LOCK /**/ TABLES t WRITE;", SqlRules::mysql), "l-ccc;");
    EXPECT_EQ(roles("LOCK INSTANCE FOR BACKUP", SqlRules::mysql), "cccc");
    EXPECT_EQ(roles("SELECT lock tables", SqlRules::mysql), "ccc");
    EXPECT_EQ(roles("LOCK TABLE t", SqlRules::postgresql), "ccc");
}

// --- Any bytes ---

TEST(ScriptReader, statements_cover_the_text_in_order_whatever_it_is) {
    std::mt19937 random(3);
    const std::vector<std::string> soup = {
        "COPY ",      "t ",       "FROM ", "stdin",  ";",        "\n",   "\\.",   "\\.\n",
        "DELIMITER ", "$$",       "//",    " ",      "'",        "\\",   "/*!",   "*/",
        "/*",         "--",       "#",     "BEGIN ", "END ",     "IF ",  "THEN ", "CASE ",
        "CREATE ",    "RULE ",    "(",     ")",      "TRIGGER ", "ROW ", "EACH ", "FOR ",
        "SET ",       "sql_mode", "\"",    "$t$",    "ATOMIC ",  "NOT ", "E'",    ":"};
    for (const SqlRules rules :
         {SqlRules::sqlite, SqlRules::postgresql, SqlRules::mysql, SqlRules::any}) {
        for (int round = 0; round < 5000; ++round) {
            std::string sql;
            for (std::size_t count = random() % 16; count > 0; --count) {
                sql += soup[random() % soup.size()];
            }
            ScriptReader reader(sql, rules);
            ScriptReader skimming(sql, rules);
            std::size_t position = 0;
            for (ScriptToken token = reader.next(); token.kind != SqlToken::Kind::end;
                 token = reader.next()) {
                ASSERT_GE(token.offset, position) << sql;
                position = token.offset + token.size;
                ASSERT_LE(position, sql.size()) << sql;
                if (token.role == ScriptToken::Role::code ||
                    token.role == ScriptToken::Role::lock_tables)
                    continue;
                // Skimming finds the same, at the same places.
                ScriptToken other;
                do {
                    skimming.skim();
                    other = skimming.next();
                } while (other.is_code() && other.kind != SqlToken::Kind::end);
                ASSERT_EQ(other.role, token.role) << sql;
                ASSERT_EQ(other.offset, token.offset) << sql;
            }
            StatementSplitter splitter(rules);
            for (std::size_t at = 0; at < sql.size();) {
                const ScriptStatement statement = splitter.first(std::string_view(sql).substr(at));
                ASSERT_LE(statement.begin, statement.end) << sql;
                ASSERT_LE(statement.end, statement.next) << sql;
                ASSERT_GT(statement.next, 0U) << sql;
                at += statement.next;
                ASSERT_LE(at, sql.size()) << sql;
            }
        }
    }
}

}  // namespace
}  // namespace kiln
