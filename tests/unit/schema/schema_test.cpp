#include "tool/schema/schema.hpp"

#include "src/schema/definition.hpp"
#include "tests/support/schema_of.hpp"
#include "tool/schema/compare.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

using support::schema_of;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(const std::vector<SchemaDifference>& found) {
    std::vector<std::string> texts;
    texts.reserve(found.size());
    for (const SchemaDifference& difference : found) texts.push_back(describe(difference));
    return texts;
}

std::vector<std::string> differences(const std::string& was, const std::string& is) {
    return words(tool::differences(schema_of(was), schema_of(is)));
}

TEST(Schema, leaves_out_what_is_sqlites_own) {
    EXPECT_THAT(differences("",
                            "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT, x UNIQUE);"
                            "DROP TABLE a; ANALYZE"),
                IsEmpty());
    const Schema schema = schema_of("CREATE TABLE a(x UNIQUE); CREATE INDEX i ON a(x); ANALYZE");
    ASSERT_EQ(schema.groups.size(), 1U);
    EXPECT_EQ(schema.groups.at("a").size(), 2U);
}

TEST(Schema, groups_indexes_and_triggers_with_their_table) {
    const Schema schema = schema_of(
        "CREATE TABLE Visit(x); CREATE VIEW v AS SELECT 1 AS y;"
        "CREATE TRIGGER visit AFTER INSERT ON visit BEGIN SELECT 1; END;"
        "CREATE INDEX ix ON VISIT(x);"
        "CREATE TRIGGER tv INSTEAD OF INSERT ON v BEGIN SELECT 1; END;");
    ASSERT_EQ(schema.groups.count("visit"), 1U);
    const auto& objects = schema.groups.at("visit");
    ASSERT_EQ(objects.size(), 3U);
    EXPECT_EQ(objects[0].name, "Visit");
    EXPECT_EQ(objects[1].name, "ix");
    EXPECT_EQ(objects[2].kind, SchemaObject::Kind::trigger);
    EXPECT_EQ(schema.groups.at("v").size(), 2U);
}

std::vector<std::string> shadow_tables(const Schema& schema) {
    std::vector<std::string> names;
    for (const auto& [name, objects] : schema.groups) {
        if (is_shadow_table(schema, name)) names.push_back(name);
    }
    return names;
}

TEST(Schema, a_table_named_like_a_shadow_table_is_none) {
    ScratchDatabase database;
    if (database.execute("CREATE TABLE note_tag(x); CREATE VIRTUAL TABLE Note USING fts5(x);"
                         "CREATE TABLE note_box(x); CREATE TABLE note_tag_data(x);"
                         "CREATE VIEW note_view AS SELECT 1; CREATE VIRTUAL TABLE place USING "
                         "rtree(id, a, b); CREATE TABLE place_data(x)")) {
        GTEST_SKIP() << "no fts5";
    }
    const auto expected = ElementsAre("note_config", "note_content", "note_data", "note_docsize",
                                      "note_idx", "place_node", "place_parent", "place_rowid");
    const Schema schema = read_schema(database.handle());
    EXPECT_THAT(shadow_tables(schema), expected);
    std::set<std::string> names;
    for (const auto& [name, objects] : schema.groups) names.insert(name);
    for (const std::string own : {"note", "place"}) names.erase(own);
    EXPECT_THAT(shadow_tables(read_schema(database.handle(), names)), expected);
    EXPECT_EQ(without_shadow_tables(schema).groups.size(), schema.groups.size() - 8);
}

TEST(Schema, a_table_that_a_virtual_one_takes_its_text_from_is_no_shadow_table) {
    ScratchDatabase database;
    if (database.execute("CREATE TABLE note_content(x);"
                         "CREATE VIRTUAL TABLE note USING fts5(x, Content = 'note_content');"
                         "CREATE TABLE old_content(x);"
                         "CREATE VIRTUAL TABLE old USING fts4(content=\"old_content\", x);"
                         "CREATE VIRTUAL TABLE bare USING fts5(x, content='', columnsize=0);"
                         "CREATE TABLE bare_content(x); CREATE TABLE bare_docsize(x);")) {
        GTEST_SKIP() << "no fts5";
    }
    EXPECT_THAT(shadow_tables(read_schema(database.handle())),
                ElementsAre("bare_config", "bare_data", "bare_idx", "note_config", "note_data",
                            "note_docsize", "note_idx", "old_docsize", "old_segdir", "old_segments",
                            "old_stat"));
}

