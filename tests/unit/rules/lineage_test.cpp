#include "tool/rules/lineage.hpp"

#include "src/sql/lexer.hpp"
#include "tool/schema/scratch_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

/// What the statements do to the tables that `before` makes.
class Tried {
public:
    Tried(const std::string& before, std::string statements) : sql_(std::move(statements)) {
        ScratchDatabase database;
        EXPECT_EQ(database.execute(before), std::nullopt);
        const Schema old = read_schema(database.handle());
        EXPECT_EQ(database.execute(sql_), std::nullopt);
        lineage_ = Lineage(old, read_schema(database.handle()), split());
    }

    const Lineage& lineage() const { return lineage_; }
    const TableFate& of(const std::string& name) const {
        static const TableFate none;
        const TableFate* fate = lineage_.of(name);
        EXPECT_NE(fate, nullptr) << name;
        return fate == nullptr ? none : *fate;
    }
    std::string text(std::optional<std::size_t> statement) const {
        return statement ? std::string(statements_[*statement].text) : "none";
    }

private:
    std::vector<RanStatement> split() {
        SqlLexer lexer(sql_, SqlRules::sqlite);
        std::size_t start = 0;
        for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end;
             token = lexer.next()) {
            if (lexer.text(token) != ";") continue;
            const std::string_view text =
                std::string_view(sql_).substr(start, token.offset - start);
            statements_.push_back({start, text, {}});
            start = sql_.find_first_not_of(" \n", token.offset + 1);
            if (start == std::string::npos) break;
        }
        return statements_;
    }

    std::string sql_;
    std::vector<RanStatement> statements_;
    Lineage lineage_{{}, {}, {}};
};

constexpr const char* plain = "CREATE TABLE t(id INTEGER PRIMARY KEY, a, b);";

TEST(Lineage, sees_a_rebuild_as_the_same_table) {
    const char* ways[] = {
        "CREATE TABLE t_new(id INTEGER PRIMARY KEY, a NOT NULL, b); INSERT INTO t_new SELECT * "
        "FROM "
        "t; DROP TABLE t; ALTER TABLE t_new RENAME TO t;",
        "ALTER TABLE t RENAME TO t_old; CREATE TABLE t(id INTEGER PRIMARY KEY, a NOT NULL, b); "
        "INSERT INTO t(id, a, b) SELECT id, a, b FROM t_old; DROP TABLE t_old;",
        "CREATE TABLE \"New T\"(ID INTEGER PRIMARY KEY, A, B); INSERT INTO [new t](B, A, id) "
        "SELECT "
        "o.b, o.a, o.ID FROM main.T AS o; DROP TABLE IF EXISTS main.\"T\"; ALTER TABLE `NEW T` "
        "RENAME TO T;",
        "CREATE TEMP TABLE backup AS SELECT * FROM t; DROP TABLE t; CREATE TABLE t(id, a, b); "
        "INSERT "
        "INTO t SELECT * FROM backup; DROP TABLE backup;",
        "CREATE TEMPORARY TABLE t AS SELECT * FROM main.t; DROP TABLE main.t; CREATE TABLE "
        "main.t(id, "
        "a, b); INSERT INTO main.t SELECT * FROM temp.t; DROP TABLE temp.t;",
        "CREATE TABLE n AS SELECT * FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;",
        "CREATE TABLE n(id, a, b); WITH old AS (SELECT * FROM t) INSERT INTO n SELECT id, a, b "
        "FROM "
        "old; DROP TABLE t; ALTER TABLE n RENAME TO t;",
        "CREATE TABLE n(id, a, b); INSERT INTO n SELECT s.* FROM (SELECT * FROM t) s; DROP TABLE "
        "t; "
        "ALTER TABLE n RENAME TO t;",
        "ALTER TABLE t RENAME TO kept; CREATE TABLE t(id, a, b); INSERT INTO t SELECT * FROM kept;",
        "DROP TABLE IF EXISTS n; CREATE TABLE IF NOT EXISTS n(id, a, b); INSERT INTO n SELECT * "
        "FROM "
        "t; DROP TABLE t; ALTER TABLE n RENAME TO t;",
    };
    for (const char* way : ways) {
        const Tried tried(plain, way);
        const TableFate& fate = tried.of("t");
        EXPECT_EQ(fate.new_name, "t") << way;
        EXPECT_TRUE(fate.rebuilt) << way;
        EXPECT_THAT(fate.columns, ElementsAre(Pair("a", "a"), Pair("b", "b"), Pair("id", "id")))
            << way;
        EXPECT_FALSE(fate.copies.empty()) << way;
        for (const RowCopy& copy : fate.copies) {
            EXPECT_FALSE(copy.filtered) << way;
            for (const CopiedColumn& each : copy.columns) EXPECT_EQ(each.from, each.column) << way;
            EXPECT_EQ(copy.columns.size(), 3U) << way;
        }
        EXPECT_EQ(tried.lineage().became("t"), &fate);
        EXPECT_EQ(tried.lineage().tables().size(), 1U) << way;
    }
}

