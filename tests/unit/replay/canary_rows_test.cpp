// Rows that Kiln makes: for each kind of table, what must hold of them.

#include "tool/replay/canary_rows.hpp"
#include "tests/support/random_schema.hpp"
#include "tests/support/realistic_revisions.hpp"
#include "tests/support/schema_of.hpp"
#include "tool/schema/scratch_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using ::testing::IsEmpty;

class Filled {
public:
    explicit Filled(const std::string& sql) {
        EXPECT_EQ(database_.execute(sql), std::nullopt) << sql;
    }

    std::vector<std::string> fill(std::set<std::string> tables = {},
                                  CanaryRows::Kind kind = CanaryRows::Kind::all,
                                  unsigned generation = 0) {
        const Schema schema = read_schema(database_.handle());
        if (tables.empty()) {
            for (const auto& [name, group] : schema.groups) tables.insert(name);
        }
        std::vector<std::string> unfilled;
        for (const auto& each : rows_.fill(database_.handle(), schema, tables, kind, generation)) {
            unfilled.push_back(each.table + ": " + each.why);
        }
        EXPECT_EQ(ask("PRAGMA foreign_key_check"), "");
        // SQLite 3.40 looks into the wrong column where a table WITHOUT ROWID has a STORED one.
        EXPECT_THAT(ask("PRAGMA integrity_check"),
                    ::testing::AnyOf("ok", ::testing::StartsWith("NULL value in ")));
        return unfilled;
    }

    /// Values with | and rows with a blank between them.
    std::string ask(const std::string& sql) {
        std::string answer;
        const auto add = [](void* out, int count, char** values, char**) {
            auto& text = *static_cast<std::string*>(out);
            for (int i = 0; i < count; ++i) {
                text += i > 0 ? "|" : text.empty() ? "" : " ";
                text += values[i] == nullptr ? "NULL" : values[i];
            }
            return 0;
        };
        char* message = nullptr;
        sqlite3_exec(database_.handle(), sql.c_str(), add, &answer, &message);
        if (message != nullptr) answer += std::string("error: ") + message;
        sqlite3_free(message);
        return answer;
    }

private:
    ScratchDatabase database_;
    CanaryRows rows_;
};

struct TableCase {
    const char* name;
    std::string sql;
    std::vector<std::string> hold;  ///< each answers 1 when all tables were filled
};

void PrintTo(const TableCase& each, std::ostream* out) { *out << each.name; }

class CanaryRowsOf : public ::testing::TestWithParam<TableCase> {};

TEST_P(CanaryRowsOf, fit_and_show_what_they_are_for) {
    Filled filled(GetParam().sql);
    EXPECT_THAT(filled.fill(), IsEmpty());
    for (const std::string& question : GetParam().hold) {
        EXPECT_EQ(filled.ask("SELECT " + question), "1") << question;
    }
    EXPECT_THAT(filled.fill({}, CanaryRows::Kind::all, 1), IsEmpty());
    EXPECT_THAT(filled.fill({}, CanaryRows::Kind::ordinary, 0), IsEmpty());
}

