#include "src/database/sqlite/connection.hpp"

#include <kiln/codes.hpp>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>
#include <vector>

namespace kiln {
namespace {

class SqliteScript : public testing::Test {
protected:
    void SetUp() override { ASSERT_EQ(sqlite3_open(":memory:", &db_), SQLITE_OK); }
    void TearDown() override { sqlite3_close(db_); }

    void execute(const std::string& sql) {
        ASSERT_EQ(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
            << sqlite3_errmsg(db_);
    }

    std::string value(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            return sqlite3_errmsg(db_);
        }
        std::string text = "(no row)";
        if (sqlite3_step(statement) == SQLITE_ROW) {
            const auto* first = sqlite3_column_text(statement, 0);
            text = first ? reinterpret_cast<const char*>(first) : "(null)";
        }
        sqlite3_finalize(statement);
        return text;
    }

    /// Runs `sql` in a transaction as the runtime does, and commits it where nothing failed.
    std::optional<Fault> in_transaction(const std::string& sql) {
        execute("BEGIN IMMEDIATE");
        auto fault = run_script(db_, sql);
        if (sqlite3_get_autocommit(db_) == 0) execute(fault ? "ROLLBACK" : "COMMIT");
        return fault;
    }

    std::optional<Fault> without_transaction(const std::string& sql) {
        ScriptOptions options;
        options.in_transaction = false;
        return run_script(db_, sql, options);
    }

    /// K301 stands for what SQLite itself refuses.
    static Code code_of(const Fault& fault) {
        return fault.reason == Reason::guard ? fault.code : Code::upgrade_failed;
    }

    /// The fault has this code and points at the first `token` in the script.
    void expect_fault(const std::optional<Fault>& fault, const std::string& sql, Code code,
                      const std::string& token) {
        ASSERT_TRUE(fault) << sql;
        EXPECT_EQ(code_of(*fault), code) << sql << ": " << fault->message;
        EXPECT_EQ(fault->offset, sql.find(token)) << sql << ": " << fault->message;
        EXPECT_EQ(fault->message.find('\n'), std::string::npos);
        EXPECT_FALSE(fault->message.empty());
    }

    void expect_refused(const std::string& sql, Code code, const std::string& token) {
        const auto fault = in_transaction(sql);
        expect_fault(fault, sql, code, token);
        if (fault && code != Code::upgrade_failed) {
            EXPECT_FALSE(fault->hint.empty()) << sql;
            EXPECT_EQ(fault->reason, Reason::guard) << sql;
        }
    }

    void expect_runs(const std::string& sql) {
        const auto fault = in_transaction(sql);
        EXPECT_FALSE(fault) << sql << ": " << fault->message;
    }