TEST(Lineage, knows_where_the_old_table_ended_and_the_new_one_began) {
    const Tried tried(plain,
                      "CREATE TABLE n(id, a, b); INSERT INTO n SELECT * FROM t; DROP TABLE t; "
                      "ALTER TABLE n RENAME TO t;");
    EXPECT_EQ(tried.text(tried.of("t").dropped), "DROP TABLE t");
    EXPECT_EQ(tried.text(tried.of("t").created), "CREATE TABLE n(id, a, b)");
    EXPECT_EQ(tried.text(tried.of("t").copies.front().statement), "INSERT INTO n SELECT * FROM t");
}

TEST(Lineage, follows_names_and_not_places) {
    const std::string two = "CREATE TABLE t(a); CREATE TABLE u(b);";
    const Tried swapped(two,
                        "ALTER TABLE t RENAME TO x; ALTER TABLE u RENAME TO t; ALTER TABLE x "
                        "RENAME TO u;");
    EXPECT_EQ(swapped.of("t").new_name, "u");
    EXPECT_EQ(swapped.of("u").new_name, "t");
    EXPECT_FALSE(swapped.of("t").rebuilt);

    const Tried begun_anew(two, "ALTER TABLE t RENAME TO t_2023; CREATE TABLE t(a);");
    EXPECT_EQ(begun_anew.of("t").new_name, "t_2023");
    EXPECT_FALSE(begun_anew.of("t").rebuilt);
    EXPECT_EQ(begun_anew.lineage().became("t"), nullptr);

    const Tried replaced(two, "DROP TABLE t; ALTER TABLE u RENAME TO t;");
    EXPECT_EQ(replaced.of("t").new_name, "");
    EXPECT_EQ(replaced.of("u").new_name, "t");

    const Tried renamed(plain, "CREATE TABLE n AS SELECT * FROM t; DROP TABLE t;");
    EXPECT_EQ(renamed.of("t").new_name, "n");
    const Tried in_part(plain, "CREATE TABLE n AS SELECT id, a FROM t; DROP TABLE t;");
    EXPECT_EQ(in_part.of("t").new_name, "");
    EXPECT_EQ(in_part.of("t").copies.size(), 1U);
    const Tried into_another(two, "INSERT INTO u SELECT a FROM t; DROP TABLE t;");
    EXPECT_EQ(into_another.of("t").new_name, "");
    EXPECT_THAT(into_another.of("u").copies, IsEmpty());
}

TEST(Lineage, knows_a_table_that_was_made_anew_without_its_rows) {
    const Tried tried(plain, "DROP TABLE t; CREATE TABLE t(id, b);");
    EXPECT_EQ(tried.of("t").new_name, "t");
    EXPECT_TRUE(tried.of("t").rebuilt);
    EXPECT_THAT(tried.of("t").copies, IsEmpty());
    EXPECT_THAT(tried.of("t").columns, ElementsAre(Pair("b", "b"), Pair("id", "id")));
    const Tried from_itself(plain,
                            "CREATE TABLE n(id, a, b); INSERT INTO n SELECT * FROM n; DROP "
                            "TABLE t; ALTER TABLE n RENAME TO t;");
    EXPECT_TRUE(from_itself.of("t").rebuilt);
    EXPECT_THAT(from_itself.of("t").copies, IsEmpty());
}