const TableCase cases[] = {
    {"keys",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT)",
     {"count(*) >= 4 FROM t", "min(id) >= 1099511627776 FROM t",
      "max(id) - min(id) > 2 * count(*) FROM t"}},
    {"rowids",
     "CREATE TABLE t(n TEXT, rowid TEXT)",
     {"min(_rowid_) >= 1099511627776 FROM t", "max(_rowid_) - min(_rowid_) > 2 * count(*) FROM t"}},
    {"texts",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT, v VARCHAR(20), c CHAR(2))",
     {"count(*) = 1 FROM t WHERE n GLOB '00[0-9]*'", "count(*) >= 1 FROM t WHERE length(n) > 300",
      "count(*) = 1 FROM t WHERE n = ''", "max(length(v)) = 20 FROM t",
      "max(length(c)) <= 2 FROM t",
      "count(*) >= 2 FROM t WHERE n IS NULL OR v IS NULL OR c IS NULL"
      " OR n = (SELECT n FROM t GROUP BY n HAVING count(*) > 1)",
      "count(*) = 1 FROM t WHERE n IS NULL AND v IS NULL AND c IS NULL",
      "count(*) = 0 FROM t WHERE n IN (v, c) AND n <> ''"}},
    {"texts_by_name",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, made_at TEXT, birthDate TEXT, candidate TEXT, settings"
     " TEXT, mail TEXT, day TEXT DEFAULT CURRENT_DATE, seen_at INTEGER, is_new INTEGER)",
     {"count(made_at) >= 4 AND min(datetime(made_at) = made_at) FROM t",
      "min(date(birthDate) = birthDate AND date(day) = day) FROM t WHERE day IS NOT NULL",
      "count(*) = 1 FROM t WHERE candidate GLOB '00[0-9]*'",
      "min(json_valid(settings)) FROM t WHERE settings IS NOT NULL",
      "min(datetime(seen_at, 'unixepoch') > '2020') FROM t WHERE seen_at IS NOT NULL",
      "min(is_new IN (0, 1)) FROM t WHERE is_new IS NOT NULL"}},
    {"twins",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT, c REAL, d)",
     {"count(*) = 1 FROM t x JOIN t y ON x.id < y.id AND x.a = y.a AND x.b = y.b AND x.c = y.c AND"
      " x.d = y.d"}},
    {"twins_in_half_of_a_unique_pair",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b TEXT, UNIQUE (a, b))",
     {"count(*) >= 1 FROM t x JOIN t y ON x.id < y.id AND x.a = y.a"}},
    {"affinities",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, i INTEGER, big BIGINT, r REAL, d DECIMAL(6, 2), b "
     "BLOB,"
     " at TIMESTAMP, day DATE, yes BOOLEAN, doc JSON)",
     {"min(typeof(i) = 'integer' AND i > 1099511627776) FROM t WHERE i IS NOT NULL",
      "min(typeof(r) = 'real' AND r <> round(r, 2)) FROM t WHERE r IS NOT NULL",
      "min(d = round(d, 2) AND d < 10000 AND d <> round(d)) FROM t WHERE d IS NOT NULL",
      "min(typeof(b) = 'blob') FROM t WHERE b IS NOT NULL",
      "min(datetime(at) = at) FROM t WHERE at IS NOT NULL",
      "min(date(day) = day) FROM t WHERE day IS NOT NULL",
      "min(yes IN (0, 1)) AND count(DISTINCT yes) = 2 FROM t WHERE yes IS NOT NULL",
      "min(json_valid(doc)) FROM t WHERE doc IS NOT NULL", "count(*) = 0 FROM t WHERE i = big"}},
    {"strict",
     "CREATE TABLE t(id INT PRIMARY KEY, i INT, r REAL, n TEXT, b BLOB, x ANY) STRICT, WITHOUT "
     "ROWID",
     {"count(*) >= 4 FROM t", "count(DISTINCT typeof(x)) >= 3 FROM t"}},
    {"generated",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n INT, twice AS (n * 2), s TEXT AS (n || 'x') STORED)",
     {"count(*) >= 4 FROM t"}},
    {"parents",
     "CREATE TABLE a(p TEXT REFERENCES z(code), q INTEGER NOT NULL REFERENCES z);"
     "CREATE TABLE z(id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE)",
     {"count(*) >= 3 FROM a WHERE p IS NOT NULL", "count(*) >= 1 FROM a WHERE p IS NULL",
      "count(*) = 0 FROM a WHERE q IS NULL"}},
    {"composite_parents_that_share_a_column",
     "CREATE TABLE tenant(id INTEGER PRIMARY KEY);"
     "CREATE TABLE person(tenant INT NOT NULL REFERENCES tenant, nr INT NOT NULL, PRIMARY KEY "
     "(tenant, nr));"
     "CREATE TABLE task(id INTEGER PRIMARY KEY, tenant INT NOT NULL REFERENCES tenant, owner INT "
     "NOT NULL,"
     " FOREIGN KEY (tenant, owner) REFERENCES person(tenant, nr))",
     {"count(*) >= 4 FROM task", "count(*) >= 4 FROM person"}},
    {"a_parent_for_each",
     "CREATE TABLE p(id INTEGER PRIMARY KEY);"
     "CREATE TABLE c(p INTEGER PRIMARY KEY REFERENCES p, n TEXT)",
     {"count(*) >= 4 FROM c"}},
    {"pairs_of_keys",
     "CREATE TABLE a(id INTEGER PRIMARY KEY); CREATE TABLE b(id INTEGER PRIMARY KEY);"
     "CREATE TABLE ab(a INT REFERENCES a, b INT REFERENCES b, PRIMARY KEY (a, b)) WITHOUT ROWID",
     {"count(*) >= 4 FROM ab", "count(DISTINCT a) < count(*) FROM ab"}},
    {"trees",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, up INT REFERENCES t)",
     {"count(*) = 1 FROM t WHERE up IS NULL", "count(*) >= 3 FROM t WHERE up IS NOT NULL",
      "(WITH RECURSIVE r(id, depth) AS (SELECT id, 1 FROM t WHERE up IS NULL UNION ALL SELECT t.id,"
      " depth + 1 FROM t JOIN r ON t.up = r.id) SELECT count(*) FROM r) = count(*) FROM t"}},
    {"trees_without_a_root",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, up INT NOT NULL REFERENCES t)",
     {"count(*) >= 4 FROM t"}},
    {"circles",
     "CREATE TABLE a(id INTEGER PRIMARY KEY, b INT REFERENCES b);"
     "CREATE TABLE b(id INTEGER PRIMARY KEY, a INT NOT NULL REFERENCES a)",
     {"count(*) >= 3 FROM a WHERE b IS NOT NULL", "count(*) >= 4 FROM b"}},
    {"circles_without_null",
     "CREATE TABLE a(id TEXT PRIMARY KEY, b TEXT NOT NULL REFERENCES b);"
     "CREATE TABLE b(id TEXT PRIMARY KEY, a TEXT NOT NULL REFERENCES a)",
     {"count(*) >= 4 FROM a", "count(*) >= 4 FROM b"}},
    {"conflict_clauses",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT UNIQUE ON CONFLICT REPLACE);"
     "INSERT INTO t VALUES (1, '')",
     {"count(*) = 1 FROM t WHERE id = 1 AND n = ''", "count(*) >= 5 FROM t"}},
    {"triggers",
     "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE log(x);"
     "CREATE TRIGGER g BEFORE INSERT ON t BEGIN SELECT raise(ABORT, 'no'); END;"
     "CREATE TRIGGER h AFTER INSERT ON log BEGIN DELETE FROM t; END",
     {"count(*) >= 4 FROM t", "count(*) >= 4 FROM log"}},
    {"triggers_that_check",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, mail TEXT NOT NULL, n INT NOT NULL, state TEXT NOT "
     "NULL,"
     " since DATE, until DATE);"
     "CREATE TRIGGER a BEFORE INSERT ON t WHEN NEW.mail NOT LIKE '%_@_%.x' BEGIN SELECT "
     "raise(ABORT, 'mail'); END;"
     "CREATE TRIGGER b BEFORE INSERT ON t BEGIN SELECT CASE WHEN new.n < 0 THEN raise(ABORT, 'a')"
     " WHEN new.n > 5 THEN raise(ABORT, 'b') END; SELECT raise(IGNORE) WHERE NEW.state NOT IN "
     "('on', 'off'); END;"
     "CREATE TRIGGER c BEFORE UPDATE ON t WHEN NEW.until < NEW.since BEGIN SELECT raise(ABORT, "
     "'c'); END;"
     "CREATE TRIGGER d BEFORE UPDATE ON t WHEN NEW.n < OLD.n BEGIN SELECT raise(ABORT, 'd'); END",
     {"count(*) >= 4 FROM t",
      "count(*) = 0 FROM t WHERE mail NOT LIKE '%_@_%.x' OR n < 0 OR n > 5"
      " OR state NOT IN ('on', 'off') OR until < since"}},
    {"what_is_no_table",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT); CREATE VIEW v AS SELECT n FROM t;"
     "CREATE VIRTUAL TABLE f USING fts5(n)",
     {"count(*) = 0 FROM f", "count(*) >= 4 FROM v"}},
    {"lists",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT NOT NULL CHECK (s IN ('new', 'done')),"
     " n INT CHECK (n IN (10, 20, 30)), k CHECK (k IN ('a', 2)))",
     {"count(*) >= 5 FROM t", "count(DISTINCT s) = 2 FROM t", "count(DISTINCT n) >= 2 FROM t",
      "count(*) >= 1 FROM t WHERE n IS NULL"}},
    {"ranges",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, age INT NOT NULL CHECK (age BETWEEN 18 AND 120),"
     " stars INTEGER CHECK (stars >= 1 AND stars <= 5), lat REAL CHECK (abs(lat) <= 90.0),"
     " price NUMERIC(10,2) CHECK (price > 0), pct INT CHECK (pct > 40 AND pct < 45) UNIQUE,"
     " low INT CHECK (low < -100))",
     {"count(*) >= 4 FROM t", "count(DISTINCT pct) >= 3 FROM t"}},
    {"lengths",
     "CREATE TABLE t(code TEXT NOT NULL UNIQUE CHECK (length(code) = 3), pin TEXT CHECK "
     "(length(pin)"
     " BETWEEN 4 AND 6 AND pin NOT GLOB '*[^0-9]*'), name TEXT CHECK (length(name) <= 5),"
     " hash BLOB CHECK (length(hash) = 32), long TEXT CHECK (length(long) >= 2000))",
     {"count(*) >= 4 FROM t", "max(length(name)) > 0 FROM t", "min(length(hash)) = 32 FROM t"}},
    {"patterns",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, mail TEXT UNIQUE CHECK (mail LIKE '%_@_%._%'),"
     " plate TEXT UNIQUE CHECK (plate GLOB '[A-Z][A-Z]-[0-9][0-9]'), slug TEXT NOT NULL UNIQUE"
     " CHECK (slug NOT GLOB '*[^a-z0-9-]*' AND slug <> ''), url TEXT CHECK (url LIKE 'http%'),"
     " upper TEXT CHECK (upper = upper(upper) AND length(upper) = 3))",
     {"count(*) >= 4 FROM t", "count(DISTINCT plate) >= 4 FROM t",
      "count(DISTINCT mail) >= 4 FROM t"}},
    {"patterns_with_more",
     "CREATE TABLE t(iban TEXT NOT NULL CHECK (iban GLOB '[A-Z][A-Z][0-9][0-9]*' AND length(iban)"
     " BETWEEN 15 AND 34), day TEXT CHECK (day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),"
     " hex TEXT NOT NULL UNIQUE CHECK (hex LIKE '#______' AND length(hex) = 7),"
     " doc TEXT CHECK (json_valid(doc)))",
     {"count(*) >= 4 FROM t", "min(day = date(day)) FROM t WHERE day IS NOT NULL",
      "min(json_type(doc)) = 'object' FROM t WHERE doc IS NOT NULL"}},
    {"formats",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, day TEXT CHECK (day IS date(day)), at TEXT NOT NULL "
     "CHECK"
     " (at = strftime('%Y-%m-%d %H:%M:%S', at)), doc TEXT NOT NULL CHECK (json_valid(doc)),"
     " list TEXT CHECK (json_type(list) = 'array'), kind CHECK (typeof(kind) = 'real'), x ANY "
     "CHECK (typeof(x) = 'blob'))",
     {"count(*) >= 4 FROM t", "count(day) >= 3 FROM t", "count(kind) >= 3 FROM t",
      "count(x) >= 3 FROM t"}},
    {"formats_of_strftime",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, minute TEXT NOT NULL UNIQUE CHECK (minute IS"
     " strftime('%Y-%m-%d %H:%M', minute)), hour TEXT CHECK (strftime('%H:%M', hour) = hour),"
     " stamp TEXT NOT NULL CHECK (stamp = StrFTime ( '%Y-%m-%dT%H:%M:%fZ', stamp)),"
     " sale TEXT CHECK (sale = strftime('100%% off, %Y-%m-%d', substr(sale, 11))))",
     {"count(DISTINCT minute) >= 4 FROM t", "count(hour) >= 3 FROM t", "count(sale) >= 3 FROM t",
      "count(*) >= 4 FROM t"}},
    {"several_columns",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, a INT, b INT NOT NULL, since DATE, until DATE,"
     " state TEXT NOT NULL CHECK (state IN ('open', 'closed')), closed_at TEXT,"
     " CHECK (a < b), CHECK (since IS NULL OR until IS NULL OR since < until),"
     " CHECK ((state = 'closed') = (closed_at IS NOT NULL)))",
     {"count(*) >= 5 FROM t", "count(a) >= 4 FROM t", "count(DISTINCT state) = 2 FROM t",
      "count(closed_at) > 0 FROM t"}},
    {"sums",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, net INT NOT NULL, tax INT NOT NULL, gross INT NOT "
     "NULL,"
     " CHECK (gross = net + tax), CHECK (net > 0 AND tax >= 0));"
     "CREATE TABLE v(major INT NOT NULL, minor INT, name TEXT NOT NULL UNIQUE,"
     " CHECK (major || '.' || minor = name))",
     {"count(*) >= 4 FROM t", "count(*) >= 4 FROM v"}},
    {"one_of_two_parents",
     "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE q(id INTEGER PRIMARY KEY);"
     "CREATE TABLE c(id INTEGER PRIMARY KEY, p INT REFERENCES p, q INT REFERENCES q,"
     " CHECK ((p IS NULL) <> (q IS NULL)))",
     {"count(*) >= 4 FROM c", "count(p) > 0 FROM c"}},
    {"not_its_own_parent",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, up INT REFERENCES t CHECK (up <> id))",
     {"count(*) >= 4 FROM t", "count(up) >= 3 FROM t"}},
    {"parents_in_a_list",
     "CREATE TABLE s(code TEXT PRIMARY KEY); INSERT INTO s VALUES ('x'), ('on'), ('off');"
     "CREATE TABLE t(id INTEGER PRIMARY KEY, s TEXT NOT NULL REFERENCES s CHECK (s IN ('on', "
     "'off')))",
     {"count(*) >= 4 FROM t"}},
    {"parents_of_another_type",
     "CREATE TABLE p(id TEXT PRIMARY KEY); CREATE TABLE c(p INT REFERENCES p, q BLOB REFERENCES p)",
     {"count(*) >= 4 FROM c", "count(p) >= 3 FROM c"}},
    {"two_parents_in_one_table",
     "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(a INT REFERENCES p, b INT REFERENCES "
     "p)",
     {"count(*) >= 4 FROM c WHERE a <> b"}},
    {"one_row",
     "CREATE TABLE t(id INTEGER PRIMARY KEY CHECK (id = 1), n TEXT)",
     {"count(*) = 1 FROM t"}},
    {"never_null",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT CHECK (n IS NOT NULL), m CHECK (m IS NULL))",
     {"count(*) >= 5 FROM t", "count(m) = 0 FROM t"}},
    {"partial_unique_indexes",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, n TEXT, gone INT NOT NULL CHECK (gone IN (0, 1)));"
     "CREATE UNIQUE INDEX i ON t(lower(n)) WHERE gone = 0",
     {"count(*) >= 5 FROM t"}},
    {"indexes_that_read_json",
     "CREATE TABLE t(id INTEGER PRIMARY KEY, doc TEXT NOT NULL, body TEXT,"
     " size INT AS (json_array_length(body)));"
     "CREATE INDEX i ON t(json_extract(doc, '$.a') DESC); CREATE INDEX j ON t(size)",
     {"count(*) >= 5 FROM t", "count(body) > 0 FROM t"}},
    {"generated_never_null",
     "CREATE TABLE t(a TEXT, b TEXT, c TEXT NOT NULL AS (a || b), UNIQUE (c))",
     {"count(*) >= 3 FROM t"}},
    {"strict_checks",
     "CREATE TABLE t(id TEXT PRIMARY KEY NOT NULL CHECK (length(id) = 36), n INTEGER CHECK (n IN "
     "(0, 1)),"
     " r REAL NOT NULL CHECK (r BETWEEN 0 AND 1)) STRICT",
     {"count(*) >= 4 FROM t", "count(DISTINCT r) >= 2 FROM t"}},
    {"odd_names",
     "CREATE TABLE \"Order \"\"1\"\"\"(\"a b\" INTEGER PRIMARY KEY, [select] TEXT, `x\"y` TEXT NOT "
     "NULL);"
     "CREATE TABLE c(o INT REFERENCES \"order \"\"1\"\"\"(\"A B\"))",
     {"count(*) >= 4 FROM c"}},
};
INSTANTIATE_TEST_SUITE_P(All, CanaryRowsOf, ::testing::ValuesIn(cases),
                         [](const auto& each) { return std::string(each.param.name); });