    sqlite3* db_ = nullptr;
};

TEST_F(SqliteScript, runs_every_statement) {
    expect_runs("CREATE TABLE a(x); INSERT INTO a VALUES (1);\n-- two\nINSERT INTO a VALUES (2)");
    EXPECT_EQ(value("SELECT sum(x) FROM a"), "3");
}

TEST_F(SqliteScript, an_empty_script_does_nothing) {
    for (const char* sql : {"", " \n\t", ";", ";;\n;", "-- a comment", "/* a */ ; -- b\n",
                            "/* open", "\xEF\xBB\xBF", "--", "/*", "-", "/"}) {
        const auto fault = in_transaction(sql);
        if (std::string(sql) == "-" || std::string(sql) == "/") {
            EXPECT_TRUE(fault) << sql;
        } else {
            EXPECT_FALSE(fault) << sql << ": " << fault->message;
        }
    }
}

TEST_F(SqliteScript, a_semicolon_in_a_trigger_does_not_end_it) {
    expect_runs(
        "CREATE TABLE a(x); CREATE TABLE log(x);\n"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
        "  INSERT INTO log VALUES (new.x); INSERT INTO log VALUES (new.x + 1);\n"
        "END;\n"
        "INSERT INTO a VALUES (1);");
    EXPECT_EQ(value("SELECT count(*) FROM log"), "2");
}

TEST_F(SqliteScript, a_select_is_run_to_its_end) {
    expect_runs(
        "CREATE TABLE a(x); CREATE TABLE b(x);"
        "INSERT INTO a VALUES (1), (2), (3);"
        "INSERT INTO b SELECT x FROM a RETURNING x;"
        "SELECT x FROM a;");
    EXPECT_EQ(value("SELECT count(*) FROM b"), "3");
    const auto fault = in_transaction(
        "SELECT abs(column1) FROM (VALUES (1), (2), "
        "(-9223372036854775808))");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->message, "integer overflow");
}

TEST_F(SqliteScript, sqlites_error_points_at_the_token) {
    const std::string sql = "CREATE TABLE a(x);\n-- next\nINSERT INTO a VALUES (1 oops);";
    expect_fault(in_transaction(sql), sql, Code::upgrade_failed, "oops");
    expect_refused("SELECT 1;\nSELECT missing", Code::upgrade_failed, "missing");
}

TEST_F(SqliteScript, an_error_without_an_offset_points_at_the_statement) {
    const std::string sql = "CREATE TABLE a(x UNIQUE); /* x */ INSERT INTO a VALUES (1), (1);";
    const auto fault = in_transaction(sql);
    expect_fault(fault, sql, Code::upgrade_failed, "INSERT");
    EXPECT_EQ(fault->message, "UNIQUE constraint failed: a.x");
    EXPECT_EQ(fault->reason, Reason::constraint);
}

TEST_F(SqliteScript, what_is_there_already_is_told_by_the_schema) {
    execute("CREATE TABLE a(x); CREATE INDEX i ON a(x); CREATE VIEW v AS SELECT 1");
    execute("CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END");
    for (const char* sql :
         {"CREATE TABLE a(y)", "create table main . \"A\" (y)", "CREATE TABLE v(y)",
          "CREATE VIEW a AS SELECT 1", "CREATE UNIQUE INDEX i ON a(x)",
          "CREATE TRIGGER [t] AFTER INSERT ON a BEGIN SELECT 1; END",
          "/* again */ ALTER TABLE a ADD COLUMN X", "ALTER TABLE main.a ADD \"x\" TEXT"}) {
        const auto fault = in_transaction(sql);
        ASSERT_TRUE(fault) << sql;
        EXPECT_EQ(fault->reason, Reason::exists) << sql << ": " << fault->message;
    }
}

TEST_F(SqliteScript, another_error_about_what_is_there_is_no_such_thing) {
    execute("CREATE TABLE a(x)");
    for (const char* sql :
         {"CREATE TABLE IF NOT EXISTS a(x,,)", "CREATE TABLE b(a,,)",
          "ALTER TABLE a ADD COLUMN x oops oops, y", "INSERT INTO a(x, nothing) VALUES (1, 2)",
          "ALTER TABLE a DROP COLUMN y", "CREATE INDEX j ON a(nothing)"}) {
        const auto fault = in_transaction(sql);
        ASSERT_TRUE(fault) << sql;
        EXPECT_EQ(fault->reason, Reason::sql) << sql << ": " << fault->message;
    }
}

TEST_F(SqliteScript, what_runs_outside_of_transactions_only_is_told_by_the_statement) {
    const auto fault = in_transaction("VACUUM");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->reason, Reason::transaction);
    EXPECT_EQ(fault->hint, "add no-transaction to the section's marker");
    EXPECT_FALSE(without_transaction("VACUUM"));
}

TEST_F(SqliteScript, transaction_control_is_refused_before_it_runs) {
    for (const char* sql : {"BEGIN", "begin immediate", "COMMIT", "END", "End Transaction",
                            "ROLLBACK", "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s"}) {
        expect_refused("CREATE TABLE a(x);" + std::string(sql), Code::script_controls_transaction,
                       sql);
        EXPECT_EQ(value("SELECT count(*) FROM sqlite_master"), "0") << sql;
    }
}

TEST_F(SqliteScript, nothing_in_front_hides_a_refused_statement) {
    for (const char* sql : {";;COMMIT", "/* a ; b */COMMIT", "-- x\nCOMMIT", "\f\r\n\tCOMMIT",
                            "\xEF\xBB\xBF"
                            "COMMIT",
                            "EXPLAIN COMMIT", "explain query plan COMMIT", "EXPLAIN /* x */ COMMIT",
                            "/**/--\n;/***/COMMIT"}) {
        expect_refused(sql, Code::script_controls_transaction, "COMMIT");
    }
    expect_refused("EXPLAIN PRAGMA foreign_keys = 1", Code::script_switches_foreign_keys,
                   "foreign_keys");
}