TEST(Lineage, knows_the_columns_that_were_renamed) {
    const Tried by_alter(plain, "ALTER TABLE t RENAME COLUMN a TO x; ALTER TABLE t RENAME b TO a;");
    EXPECT_THAT(by_alter.of("t").columns,
                ElementsAre(Pair("a", "x"), Pair("b", "a"), Pair("id", "id")));
    const Tried by_copy(plain,
                        "CREATE TABLE n(id, x, b); INSERT INTO n(id, x, b) SELECT id, \"A\", "
                        "t.b FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;");
    EXPECT_THAT(by_copy.of("t").columns,
                ElementsAre(Pair("a", "x"), Pair("b", "b"), Pair("id", "id")));
    const Tried swapped_values(plain,
                               "CREATE TABLE n(id, a, b); INSERT INTO n SELECT id, b, a FROM "
                               "t; DROP TABLE t; ALTER TABLE n RENAME TO t;");
    EXPECT_THAT(swapped_values.of("t").columns,
                ElementsAre(Pair("a", "a"), Pair("b", "b"), Pair("id", "id")));
    const auto& copied = swapped_values.of("t").copies.front().columns;
    EXPECT_EQ(copied[1].column + " " + copied[1].from, "a b");
    const Tried computed(plain,
                         "CREATE TABLE n(id, x); INSERT INTO n SELECT id, a || b FROM t; DROP "
                         "TABLE t; ALTER TABLE n RENAME TO t;");
    EXPECT_THAT(computed.of("t").columns, ElementsAre(Pair("id", "id")));
    EXPECT_THAT(computed.of("t").copies.front().columns[1].mentioned,
                UnorderedElementsAre("a", "b"));
    const Tried before(plain,
                       "ALTER TABLE t RENAME COLUMN a TO x; CREATE TABLE n(id, x); INSERT INTO "
                       "n SELECT id, x FROM t; DROP TABLE t; ALTER TABLE n RENAME TO t;");
    EXPECT_THAT(before.of("t").columns, ElementsAre(Pair("a", "x"), Pair("id", "id")));
}

TEST(Lineage, knows_the_columns_that_were_dropped_and_added) {
    const Tried tried(plain, "ALTER TABLE t DROP COLUMN a; ALTER TABLE t ADD COLUMN a TEXT;");
    EXPECT_THAT(tried.of("t").columns, ElementsAre(Pair("b", "b"), Pair("id", "id")));
    EXPECT_THAT(tried.of("t").dropped_columns, ElementsAre(Pair("a", 0U)));
    EXPECT_THAT(tried.of("t").added, ElementsAre("a"));
}

TEST(Lineage, knows_which_copies_say_that_rows_go) {
    const auto filtered = [](const std::string& from) {
        const Tried tried(plain, "CREATE TABLE n(id, a, b); INSERT INTO n " + from +
                                     "; DROP TABLE t; ALTER TABLE n RENAME TO t;");
        return tried.of("t").copies.at(0).filtered;
    };
    EXPECT_TRUE(filtered("SELECT * FROM t WHERE \"A\" IS NOT NULL"));
    EXPECT_TRUE(filtered("SELECT * FROM t WHERE rowid > 5"));
    EXPECT_TRUE(filtered("SELECT * FROM t GROUP BY a"));
    EXPECT_TRUE(filtered("SELECT * FROM (SELECT * FROM t WHERE a)"));
    EXPECT_TRUE(filtered("WITH o AS (SELECT * FROM t WHERE a) SELECT * FROM o"));
    EXPECT_FALSE(filtered("SELECT * FROM t WHERE 0"));
    EXPECT_FALSE(filtered("SELECT * FROM t WHERE 1 = 1 AND random() LIMIT 10"));
    EXPECT_FALSE(filtered("SELECT DISTINCT * FROM t"));
}