TEST(CanaryRows, fit_random_schemas) {
    for (std::uint64_t seed = 1; seed <= 100; ++seed) {
        SCOPED_TRACE(seed);
        RandomSchemas random(seed);
        Filled filled(random.sql(random.make()));
        for (const unsigned generation : {0, 1}) {
            for (const std::string& unfilled : filled.fill({}, CanaryRows::Kind::all, generation)) {
                // A number that refers to a text.
                EXPECT_THAT(unfilled, ::testing::HasSubstr(": cannot store TEXT value in "));
            }
        }
    }
}

TEST(CanaryRows, fit_schemas_as_projects_have_them) {
    std::string sql;
    for (const RevisionFile& file : test::realistic_revisions(100)) {
        sql += file.sections.front().sql;
    }
    Filled filled(sql);
    EXPECT_THAT(filled.fill(), IsEmpty());
    const std::string tables =
        filled.ask("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name");
    std::istringstream names(tables);
    for (std::string name; names >> name;) {
        EXPECT_EQ(filled.ask("SELECT count(*) >= 5 FROM " + name), "1") << name;
    }
}

TEST(CanaryRows, of_parents_are_made_where_there_are_none) {
    Filled filled(
        "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE q(id INTEGER PRIMARY KEY);"
        "INSERT INTO q VALUES (7); CREATE TABLE c(p INT REFERENCES p, q INT REFERENCES q)");
    EXPECT_THAT(filled.fill({"c"}), IsEmpty());
    EXPECT_EQ(filled.ask("SELECT count(*) > 0 FROM p"), "1");
    EXPECT_EQ(filled.ask("SELECT group_concat(id) FROM q"), "7");
    EXPECT_EQ(filled.ask("SELECT DISTINCT q FROM c WHERE q IS NOT NULL"), "7");
}