TEST_F(SqliteScript, keywords_elsewhere_are_not_statements) {
    expect_runs(
        "CREATE TABLE \"commit\"(\"begin\" TEXT, savepoint INT DEFAULT 1);"
        "INSERT INTO [commit] VALUES ('; ROLLBACK;', 2);"
        "CREATE TRIGGER rollback_it AFTER INSERT ON \"commit\" BEGIN SELECT 1; END;");
}

TEST_F(SqliteScript, other_databases_are_refused_in_and_outside_a_transaction) {
    for (const std::string sql : {"ATTACH ':memory:' AS b", "detach b", "VACUUM INTO 'copy.db'",
                                  "VACUUM main INTO 'copy.db'"}) {
        const std::string token = sql[0] == 'V' ? "INTO" : sql;
        expect_refused(sql, Code::script_attaches, token);
        expect_fault(without_transaction(sql), sql, Code::script_attaches, token);
    }
}

TEST_F(SqliteScript, switching_foreign_keys_in_a_transaction_is_refused) {
    for (const char* sql :
         {"PRAGMA foreign_keys = ON", "pragma Foreign_Keys=0", "PRAGMA main.foreign_keys(1)",
          "PRAGMA \"foreign_keys\" = 1", "PRAGMA/**/ [foreign_keys] = 1"}) {
        const auto fault = in_transaction(sql);
        ASSERT_TRUE(fault) << sql;
        EXPECT_EQ(fault->code, Code::script_switches_foreign_keys) << sql;
    }
    execute("PRAGMA foreign_keys = ON");
    EXPECT_FALSE(without_transaction("PRAGMA foreign_keys = OFF"));
    EXPECT_EQ(value("PRAGMA foreign_keys"), "0");
}

TEST_F(SqliteScript, pragmas_that_do_nothing_or_outlive_the_run_are_refused) {
    expect_refused("PRAGMA journal_mode = WAL", Code::pragma_in_transaction, "journal_mode");
    expect_refused("PRAGMA main.synchronous=OFF", Code::pragma_in_transaction, "synchronous");
    expect_refused("PRAGMA writable_schema(1)", Code::pragma_in_transaction, "writable_schema");
    expect_refused("PRAGMA encoding = 'UTF-16'", Code::pragma_in_transaction, "encoding");
}

TEST_F(SqliteScript, two_equals_signs_are_one) {
    expect_refused("PRAGMA foreign_keys == ON", Code::script_switches_foreign_keys, "foreign_keys");
    expect_refused("PRAGMA query_only == ON", Code::pragma_in_transaction, "query_only");
}

TEST_F(SqliteScript, what_a_script_without_transaction_sets_is_put_back) {
    const std::vector<std::string> names{"ignore_check_constraints", "synchronous",  "query_only",
                                         "writable_schema",          "locking_mode", "cache_size",
                                         "recursive_triggers",       "temp_store"};
    const auto all = [&] {
        std::string values;
        for (const std::string& name : names) values += value("PRAGMA " + name) + " ";
        return values;
    };
    execute("PRAGMA synchronous = NORMAL; PRAGMA recursive_triggers = ON");
    const std::string before = all();
    EXPECT_FALSE(without_transaction(
        "PRAGMA ignore_check_constraints = ON; PRAGMA Synchronous(OFF); PRAGMA main.cache_size=7;"
        "PRAGMA cache_size=8; PRAGMA locking_mode = EXCLUSIVE; PRAGMA recursive_triggers = 0;"
        "PRAGMA temp_store = MEMORY; PRAGMA writable_schema = 1; PRAGMA query_only = 1"));
    EXPECT_EQ(all(), before);
    // Also where it fails.
    EXPECT_TRUE(without_transaction("PRAGMA query_only = 1; INSERT INTO nowhere VALUES (1)"));
    EXPECT_EQ(all(), before);
    EXPECT_FALSE(in_transaction("PRAGMA analysis_limit = 77"));
    EXPECT_EQ(value("PRAGMA analysis_limit"), "0");
}