TEST(Schema, sqlite_tells_the_shadow_tables_of_other_modules) {
    if (sqlite3_libversion_number() < 3037000) GTEST_SKIP() << "SQLite does not tell";
    static sqlite3_module module{};
    module.iVersion = 3;
    module.xCreate = [](sqlite3* db, void*, int, const char* const*, sqlite3_vtab** table, char**) {
        *table = new sqlite3_vtab();
        return sqlite3_declare_vtab(db, "CREATE TABLE t(x)");
    };
    module.xConnect = module.xCreate;
    module.xBestIndex = [](sqlite3_vtab*, sqlite3_index_info*) { return SQLITE_OK; };
    module.xDisconnect = module.xDestroy = [](sqlite3_vtab* table) {
        delete table;
        return SQLITE_OK;
    };
    module.xShadowName = [](const char* suffix) {
        return std::string_view(suffix) == "chunks" ? 1 : 0;
    };
    ScratchDatabase database;
    ASSERT_EQ(sqlite3_create_module(database.handle(), "vec", &module, nullptr), SQLITE_OK);
    ASSERT_EQ(database.execute("CREATE VIRTUAL TABLE v USING vec; CREATE TABLE v_other(x);"
                               "CREATE TABLE v_chunks(x); CREATE VIEW w AS SELECT nosuch"),
              std::nullopt);
    EXPECT_THAT(shadow_tables(read_schema(database.handle())), ElementsAre("v_chunks"));
    EXPECT_THAT(shadow_tables(read_schema(database.handle(), {"v_chunks", "v_other"})),
                ElementsAre("v_chunks"));
}

TEST(Schema, reads_only_the_tables_that_are_named) {
    ScratchDatabase database;
    ASSERT_EQ(database.execute("CREATE TABLE A(x); CREATE INDEX i ON a(x); CREATE TABLE b(x)"),
              std::nullopt);
    const Schema some = read_schema(database.handle(), {"a", "nothing"});
    ASSERT_EQ(some.groups.size(), 1U);
    EXPECT_EQ(some.groups.at("a"), read_schema(database.handle()).groups.at("a"));
    EXPECT_TRUE(read_schema(database.handle(), {}).groups.empty());
}

struct Equal {
    const char* what;
    const char* was;
    const char* is;
};

class EqualSchemas : public testing::TestWithParam<Equal> {};