TEST(CanaryRows, ordinary_ones_differ_in_each_column_and_hold_no_null) {
    Filled filled(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, b INT, c REAL, d, flag BOOLEAN, at "
        "DATETIME,"
        " p INT REFERENCES p)");
    EXPECT_THAT(filled.fill({"t"}, CanaryRows::Kind::ordinary), IsEmpty());
    EXPECT_EQ(filled.ask("SELECT count(DISTINCT a), count(DISTINCT b), count(DISTINCT c),"
                         " count(DISTINCT d), count(DISTINCT flag), count(DISTINCT at),"
                         " count(DISTINCT p), min(a <> '') FROM t"),
              "2|2|2|2|2|2|2|1");
}

TEST(CanaryRows, are_the_same_each_time) {
    const std::string sql =
        "CREATE TABLE p(id INTEGER PRIMARY KEY, name TEXT UNIQUE, n REAL);"
        "CREATE TABLE c(p INT REFERENCES p, x)";
    Filled one(sql);
    Filled two(sql);
    one.fill();
    two.fill();
    for (const char* const table : {"p", "c"}) {
        const std::string all = std::string("SELECT * FROM ") + table;
        EXPECT_EQ(one.ask(all), two.ask(all));
    }
}

TEST(CanaryRows, are_missed_by_name_where_none_can_be_made) {
    Filled filled(
        "CREATE TABLE t(n TEXT CHECK (n IS NULL AND n IS NOT NULL), id INTEGER PRIMARY KEY);"
        "CREATE TABLE c(t INT NOT NULL REFERENCES t); CREATE TABLE d(t INT REFERENCES t)");
    EXPECT_THAT(filled.fill(),
                ::testing::ElementsAre("c: it needs a row of 't', and there is none",
                                       ::testing::StartsWith("t: CHECK constraint failed")));
    EXPECT_EQ(filled.ask("SELECT count(*) > 0, count(t) FROM d"), "1|0");
}

}  // namespace
}  // namespace kiln::tool