TEST_F(SqliteScript, a_script_without_transaction_may_not_take_away_what_rolls_back) {
    for (const std::string sql :
         {"PRAGMA journal_mode = OFF", "PRAGMA main.journal_mode(memory)",
          "PRAGMA journal_mode == 'off'", "PRAGMA case_sensitive_like = ON"}) {
        const auto fault = without_transaction(sql);
        ASSERT_TRUE(fault) << sql;
        EXPECT_EQ(fault->code, Code::pragma_in_transaction) << sql;
    }
    EXPECT_FALSE(without_transaction("PRAGMA journal_mode = delete; PRAGMA journal_mode"));
}

TEST_F(SqliteScript, a_misspelt_pragma_is_refused_with_a_suggestion) {
    const auto fault = in_transaction("PRAGMA user_versoin = 3");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->code, Code::pragma_in_transaction);
    EXPECT_EQ(fault->hint, "did you mean 'user_version'?");
    expect_refused("PRAGMA qqqqqqqqqqqqqqqqqqqqqqqqqq", Code::pragma_in_transaction, "qqq");
}

TEST_F(SqliteScript, harmless_pragmas_run) {
    execute("CREATE TABLE a(x)");
    for (const char* sql :
         {"PRAGMA user_version = 7", "PRAGMA Application_Id=1", "PRAGMA foreign_key_check(a)",
          "PRAGMA integrity_check", "PRAGMA main.table_info(a)", "PRAGMA table_xinfo = a",
          "PRAGMA index_list('a')", "PRAGMA optimize", "PRAGMA analysis_limit=100",
          "PRAGMA defer_foreign_keys = ON", "PRAGMA journal_mode", "PRAGMA foreign_keys"}) {
        expect_runs(sql);
    }
    EXPECT_EQ(value("PRAGMA user_version"), "7");
}

TEST_F(SqliteScript, legacy_alter_table_is_put_back) {
    expect_runs("PRAGMA legacy_alter_table = ON; CREATE TABLE a(x)");
    EXPECT_EQ(value("PRAGMA legacy_alter_table"), "0");
    execute("PRAGMA legacy_alter_table = ON");
    expect_runs("PRAGMA legacy_alter_table = OFF; CREATE TABLE b(x)");
    EXPECT_EQ(value("PRAGMA legacy_alter_table"), "1");
    expect_runs("PRAGMA legacy_alter_table = OFF; PRAGMA legacy_alter_table = ON;");
    expect_runs("PRAGMA legacy_alter_table = OFF; PRAGMA legacy_alter_table = OFF;");
    EXPECT_EQ(value("PRAGMA legacy_alter_table"), "1");
}

TEST_F(SqliteScript, a_string_in_double_quotes_is_refused_where_it_stands) {
    execute("CREATE TABLE a(x TEXT, y TEXT)");
    expect_refused("INSERT INTO a VALUES ('p', \"draft\")", Code::double_quoted_string,
                   "\"draft\"");
    expect_refused("SELECT \"x\" FROM a;\nUPDATE a SET \"x\" = \"it\"\"s\" WHERE 1",
                   Code::double_quoted_string, "\"it\"\"s\"");
    expect_refused("ALTER TABLE a ADD COLUMN z TEXT DEFAULT \"draft\"", Code::double_quoted_string,
                   "\"draft\"");
    expect_refused("CREATE TABLE b(\"x\" TEXT DEFAULT \"draft\")", Code::double_quoted_string,
                   "\"draft\"");
    expect_refused("CREATE TABLE b(\"x\" TEXT CHECK (x <> \"draft\"))", Code::double_quoted_string,
                   "\"draft\"");
    const auto fault = in_transaction("UPDATE a SET x = \"draft\"");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->hint, "write 'draft'; as a name, \"draft\" is no column here");
}

TEST_F(SqliteScript, a_message_about_text_of_several_lines_has_one_line) {
    execute("CREATE TABLE a(x TEXT)");
    for (const std::string text : {"\"two\nlines\"", "\"\x1b[2J\""}) {
        const std::string sql = "INSERT INTO a VALUES (" + text + ")";
        const auto fault = in_transaction(sql);
        expect_fault(fault, sql, Code::double_quoted_string, "\"");
        EXPECT_EQ(fault->message, "a string in double quotes");
        EXPECT_EQ(fault->hint, "write it in single quotes, '…'; as a name, it is no column here");
    }
    const auto fault = in_transaction("INSERT INTO a SELECT [\x1b[2J\n]");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->message, "no such column:  [2J ");
}