TEST_P(EqualSchemas, have_no_differences) {
    EXPECT_THAT(differences(GetParam().was, GetParam().is), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Schema, EqualSchemas,
    testing::Values(
        Equal{"keyword_case", "CREATE TABLE a(x INTEGER NOT NULL)",
              "create table a(x integer not null)"},
        Equal{"name_case", "CREATE TABLE Patient(Name TEXT)", "CREATE TABLE patient(name text)"},
        Equal{"white_space", "CREATE TABLE a(x TEXT,y TEXT)",
              "CREATE TABLE a (\n  x  TEXT ,\r\n\ty TEXT\n)"},
        Equal{"comments", "CREATE TABLE a(x TEXT, y TEXT)",
              "CREATE TABLE a( -- the x\n x TEXT, /* and, a ) y */ y TEXT -- last\n)"},
        Equal{"quotes_of_names", "CREATE TABLE a(x TEXT, y REFERENCES b(id))",
              "CREATE TABLE \"a\"([x] TEXT, `y` REFERENCES \"B\"(\"id\"))"},
        Equal{"parent_columns_that_go_without_saying",
              "CREATE TABLE a(id INTEGER PRIMARY KEY, up REFERENCES a, x REFERENCES p ON DELETE "
              "CASCADE, y, z, FOREIGN KEY (y, z) REFERENCES q);"
              "CREATE TABLE p(ID INTEGER PRIMARY KEY); CREATE TABLE q(s, t, PRIMARY KEY (t, s))",
              "CREATE TABLE a(id INTEGER PRIMARY KEY, up REFERENCES a(id), x REFERENCES p(id) ON "
              "DELETE CASCADE, y, z, FOREIGN KEY (y, z) REFERENCES q(t, s));"
              "CREATE TABLE p(ID INTEGER PRIMARY KEY); CREATE TABLE q(s, t, PRIMARY KEY (t, s))"},
        Equal{"strings_as_names", "CREATE TABLE a(x TEXT)", "CREATE TABLE 'a'('x' TEXT)"},
        Equal{"keywords_as_names", "CREATE TABLE plan(key TEXT, action INT, UNIQUE (key))",
              "CREATE TABLE \"plan\"(\"key\" TEXT, [action] INT, UNIQUE (\"key\"))"},
        Equal{"if_not_exists", "CREATE TABLE a(x); CREATE INDEX i ON a(x)",
              "CREATE TABLE IF NOT EXISTS main.a(x); CREATE INDEX IF NOT EXISTS main.i ON a(x)"},
        Equal{"order_of_table_constraints", "CREATE TABLE a(x, y, CHECK (x > 0), UNIQUE (x, y))",
              "CREATE TABLE a(x, y, UNIQUE (x, y), CHECK (x > 0))"},
        Equal{"order_of_column_constraints",
              "CREATE TABLE a(x TEXT NOT NULL DEFAULT 'a' CONSTRAINT u UNIQUE CHECK (x <> ''))",
              "CREATE TABLE a(x TEXT CHECK (x <> '') CONSTRAINT u UNIQUE DEFAULT 'a' NOT NULL)"},
        Equal{"order_of_options", "CREATE TABLE a(x INT PRIMARY KEY) STRICT, WITHOUT ROWID",
              "CREATE TABLE a(x INT PRIMARY KEY) without rowid,strict"},
        Equal{"index", "CREATE TABLE a(x); CREATE INDEX i ON a(x DESC) WHERE x > 1",
              "CREATE TABLE a(x); CREATE INDEX \"I\" ON 'A' ( [x] desc )where x>1"},
        Equal{"view", "CREATE TABLE a(x); CREATE VIEW v AS SELECT x FROM a",
              "CREATE TABLE a(x); CREATE VIEW V as\n  select X from \"a\""},
        Equal{"trigger",
              "CREATE TABLE a(x); CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END",
              "CREATE TABLE a(x); create trigger T\nafter insert on A begin select 1; end"},
        Equal{"added_column", "CREATE TABLE a(x TEXT, y INTEGER DEFAULT 0)",
              "CREATE TABLE a(x TEXT); ALTER TABLE a ADD COLUMN y INTEGER DEFAULT 0"},
        Equal{"order_of_creation", "CREATE TABLE a(x); CREATE TABLE b(x)",
              "CREATE TABLE b(x); CREATE TABLE a(x)"},
        Equal{"rebuilt_table",
              "CREATE TABLE p(id INTEGER PRIMARY KEY);"
              "CREATE TABLE a(id INTEGER PRIMARY KEY, p REFERENCES p(id)); CREATE INDEX i ON a(p)",
              "CREATE TABLE p(id INTEGER PRIMARY KEY);"
              "CREATE TABLE a(id INTEGER PRIMARY KEY, p REFERENCES p(id), extra);"
              "CREATE INDEX i ON a(p);"
              "CREATE TABLE new_a(id INTEGER PRIMARY KEY, p REFERENCES p(id));"
              "INSERT INTO new_a SELECT id, p FROM a; DROP TABLE a;"
              "ALTER TABLE new_a RENAME TO a; CREATE INDEX i ON a(p)"},
        Equal{"dropped_column", "CREATE TABLE a(x TEXT, -- x\n y TEXT, z)",
              "CREATE TABLE a(x TEXT, -- x\n y TEXT, w, z); ALTER TABLE a DROP COLUMN w"},
        Equal{"rowid_alias", "CREATE TABLE a(id INTEGER PRIMARY KEY)",
              "CREATE TABLE a(\"ID\" integer NOT NULL, PRIMARY KEY(id DESC))"},
        Equal{"key_at_the_column", "CREATE TABLE a(x TEXT PRIMARY KEY, y)",
              "CREATE TABLE a(x TEXT, y, PRIMARY KEY (x ASC) ON CONFLICT ABORT)"},
        Equal{"autoincrement_at_the_table", "CREATE TABLE a(x INTEGER PRIMARY KEY AUTOINCREMENT)",
              "CREATE TABLE a(x INTEGER, PRIMARY KEY (x AUTOINCREMENT))"},
        Equal{"key_without_rowid_is_not_null",
              "CREATE TABLE a(x INTEGER, y TEXT, PRIMARY KEY (x, y)) WITHOUT ROWID",
              "CREATE TABLE a(x INTEGER NOT NULL, y TEXT NOT NULL, PRIMARY KEY (x, y)) WITHOUT "
              "ROWID"},
        Equal{"key_of_strict_is_not_null", "CREATE TABLE a(x TEXT PRIMARY KEY) STRICT",
              "CREATE TABLE a(x TEXT NOT NULL PRIMARY KEY) STRICT"},
        Equal{"unique_at_the_column", "CREATE TABLE a(x TEXT UNIQUE ON CONFLICT IGNORE, y)",
              "CREATE TABLE a(x TEXT, y, UNIQUE (x) ON CONFLICT IGNORE)"},
        Equal{"check_at_the_column", "CREATE TABLE a(x INT CHECK (x > 0), y)",
              "CREATE TABLE a(x INT, y, CHECK ((\"x\" > 0)))"},
        Equal{"check_with_the_tables_name", "CREATE TABLE a(x, CHECK (a.x > 0))",
              "CREATE TABLE a(x, CHECK (x > 0))"},
        Equal{"reference_at_the_column",
              "CREATE TABLE a(x REFERENCES p(id) ON DELETE CASCADE ON UPDATE SET NULL)",
              "CREATE TABLE a(x, FOREIGN KEY (x) REFERENCES P ([id]) MATCH SIMPLE ON UPDATE SET "
              "NULL ON DELETE CASCADE NOT DEFERRABLE)"},
        Equal{"what_foreign_keys_do_anyway", "CREATE TABLE a(x REFERENCES p ON DELETE NO ACTION)",
              "CREATE TABLE a(x REFERENCES p DEFERRABLE INITIALLY IMMEDIATE)"},
        Equal{"a_name_that_one_side_lacks", "CREATE TABLE a(x CONSTRAINT nn NOT NULL, UNIQUE (x))",
              "CREATE TABLE a(x NOT NULL, CONSTRAINT u UNIQUE (x))"},
        Equal{"default_in_double_quotes",
              "CREATE TABLE a(w DEFAULT \"\", x DEFAULT \"it's\", y DEFAULT new, z DEFAULT [B c])",
              "CREATE TABLE a(w DEFAULT '', x DEFAULT 'it''s', y DEFAULT 'new', z DEFAULT 'B c')"},
        Equal{"default_in_parentheses", "CREATE TABLE a(x DEFAULT 0, y DEFAULT (-1), z)",
              "CREATE TABLE a(x DEFAULT ((0)), y DEFAULT - 1, z NULL DEFAULT NULL)"},
        Equal{"generated_in_short", "CREATE TABLE a(x, y AS (x + 1))",
              "CREATE TABLE a(x, y GENERATED ALWAYS AS ((x + 1)) VIRTUAL)"},
        Equal{"binary_collation", "CREATE TABLE a(x TEXT)",
              "CREATE TABLE a(x TEXT COLLATE binary)"},
        Equal{"ascending_index", "CREATE TABLE a(x, asc); CREATE INDEX i ON a(x ASC, asc)",
              "CREATE TABLE a(x, asc); CREATE INDEX i ON a(x, asc ASC)"}),
    [](const auto& test) { return std::string(test.param.what); });

struct Different {
    const char* what;
    const char* was;
    const char* is;
    const char* difference;
};

class DifferentSchemas : public testing::TestWithParam<Different> {};

TEST_P(DifferentSchemas, are_told_apart_in_words) {
    EXPECT_THAT(differences(GetParam().was, GetParam().is), ElementsAre(GetParam().difference));
}

INSTANTIATE_TEST_SUITE_P(
    Schema, DifferentSchemas,
    testing::Values(
        Different{"table_missing", "CREATE TABLE a(x); CREATE INDEX i ON a(x)", "",
                  "table 'a' is missing"},
        Different{"table_left_over", "", "CREATE TABLE A(x); CREATE INDEX i ON A(x)",
                  "table 'A' is left over"},
        Different{
            "parent_columns_of_another_key",
            "CREATE TABLE a(x REFERENCES p); CREATE TABLE p(id PRIMARY KEY, code UNIQUE)",
            "CREATE TABLE a(x REFERENCES p(code)); CREATE TABLE p(id PRIMARY KEY, code UNIQUE)",
            "table 'a': column 'x': was 'REFERENCES p', is 'REFERENCES p(code)'"},
        Different{"index_missing", "CREATE TABLE a(x); CREATE INDEX i ON a(x)", "CREATE TABLE a(x)",
                  "index 'i' is missing"},
        Different{"trigger_left_over", "CREATE TABLE a(x)",
                  "CREATE TABLE a(x); CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END",
                  "trigger 't' is left over"},
        Different{"view_left_over", "", "CREATE VIEW v AS SELECT 1", "view 'v' is left over"},
        Different{"column_left_over", "CREATE TABLE a(x)", "CREATE TABLE a(x, y)",
                  "table 'a': column 'y' is left over"},
        Different{"column_missing", "CREATE TABLE a(x, Y, z)", "CREATE TABLE a(x, z)",
                  "table 'a': column 'Y' is missing"},
        Different{"column_moved", "CREATE TABLE a(p, q, r, s, t)", "CREATE TABLE a(p, r, s, q, t)",
                  "table 'a': column 'q' moved from position 2 to 4"},
        Different{"type", "CREATE TABLE a(x VARCHAR(20))", "CREATE TABLE a(x VARCHAR(30))",
                  "table 'a': column 'x': was 'VARCHAR(20)', is 'VARCHAR(30)'"},
        Different{"not_null", "CREATE TABLE a(b TEXT NOT NULL)", "CREATE TABLE a(b TEXT)",
                  "table 'a': column 'b': was 'TEXT NOT NULL', is 'TEXT'"},
        Different{"default_value", "CREATE TABLE a(b DEFAULT 'x')", "CREATE TABLE a(b DEFAULT 'X')",
                  "table 'a': column 'b': was 'DEFAULT 'x'', is 'DEFAULT 'X''"},
        Different{"default_of_another_text", "CREATE TABLE a(b DEFAULT \"x\")",
                  "CREATE TABLE a(b DEFAULT 'X')",
                  "table 'a': column 'b': was 'DEFAULT \"x\"', is 'DEFAULT 'X''"},
        Different{"default_true_or_name", "CREATE TABLE a(b DEFAULT true)",
                  "CREATE TABLE a(b DEFAULT \"true\")",
                  "table 'a': column 'b': was 'DEFAULT true', is 'DEFAULT \"true\"'"},
        Different{"default_null", "CREATE TABLE a(b DEFAULT NULL)", "CREATE TABLE a(b DEFAULT 0)",
                  "table 'a': column 'b': was 'DEFAULT NULL', is 'DEFAULT 0'"},
        Different{"default_time_or_name", "CREATE TABLE a(b DEFAULT current_date)",
                  "CREATE TABLE a(b DEFAULT [current_date])",
                  "table 'a': column 'b': was 'DEFAULT current_date', is 'DEFAULT "
                  "[current_date]'"},
        Different{"collate", "CREATE TABLE a(b TEXT COLLATE NOCASE)", "CREATE TABLE a(b TEXT)",
                  "table 'a': column 'b': was 'TEXT COLLATE NOCASE', is 'TEXT'"},
        Different{"column_check", "CREATE TABLE a(b CHECK (b > 0))",
                  "CREATE TABLE a(b CHECK (b > 1))",
                  "table 'a': column 'b': was 'CHECK (b > 0)', is 'CHECK (b > 1)'"},
        Different{"generated", "CREATE TABLE a(b, c AS (b + 1) STORED)",
                  "CREATE TABLE a(b, c AS (b + 1) VIRTUAL)",
                  "table 'a': column 'c': was 'AS (b + 1) STORED', is 'AS (b + 1) VIRTUAL'"},
        Different{"autoincrement", "CREATE TABLE a(b INTEGER PRIMARY KEY AUTOINCREMENT)",
                  "CREATE TABLE a(b INTEGER PRIMARY KEY)",
                  "table 'a': column 'b': was 'INTEGER PRIMARY KEY AUTOINCREMENT', is 'INTEGER "
                  "PRIMARY KEY'"},
        Different{"on_conflict", "CREATE TABLE a(b UNIQUE ON CONFLICT IGNORE)",
                  "CREATE TABLE a(b UNIQUE)",
                  "table 'a': column 'b': was 'UNIQUE ON CONFLICT IGNORE', is 'UNIQUE'"},
        Different{"foreign_key_action", "CREATE TABLE a(b REFERENCES p ON DELETE SET NULL)",
                  "CREATE TABLE a(b REFERENCES p ON DELETE SET DEFAULT)",
                  "table 'a': column 'b': was 'REFERENCES p ON DELETE SET NULL', is 'REFERENCES p "
                  "ON DELETE SET DEFAULT'"},
        Different{"deferrable", "CREATE TABLE a(b REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
                  "CREATE TABLE a(b REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED)",
                  "table 'a': column 'b': was 'REFERENCES p DEFERRABLE INITIALLY DEFERRED', is "
                  "'REFERENCES p NOT DEFERRABLE INITIALLY DEFERRED'"},
        Different{"constraint_missing", "CREATE TABLE a(b, CONSTRAINT c CHECK (b IN (1, 2)))",
                  "CREATE TABLE a(b)",
                  "table 'a': constraint 'CONSTRAINT c CHECK (b IN (1, 2))' is missing"},
        Different{"constraint_twice", "CREATE TABLE a(b, UNIQUE (b))",
                  "CREATE TABLE a(b, UNIQUE (b), UNIQUE (b))",
                  "table 'a': constraint 'UNIQUE (b)' is left over"},
        Different{"strict", "CREATE TABLE a(b INT) STRICT", "CREATE TABLE a(b INT)",
                  "table 'a': option 'STRICT' is missing"},
        Different{"without_rowid", "CREATE TABLE a(b PRIMARY KEY)",
                  "CREATE TABLE a(b PRIMARY KEY) WITHOUT ROWID",
                  "table 'a': option 'WITHOUT ROWID' is left over"},
        Different{"index_where", "CREATE TABLE a(b); CREATE INDEX i ON a(b) WHERE b > 0",
                  "CREATE TABLE a(b); CREATE INDEX i ON a(b)",
                  "index 'i': was 'ON a(b) WHERE b > 0', is 'ON a(b)'"},
        Different{"index_descending", "CREATE TABLE a(b); CREATE INDEX i ON a(b)",
                  "CREATE TABLE a(b); CREATE INDEX i ON a(b DESC)",
                  "index 'i': was 'ON a(b)', is 'ON a(b DESC)'"},
        Different{"index_unique", "CREATE TABLE a(b); CREATE UNIQUE INDEX i ON a(b)",
                  "CREATE TABLE a(b); CREATE INDEX i ON a(b)",
                  "index 'i': was 'UNIQUE ON a(b)', is 'ON a(b)'"},
        Different{"index_expression", "CREATE TABLE a(b); CREATE INDEX i ON a(lower(b))",
                  "CREATE TABLE a(b); CREATE INDEX i ON a(upper(b))",
                  "index 'i': was 'ON a(lower(b))', is 'ON a(upper(b))'"},
        Different{"view_text", "CREATE VIEW v AS SELECT 'a'", "CREATE VIEW v AS SELECT 'A'",
                  "view 'v': was 'AS SELECT 'a'', is 'AS SELECT 'A''"},
        Different{"trigger_body",
                  "CREATE TABLE a(b); CREATE TRIGGER t DELETE ON a BEGIN SELECT 1; END",
                  "CREATE TABLE a(b); CREATE TRIGGER t DELETE ON a BEGIN SELECT 2; END",
                  "trigger 't': was 'DELETE ON a BEGIN SELECT 1; END', is 'DELETE ON a BEGIN "
                  "SELECT 2; END'"},
        Different{"integer_or_int_key", "CREATE TABLE a(x INTEGER PRIMARY KEY)",
                  "CREATE TABLE a(x INT PRIMARY KEY)",
                  "table 'a': column 'x': was 'INTEGER PRIMARY KEY', is 'INT PRIMARY KEY'"},
        Different{"descending_key_is_no_rowid", "CREATE TABLE a(x INTEGER PRIMARY KEY)",
                  "CREATE TABLE a(x INTEGER PRIMARY KEY DESC)",
                  "table 'a': column 'x': was 'INTEGER PRIMARY KEY', is 'INTEGER PRIMARY KEY "
                  "DESC'"},
        Different{"not_null_of_a_key", "CREATE TABLE a(x TEXT PRIMARY KEY)",
                  "CREATE TABLE a(x TEXT NOT NULL PRIMARY KEY)",
                  "table 'a': column 'x': was 'TEXT PRIMARY KEY', is 'TEXT NOT NULL PRIMARY KEY'"},
        Different{"names_of_a_constraint", "CREATE TABLE a(x CONSTRAINT u UNIQUE)",
                  "CREATE TABLE a(x CONSTRAINT v UNIQUE)",
                  "table 'a': column 'x': was 'CONSTRAINT u UNIQUE', is 'CONSTRAINT v UNIQUE'"},
        Different{"reserved_name_or_keyword", "CREATE TABLE a(b TEXT \"unique\")",
                  "CREATE TABLE a(b TEXT UNIQUE)",
                  "table 'a': column 'b': was 'TEXT \"unique\"', is 'TEXT UNIQUE'"}),
    [](const auto& test) { return std::string(test.param.what); });

TEST(Schema, a_table_that_became_a_view_is_two_differences) {
    EXPECT_THAT(
        differences("CREATE TABLE a(x); CREATE INDEX i ON a(x)", "CREATE VIEW a AS SELECT 1 AS x"),
        ElementsAre("table 'a' is missing", "view 'a' is left over"));
}

TEST(Schema, an_index_on_another_table_is_two_differences) {
    EXPECT_THAT(differences("CREATE TABLE a(x); CREATE TABLE b(x); CREATE INDEX i ON a(x)",
                            "CREATE TABLE a(x); CREATE TABLE b(x); CREATE INDEX i ON b(x)"),
                ElementsAre("index 'i' is missing", "index 'i' is left over"));
}

TEST(Schema, a_constraint_of_the_table_that_changed_is_two_differences) {
    EXPECT_THAT(differences("CREATE TABLE a(x, PRIMARY KEY (x COLLATE NOCASE))",
                            "CREATE TABLE a(x, PRIMARY KEY (x))"),
                ElementsAre("table 'a': constraint 'PRIMARY KEY (x COLLATE NOCASE)' is missing",
                            "table 'a': constraint 'PRIMARY KEY (x)' is left over"));
}

TEST(Schema, a_difference_is_a_value) {
    const auto found = tool::differences(schema_of("CREATE TABLE A(x TEXT UNIQUE)"),
                                         schema_of("CREATE TABLE a(x\n  INT)"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0],
              (SchemaDifference{SchemaDifference::Kind::changed, SchemaDifference::Subject::column,
                                "A", "x", "TEXT UNIQUE", "INT"}));
}

TEST(Schema, a_long_text_is_shown_around_its_first_difference) {
    const std::string columns(400, 'x');
    const auto found = differences("CREATE VIEW v AS SELECT '" + columns + "ä1'",
                                   "CREATE VIEW v AS SELECT '" + columns + "ä2'");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_LT(found[0].size(), 150U);
    EXPECT_NE(found[0].find("ä1'"), std::string::npos);
    EXPECT_NE(found[0].find("ä2'"), std::string::npos);
}

TEST(Schema, comparing_some_tables_sees_no_others) {
    const Schema was = schema_of("CREATE TABLE a(x); CREATE TABLE b(x)");
    EXPECT_THAT(words(tool::differences(was, schema_of("CREATE TABLE c(x)"), {"a"})),
                ElementsAre("table 'a' is missing"));
}

TEST(Schema, a_virtual_tables_arguments_are_the_modules_business) {
    if (ScratchDatabase().execute("CREATE VIRTUAL TABLE f USING fts5(x)")) {
        GTEST_SKIP() << "no fts5";
    }
    EXPECT_THAT(differences("CREATE VIRTUAL TABLE f USING fts5(x, tokenize = 'porter')",
                            "CREATE VIRTUAL TABLE f USING fts5(x, tokenize='porter')"),
                testing::Contains(testing::StartsWith("virtual table 'f': was ")));
}

TEST(Definition, a_column_keeps_its_name_as_written) {
    const TableDefinition table = parse_table("CREATE TABLE t(\"Full Name\" TEXT, [b] INT, c)");
    ASSERT_EQ(table.columns.size(), 3U);
    EXPECT_EQ(table.columns[0].name, "Full Name");
    EXPECT_EQ(table.columns[1].name, "b");
    EXPECT_EQ(table.columns[2].written, "");
}

TEST(Definition, text_that_is_no_create_statement_is_no_crash) {
    for (const char* sql : {"", "CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t(",
                            "CREATE TABLE t(a,", "CREATE TABLE t)", "((((", "CREATE INDEX i ON"}) {
        parse_table(sql);
        parse_body(sql);
    }
}

}  // namespace
}  // namespace kiln::tool