TEST(Lineage, knows_what_was_deleted_and_set_on_the_way) {
    const Tried tried(
        plain,
        "DELETE FROM t WHERE a; UPDATE t SET b = 1; CREATE TABLE n(id, a, c); INSERT "
        "INTO n SELECT * FROM t; UPDATE n SET a = 2; DELETE FROM n WHERE a; DROP TABLE "
        "t; ALTER TABLE n RENAME TO t; CREATE TABLE other(x); DELETE FROM other;");
    EXPECT_THAT(tried.of("t").deletes, ElementsAre(0U, 5U));
    EXPECT_THAT(tried.of("t").updated, UnorderedElementsAre("a", "c"));
    EXPECT_EQ(tried.lineage().old_table(0), "t");
    EXPECT_EQ(tried.lineage().old_table(5), "");
    EXPECT_EQ(tried.lineage().old_table(9), "");
    EXPECT_EQ(tried.lineage().statements()[1].assignments.front().column, "b");
}

TEST(Lineage, knows_which_statements_change_all_rows_of_an_old_table) {
    const auto changed = [](const std::string& statements, std::size_t from_end = 1) {
        const Tried tried(plain, statements);
        return tried.lineage().all_rows_of(tried.lineage().statements().size() - from_end);
    };
    EXPECT_EQ(changed("DELETE FROM t;"), "t");
    EXPECT_EQ(changed("DELETE FROM T WHERE 1 = 1;"), "t");
    EXPECT_EQ(changed("UPDATE t SET a = 1 WHERE (SELECT 1);"), "t");
    EXPECT_EQ(changed("DELETE FROM t WHERE \"A\";"), "");
    EXPECT_EQ(changed("DELETE FROM t WHERE rowid > 1;"), "");
    EXPECT_EQ(changed("ALTER TABLE t ADD c; UPDATE t SET c = a;"), "");
    EXPECT_EQ(changed("ALTER TABLE t ADD c; UPDATE t SET c = a, b = 1;"), "t");
    EXPECT_EQ(changed("ALTER TABLE t RENAME TO u; DELETE FROM u;"), "t");
    EXPECT_EQ(changed("CREATE TABLE n(a, c); DELETE FROM n;"), "");
    const std::string copied = "CREATE TABLE n(a, c); INSERT INTO n SELECT a, 1 FROM t; ";
    EXPECT_EQ(changed(copied + "DELETE FROM n;"), "");
    EXPECT_EQ(changed(copied + "DELETE FROM n; DROP TABLE t;", 2), "t");
    EXPECT_EQ(changed(copied + "UPDATE n SET c = 2; DROP TABLE t;", 2), "");
    EXPECT_EQ(changed(copied + "UPDATE n SET a = 2;"), "");
    EXPECT_EQ(changed(copied + "UPDATE n SET a = 2; DROP TABLE t;", 2), "t");
    EXPECT_EQ(changed("INSERT INTO t VALUES (1, 2, 3);"), "");
}

TEST(Lineage, knows_tables_that_the_section_did_not_change) {
    Schema after;
    after.groups["t"] = {{SchemaObject::Kind::table, "t", "CREATE TABLE t(a)"}};
    after.groups["v"] = {{SchemaObject::Kind::view, "v", "CREATE VIEW v AS SELECT 1"}};
    const std::vector<RanStatement> statements{{0, "DELETE FROM T", {}}, {20, "DELETE FROM v", {}}};
    const Lineage lineage({}, after, statements);
    EXPECT_EQ(lineage.old_table(0), "t");
    EXPECT_EQ(lineage.old_table(1), "");
    EXPECT_EQ(lineage.of("t")->new_name, "t");
    EXPECT_EQ(lineage.of("v"), nullptr);
}

TEST(Lineage, follows_virtual_tables) {
    const Tried tried("CREATE VIRTUAL TABLE f USING fts5(a, b, content='');",
                      "DROP TABLE f; CREATE VIRTUAL TABLE f USING fts5(a, c, tokenize = 'ascii');");
    EXPECT_TRUE(tried.of("f").is_virtual);
    EXPECT_TRUE(tried.of("f").rebuilt);
    EXPECT_THAT(tried.of("f").columns, ElementsAre(Pair("a", "a")));
}

}  // namespace
}  // namespace kiln::tool