TEST_F(SqliteScript, white_space_between_statements_is_what_sqlite_takes_for_it) {
    expect_runs("CREATE TABLE a(x); \v\xef\xbb\xbf DROP TABLE a; \v");
    expect_refused("SELECT 1; \vCOMMIT", Code::script_controls_transaction, "COMMIT");
}

TEST_F(SqliteScript, a_double_quoted_name_is_no_string) {
    expect_runs("CREATE TABLE \"order\"(\"group\" TEXT); SELECT \"group\" FROM \"order\"");
    expect_refused("SELECT x FROM \"order\" WHERE \"group\" = ''", Code::upgrade_failed, "x");
}

TEST_F(SqliteScript, each_string_in_double_quotes_is_named_and_the_script_goes_on) {
    execute("CREATE TABLE a(x TEXT, y TEXT)");
    const std::string sql =
        "INSERT INTO a(\"x\", y) VALUES (\"1\", \"2\"), ('3', \"1\");\n"
        "CREATE TABLE b(\"z\" TEXT DEFAULT \"4\" CHECK (\"z\" <> \"5\"));\n"
        "CREATE INDEX i ON b(\"z\") WHERE \"z\" > \"6\";\n"
        "SELECT \"x\" AS \"7\", \"a\".\"y\" FROM \"a\" ORDER BY \"7\";\n"
        "SELECT missing, \"8\";\nSELECT \"9\"";
    const auto fault = in_transaction(sql);
    ASSERT_TRUE(fault);
    std::vector<std::size_t> offsets{fault->offset};
    for (const Fault& each : fault->also) offsets.push_back(each.offset);
    std::vector<std::size_t> expected;
    for (const char* text : {"\"1\"", "\"2\"", "\"1\");", "\"4\"", "\"5\"", "\"6\""}) {
        expected.push_back(sql.find(text));
    }
    expected.push_back(sql.find("missing"));
#if SQLITE_VERSION_NUMBER < 3038000
    expected.back() = sql.find("SELECT missing");
#endif
    EXPECT_EQ(offsets, expected);
    EXPECT_EQ(fault->also.back().reason, Reason::sql);
    EXPECT_EQ(fault->also.back().message, "no such column: missing");
}

TEST_F(SqliteScript, of_very_many_strings_in_double_quotes_some_are_named) {
    std::string sql = "INSERT INTO a VALUES ('')";
    for (int i = 0; i < 2000; ++i) sql += ", (\"text of a row\")";
    execute("CREATE TABLE a(x TEXT)");
    const auto fault = in_transaction(sql);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->also.size(), 99U);
}

TEST_F(SqliteScript, a_new_column_has_no_string_in_double_quotes) {
    for (const char* column :
         {"z CHECK (z <> \"draft\")", "\"z\" TEXT NOT NULL DEFAULT 'a' CHECK (\"z\" <> \"draft\")",
          "z AS (\"x\" || \"draft\")", "z CHECK (`x` IN ('a', \"draft\")) /* \"z\" */"}) {
        execute("DROP TABLE IF EXISTS a; CREATE TABLE a(\"x\" TEXT, y, UNIQUE (\"x\"))");
        for (const char* alter :
             {"ALTER TABLE a ADD COLUMN ", "alter /**/ table main.\"a\" add "}) {
            expect_refused(std::string(alter) + column, Code::double_quoted_string, "\"draft\"");
        }
    }
    expect_runs(
        "ALTER TABLE a ADD COLUMN \"p\" \"TEXT\" CHECK (\"p\" <> \"x\" AND a.\"y\" <> '\"z\"');"
        "ALTER TABLE \"a\" ADD q CHECK (q <> \"p\") REFERENCES \"a\"(\"x\")");
}

TEST_F(SqliteScript, what_only_looks_like_a_string_in_double_quotes_runs) {
    execute("CREATE TABLE \"a b\"(\"x\"\"y\" TEXT, \"w`z\" TEXT)");
    expect_runs(
        "UPDATE \"a b\" SET \"x\"\"y\" = '\"no\"', \"W`Z\" = \"x\"\"y\" -- \"oops\"\n;"
        "CREATE TABLE c(\"p\" \"VARCHAR(3)\" COLLATE \"nocase\", CONSTRAINT \"k\" UNIQUE (\"p\"));"
        "INSERT INTO c(\"p\") SELECT \"v\" FROM (SELECT 1 AS \"v\") AS \"s\" GROUP BY \"v\";"
        "CREATE VIEW \"d\" AS SELECT \"p\" AS \"q\" FROM c;"
        "CREATE VIRTUAL TABLE f USING fts5(\"body\", tokenize = \"unicode61\");"
        "PRAGMA table_info(\"c\");"
        "ALTER TABLE c RENAME COLUMN \"p\" TO \"r\"; DROP TABLE IF EXISTS \"nothing\"");
}

TEST_F(SqliteScript, what_is_stored_may_have_strings_in_double_quotes) {
    execute(
        "CREATE TABLE a(x CHECK (x <> \"none\")); CREATE TABLE b(y, z);"
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN INSERT INTO b(y) VALUES (\"oops\"); END;"
        "CREATE VIEW v AS SELECT * FROM a WHERE x = \"some\";"
        "CREATE INDEX i ON a(x) WHERE x > \"m\"");
    expect_runs(
        "INSERT INTO a VALUES (1); INSERT INTO a SELECT count(*) FROM v;"
        "ALTER TABLE b DROP COLUMN z");
    expect_runs("ALTER TABLE b RENAME TO c");
    EXPECT_EQ(value("SELECT group_concat(y) FROM c"), "oops,oops");
}

#if defined(SQLITE_DBCONFIG_DQS_DDL)
TEST_F(SqliteScript, the_connections_double_quote_setting_is_put_back) {
    for (const int setting : {0, 1}) {
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, setting, nullptr);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, setting, nullptr);
        in_transaction("CREATE TABLE IF NOT EXISTS a(x)");
        in_transaction("SELECT \"draft\"");
        int ddl = -1;
        int dml = -1;
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DDL, -1, &ddl);
        sqlite3_db_config(db_, SQLITE_DBCONFIG_DQS_DML, -1, &dml);
        EXPECT_EQ(ddl, setting);
        EXPECT_EQ(dml, setting);
    }
}
#endif

TEST_F(SqliteScript, a_statement_that_rolls_back_by_itself_is_a_fault) {
    execute("CREATE TABLE a(x UNIQUE ON CONFLICT ROLLBACK); INSERT INTO a VALUES (1)");
    expect_refused("CREATE TABLE b(x); INSERT INTO a VALUES (1)", Code::transaction_ended,
                   "INSERT");
    expect_refused(
        "CREATE TABLE b(x PRIMARY KEY); INSERT INTO b VALUES (1); "
        "UPDATE OR ROLLBACK b SET x = 1; INSERT OR ROLLBACK INTO b VALUES (1)",
        Code::transaction_ended, "INSERT OR");
    EXPECT_EQ(value("SELECT count(*) FROM sqlite_master WHERE name = 'b'"), "0");
}

TEST_F(SqliteScript, nothing_runs_behind_a_function_that_ends_the_transaction) {
    sqlite3_create_function(
        db_, "end_it", 0, SQLITE_UTF8, nullptr,
        [](sqlite3_context* context, int, sqlite3_value**) {
            sqlite3_exec(sqlite3_context_db_handle(context), "COMMIT", nullptr, nullptr, nullptr);
        },
        nullptr, nullptr);
    expect_refused("SELECT end_it(); CREATE TABLE late (x);", Code::transaction_ended,
                   "SELECT end_it()");
    EXPECT_EQ(value("SELECT name FROM sqlite_master"), "(no row)");
}

TEST_F(SqliteScript, an_ordinary_constraint_is_no_ended_transaction) {
    execute("CREATE TABLE a(x UNIQUE); INSERT INTO a VALUES (1)");
    expect_refused("INSERT OR FAIL INTO a VALUES (1)", Code::upgrade_failed, "INSERT");
}

TEST_F(SqliteScript, an_incomplete_last_statement_is_a_fault) {
    expect_refused("CREATE TABLE a(x);\nINSERT INTO a VALUES (", Code::incomplete_statement,
                   "INSERT");
    expect_refused("CREATE TABLE a(x); CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1;",
                   Code::incomplete_statement, "CREATE TRIGGER");
}

TEST_F(SqliteScript, a_parameter_is_refused_where_it_stands) {
    for (const char* parameter : {"?", "?1", ":id", "@id", "$id"}) {
        expect_refused("CREATE TABLE a(x); /* ? */ INSERT INTO a VALUES ('x' || (" +
                           std::string(parameter) + "))",
                       Code::unbound_parameter, std::string(parameter) + "))");
    }
}

TEST_F(SqliteScript, an_into_behind_vacuum_is_another_statements) {
    EXPECT_FALSE(without_transaction("CREATE TABLE a(x); VACUUM; INSERT INTO a VALUES (1);"));
    EXPECT_EQ(value("SELECT x FROM a"), "1");
}

TEST_F(SqliteScript, no_transaction_scripts_may_hold_their_own) {
    EXPECT_FALSE(
        without_transaction("PRAGMA page_size = 8192; VACUUM; BEGIN; CREATE TABLE a(x);"
                            "SAVEPOINT s; RELEASE s; COMMIT; PRAGMA journal_mode"));
    EXPECT_EQ(value("SELECT name FROM sqlite_master"), "a");
}

TEST_F(SqliteScript, a_transaction_left_open_is_rolled_back) {
    const std::string sql = "CREATE TABLE a(x); BEGIN; CREATE TABLE b(x);";
    expect_fault(without_transaction(sql), sql, Code::transaction_left_open, "BEGIN");
    EXPECT_NE(sqlite3_get_autocommit(db_), 0);
    EXPECT_EQ(value("SELECT group_concat(name) FROM sqlite_master"), "a");
}

TEST_F(SqliteScript, a_failing_no_transaction_script_leaves_no_transaction) {
    const std::string sql = "BEGIN; CREATE TABLE b(x); SELECT nothing";
    expect_fault(without_transaction(sql), sql, Code::upgrade_failed, "nothing");
    EXPECT_NE(sqlite3_get_autocommit(db_), 0);
}

TEST_F(SqliteScript, vacuum_in_a_transaction_points_to_no_transaction) {
    const auto fault = in_transaction("VACUUM");
    ASSERT_TRUE(fault);
    EXPECT_EQ(code_of(*fault), Code::upgrade_failed);
    EXPECT_EQ(fault->message, "cannot VACUUM from within a transaction");
    EXPECT_NE(fault->hint.find("no-transaction"), std::string::npos);
}

TEST_F(SqliteScript, a_message_of_several_lines_becomes_one) {
    execute("CREATE TABLE a(x)");
    const auto fault = in_transaction("INSERT INTO a VALUES ((SELECT 1 FROM \"two\nlines\"))");
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->message, "no such table: two lines");
}

TEST_F(SqliteScript, each_statement_is_reported_once_it_ran) {
    std::vector<std::string> seen;
    ScriptOptions options;
    options.after_statement = [&](std::string_view text) { seen.emplace_back(text); };
    EXPECT_TRUE(run_script(db_, "-- a\nCREATE TABLE a(x) ; ;SELECT 1;SELECT nothing", options));
    EXPECT_EQ(seen, (std::vector<std::string>{"CREATE TABLE a(x) ;", "SELECT 1;"}));
}

TEST_F(SqliteScript, a_nul_byte_ends_in_a_fault) {
    const std::string sql{"SELECT 1;\0COMMIT", 16};
    const auto fault = in_transaction(sql);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->offset, 9U);
}

TEST_F(SqliteScript, thousands_of_statements_and_a_megabyte_literal_run) {
    std::string sql = "CREATE TABLE a(x);";
    for (int i = 0; i < 20'000; ++i) sql += "INSERT INTO a VALUES (1);\n";
    sql += "INSERT INTO a VALUES ('" + std::string(1'000'000, 'x') + "');";
    expect_runs(sql);
    EXPECT_EQ(value("SELECT count(*) FROM a"), "20001");
}

TEST_F(SqliteScript, an_interrupted_script_reports_it) {
    execute("BEGIN");
    sqlite3_progress_handler(
        db_, 1, [](void*) { return 1; }, nullptr);
    const auto fault = run_script(db_, "SELECT 1");
    sqlite3_progress_handler(db_, 0, nullptr, nullptr);
    ASSERT_TRUE(fault);
    EXPECT_EQ(fault->reason, Reason::interrupted);
}

}  // namespace
}  // namespace kiln
