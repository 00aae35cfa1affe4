#include <kiln/models.hpp>
#include <kiln/models/embedded.hpp>
#include <kiln/models/schema_text.hpp>

#include "tests/support/memory_database.hpp"
#include "tool/models/build_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <array>
#include <chrono>
#include <filesystem>

namespace desk {

enum class Status : unsigned char { open, closed = 3 };
enum Sign : int { minus = -1, none, plus, far = 100'000 };

}  // namespace desk

namespace {

using kiln::test::MemoryDatabase;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Patient {
    std::int64_t id;
    std::string name;
    std::optional<std::string> phone;
};

struct Appointment {
    std::int64_t id;
    std::int64_t patient_id;
    std::chrono::sys_seconds starts_at;
    std::optional<std::string> room;
    int minutes;
};

inline constexpr auto metadata = kiln::metadata(
    kiln::table<Patient>("patient", kiln::primary_key(&Patient::id), kiln::unique(&Patient::phone)),
    kiln::table<Appointment>(
        "appointment", kiln::primary_key(&Appointment::id).autoincrement(),
        kiln::foreign_key(&Appointment::patient_id)
            .references(&Patient::id)
            .on_delete(kiln::cascade),
        kiln::index(&Appointment::starts_at, kiln::descending(&Appointment::room))
            .where("room IS NOT NULL"),
        kiln::check("minutes > 0")));

struct TextSink {
    std::string text;
    void add(std::string_view piece) { text += piece; }
};

/// A cross build's way to the same: through text in an object file.
template <class M>
void expect_the_same_embedded(const M& tables) {
    TextSink object{
        "\x7f"
        "ELF " +
        std::string(kiln::models::embedded_mark)};
    kiln::models::MetadataText{object}.write(tables);
    object.text += std::string("\0 and more", 10);
    const auto models = kiln::tool::embedded_models(object.text);
    const kiln::ModelSchema schema = kiln::model_schema(tables);
    ASSERT_TRUE(models.has_value());
    EXPECT_EQ(models->statements, schema.statements);
    EXPECT_EQ(models->leave_alone, schema.leave_alone);
    ASSERT_EQ(models->renames.size(), schema.renames.size());
    for (std::size_t i = 0; i < schema.renames.size(); ++i) {
        EXPECT_EQ(models->renames[i].table, schema.renames[i].table);
        EXPECT_EQ(models->renames[i].column, schema.renames[i].column);
        EXPECT_EQ(models->renames[i].old_name, schema.renames[i].old_name);
    }
}

template <class M>
std::vector<std::string> statements(const M& tables) {
    expect_the_same_embedded(tables);
    return kiln::model_schema(tables).statements;
}

TEST(ModelSchema, reads_as_a_person_writes_it) {
    EXPECT_THAT(statements(metadata),
                ElementsAre(R"(CREATE TABLE patient (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    phone TEXT,
    UNIQUE (phone)
))",
                            R"(CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    starts_at DATETIME NOT NULL,
    room TEXT,
    minutes INTEGER NOT NULL,
    FOREIGN KEY (patient_id) REFERENCES patient (id) ON DELETE CASCADE,
    CHECK (minutes > 0)
))",
                            "CREATE INDEX ix_appointment_starts_at_room ON appointment "
                            "(starts_at, room DESC) WHERE room IS NOT NULL"));
}

TEST(ModelSchema, is_what_sqlite_makes_of_it) {
    MemoryDatabase db(statements(metadata));
    EXPECT_THAT(
        db.rows("SELECT name, type, \"notnull\", pk FROM pragma_table_xinfo('appointment')"),
        ElementsAre("id|INTEGER|0|1", "patient_id|INTEGER|1|0", "starts_at|DATETIME|1|0",
                    "room|TEXT|0|0", "minutes|INTEGER|1|0"));
    EXPECT_THAT(db.rows("SELECT \"table\", \"from\", \"to\", on_update, on_delete "
                        "FROM pragma_foreign_key_list('appointment')"),
                ElementsAre("patient|patient_id|id|NO ACTION|CASCADE"));
    EXPECT_THAT(
        db.rows("SELECT name, \"unique\", origin, partial FROM pragma_index_list('patient')"),
        ElementsAre("sqlite_autoindex_patient_1|1|u|0"));
    EXPECT_THAT(
        db.rows(
            "SELECT name, \"desc\", key FROM pragma_index_xinfo('ix_appointment_starts_at_room')"),
        ElementsAre("starts_at|0|1", "room|1|1", "NULL|0|0"));
    EXPECT_THAT(db.rows("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'"),
                ElementsAre("sqlite_sequence"));
    db.run("INSERT INTO patient(name) VALUES ('Ada')");
    EXPECT_THAT(db.error("INSERT INTO appointment VALUES (1, 1, '2026-11-22', NULL, 0)"),
                HasSubstr("CHECK constraint failed"));
    EXPECT_THAT(db.error("INSERT INTO appointment VALUES (1, 7, '2026-11-22', NULL, 5)"),
                HasSubstr("FOREIGN KEY constraint failed"));
}

struct Row {
    int a;
    int b;
    std::string c;
};

template <class... Options>
consteval auto rows(Options... options) {
    return kiln::metadata(kiln::table<Row>("row_table", options...));
}

TEST(ModelSchema, writes_keys_of_several_columns_and_of_text_behind_the_columns_or_in_them) {
    constexpr auto composite = rows(kiln::primary_key(&Row::b, &Row::a));
    EXPECT_THAT(statements(composite),
                ElementsAre("CREATE TABLE row_table (\n    a INTEGER NOT NULL,\n    b INTEGER NOT "
                            "NULL,\n    c TEXT NOT NULL,\n    PRIMARY KEY (b, a)\n)"));
    MemoryDatabase db(statements(composite));
    EXPECT_THAT(db.rows("SELECT name, pk FROM pragma_table_xinfo('row_table')"),
                ElementsAre("a|2", "b|1", "c|0"));

    EXPECT_THAT(statements(rows(kiln::primary_key(&Row::c)))[0],
                HasSubstr("\n    c TEXT NOT NULL PRIMARY KEY\n"));
    EXPECT_THAT(statements(rows(kiln::primary_key(&Row::a).name("pk_row")))[0],
                HasSubstr("(\n    a INTEGER,\n    b INTEGER NOT NULL,\n    c TEXT NOT NULL,\n    "
                          "CONSTRAINT pk_row PRIMARY KEY (a)\n)"));
    constexpr auto counted = rows(kiln::primary_key(&Row::a).name("pk_row").autoincrement());
    EXPECT_THAT(statements(counted)[0],
                HasSubstr("    a INTEGER CONSTRAINT pk_row PRIMARY KEY AUTOINCREMENT,\n"));
    MemoryDatabase counting(statements(counted));
}

struct Referring {
    std::optional<int> x;
    std::optional<int> y;
    std::optional<std::string> z;
};

TEST(ModelSchema, writes_foreign_keys_of_several_columns_with_actions_and_deferred) {
    constexpr auto tables = kiln::metadata(
        kiln::table<Referring>("referring",
                               kiln::foreign_key(&Referring::x, &Referring::y)
                                   .references(&Row::a, &Row::b)
                                   .on_delete(kiln::set_null)
                                   .on_update(kiln::cascade)
                                   .deferrable(),
                               kiln::foreign_key(&Referring::z)
                                   .references(&Row::c)
                                   .name("fk_z")
                                   .on_delete(kiln::restrict)
                                   .on_update(kiln::no_action)),
        kiln::table<Row>("row_table", kiln::primary_key(&Row::a, &Row::b), kiln::unique(&Row::c)));
    const auto sql = statements(tables);
    EXPECT_THAT(sql[0],
                HasSubstr("    FOREIGN KEY (x, y) REFERENCES row_table (a, b) ON DELETE SET "
                          "NULL ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,\n"
                          "    CONSTRAINT fk_z FOREIGN KEY (z) REFERENCES row_table (c) ON "
                          "DELETE RESTRICT ON UPDATE NO ACTION\n"));
    MemoryDatabase db(sql);
    EXPECT_THAT(
        db.rows("SELECT \"from\", \"to\", on_update, on_delete "
                "FROM pragma_foreign_key_list('referring') ORDER BY 1"),
        ElementsAre("x|a|CASCADE|SET NULL", "y|b|CASCADE|SET NULL", "z|c|NO ACTION|RESTRICT"));
    db.run(
        "BEGIN; INSERT INTO referring VALUES (1, 2, NULL); INSERT INTO row_table VALUES (1, 2, "
        "'c');"
        "COMMIT");
}

struct Node {
    int id;
    std::optional<int> parent;
};

TEST(ModelSchema, lets_a_table_refer_to_itself) {
    constexpr auto tree = kiln::metadata(kiln::table<Node>(
        "node", kiln::primary_key(&Node::id),
        kiln::foreign_key(&Node::parent).references(&Node::id).on_delete(kiln::set_default)));
    MemoryDatabase db(statements(tree));
    EXPECT_THAT(db.rows("SELECT \"table\", on_delete FROM pragma_foreign_key_list('node')"),
                ElementsAre("node|SET DEFAULT"));
}

TEST(ModelSchema, writes_indexes_of_every_kind) {
    constexpr auto tables =
        rows(kiln::index(&Row::a, &Row::b), kiln::index(&Row::c).unique(),
             kiln::index(kiln::expression("lower(c)"), kiln::descending(&Row::a)).name("by_lower"),
             kiln::index(kiln::descending(kiln::collate(&Row::c, "NOCASE"))).name("by_nocase"),
             kiln::index(kiln::descending(kiln::expression("a + b"))).name("sum").where("a > b"),
             kiln::index(kiln::expression("a - b")).name("difference"));
    const auto sql = statements(tables);
    EXPECT_THAT(std::vector<std::string>(sql.begin() + 1, sql.end()),
                ElementsAre("CREATE INDEX ix_row_table_a_b ON row_table (a, b)",
                            "CREATE UNIQUE INDEX ix_row_table_c ON row_table (c)",
                            "CREATE INDEX by_lower ON row_table (lower(c), a DESC)",
                            "CREATE INDEX by_nocase ON row_table (c COLLATE NOCASE DESC)",
                            "CREATE INDEX sum ON row_table (a + b DESC) WHERE a > b",
                            "CREATE INDEX difference ON row_table (a - b)"));
    MemoryDatabase db(sql);
    EXPECT_THAT(db.rows("SELECT name, \"unique\", partial FROM pragma_index_list('row_table') "
                        "ORDER BY name"),
                ElementsAre("by_lower|0|0", "by_nocase|0|0", "difference|0|0",
                            "ix_row_table_a_b|0|0", "ix_row_table_c|1|0", "sum|0|1"));
    EXPECT_THAT(
        db.rows("SELECT name, \"desc\", coll FROM pragma_index_xinfo('by_lower') WHERE key"),
        ElementsAre("NULL|0|BINARY", "a|1|BINARY"));
    EXPECT_THAT(
        db.rows("SELECT name, \"desc\", coll FROM pragma_index_xinfo('by_nocase') WHERE key"),
        ElementsAre("c|1|NOCASE"));
}

TEST(ModelSchema, writes_options_of_columns) {
    constexpr auto tables =
        rows(kiln::default_value(&Row::a, "0"), kiln::generated(&Row::b, "a * 2").stored(),
             kiln::length(&Row::c, 50), kiln::collate(&Row::c, "nocase"),
             kiln::default_value(&Row::c, "'it''s'"));
    EXPECT_THAT(statements(tables), ElementsAre(R"(CREATE TABLE row_table (
    a INTEGER NOT NULL DEFAULT 0,
    b INTEGER NOT NULL GENERATED ALWAYS AS (a * 2) STORED,
    c VARCHAR(50) NOT NULL DEFAULT 'it''s' COLLATE nocase
))"));
    MemoryDatabase db(statements(tables));
    EXPECT_THAT(
        db.rows("SELECT name, type, dflt_value, hidden FROM pragma_table_xinfo('row_table')"),
        ElementsAre("a|INTEGER|0|0", "b|INTEGER|NULL|3", "c|VARCHAR(50)|'it''s'|0"));
    db.run("INSERT INTO row_table(a) VALUES (21)");
    EXPECT_THAT(db.rows("SELECT * FROM row_table WHERE c = 'IT''S'"), ElementsAre("21|42|it's"));

    constexpr auto computed =
        rows(kiln::generated(&Row::c, "a || b"), kiln::type(&Row::a, "BIGINT"),
             kiln::column_name(&Row::b, "class"), kiln::check("b > 0"));
    EXPECT_THAT(statements(computed)[0],
                HasSubstr("    a BIGINT NOT NULL,\n    class INTEGER NOT NULL,\n"
                          "    c TEXT NOT NULL GENERATED ALWAYS AS (a || b) VIRTUAL,\n"));
}

TEST(ModelSchema, puts_parentheses_around_a_default_that_needs_them) {
    using kiln::models::default_text;
    for (const char* plain : {"0", "-1", "+1.5e3", "0xFF", "'a b'", "''", "'it''s'", "x'00'",
                              "null", "CURRENT_TIMESTAMP", "true", ".5"}) {
        EXPECT_EQ(default_text(plain), plain);
    }
    for (const std::string expression : {"datetime('now')", "1 + 1", "1+1", "'a' || 'b'",
                                         "(1) + (2)", "(1)", "-(1)", "'a'", "7"}) {
        MemoryDatabase db({"CREATE TABLE t (x, y DEFAULT " + default_text(expression) + ")",
                           "INSERT INTO t(x) VALUES (" + expression + ")"});
        EXPECT_THAT(db.rows("SELECT x IS y FROM t"), ElementsAre("1")) << expression;
    }
}

struct Wide {
    std::int64_t id;
    bool truth;
    float share;
    std::string text;
    std::vector<std::byte> bytes;
    std::chrono::year_month_day day;
    std::chrono::sys_seconds time;
    std::optional<double> maybe;
};

TEST(ModelSchema, has_only_the_types_that_strict_tables_take) {
    constexpr auto tables = kiln::metadata(
        kiln::table<Wide>("wide", kiln::strict, kiln::without_rowid, kiln::primary_key(&Wide::id),
                          kiln::length(&Wide::text, 9)));
    EXPECT_THAT(statements(tables), ElementsAre(R"(CREATE TABLE wide (
    id INTEGER NOT NULL PRIMARY KEY,
    truth INTEGER NOT NULL,
    share REAL NOT NULL,
    text TEXT NOT NULL,
    bytes BLOB NOT NULL,
    day TEXT NOT NULL,
    time TEXT NOT NULL,
    maybe REAL
) STRICT, WITHOUT ROWID)"));
    MemoryDatabase db(statements(tables));
    EXPECT_THAT(db.rows("SELECT wr, strict FROM pragma_table_list('wide')"), ElementsAre("1|1"));
    EXPECT_EQ(kiln::models::strict_type("VARCHAR(20)"), "TEXT");
    EXPECT_EQ(kiln::models::strict_type("bigint"), "INTEGER");
    EXPECT_EQ(kiln::models::strict_type("DOUBLE"), "REAL");
    EXPECT_EQ(kiln::models::strict_type("DECIMAL(10, 2)"), "ANY");
}

struct Backup {
    std::filesystem::path file;
    std::optional<std::filesystem::path> copy;
    std::array<std::byte, 32> hash;
    std::array<std::uint8_t, 1> mark;
    std::chrono::milliseconds took;
    std::optional<std::chrono::duration<double>> waited;
    std::chrono::days kept;
};

TEST(ModelSchema, has_columns_for_paths_bytes_and_durations) {
    constexpr auto tables = kiln::metadata(
        kiln::table<Backup>("backup", kiln::primary_key(&Backup::took), kiln::unique(&Backup::hash),
                            kiln::index(&Backup::kept)));
    EXPECT_EQ(statements(tables).front(), R"(CREATE TABLE backup (
    file TEXT NOT NULL,
    copy TEXT,
    hash BLOB NOT NULL,
    mark BLOB NOT NULL,
    took INTEGER PRIMARY KEY,
    waited REAL,
    kept INTEGER NOT NULL,
    UNIQUE (hash)
))");
    MemoryDatabase db(statements(tables));
}

using desk::Sign;
using desk::Status;

struct Ticket {
    Status status;
    std::optional<Status> before;
    Sign sign;
    Sign some;
    Status only;
};

TEST(ModelSchema, has_checks_of_the_enumerators) {
    constexpr auto tables = kiln::metadata(kiln::table<Ticket>(
        "ticket", kiln::one_of(&Ticket::status), kiln::as_text(&Ticket::before),
        kiln::column_name(&Ticket::before, "Group"), kiln::one_of(&Ticket::sign),
        kiln::one_of<desk::minus, desk::far>(&Ticket::some),
        kiln::as_text<Status::closed>(&Ticket::only)));
    expect_the_same_embedded(tables);
    EXPECT_EQ(statements(tables).front(), R"(CREATE TABLE ticket (
    status INTEGER NOT NULL CHECK (status IN (0, 3)),
    "Group" TEXT CHECK ("Group" IN ('open', 'closed')),
    sign INTEGER NOT NULL CHECK (sign IN (-1, 0, 1)),
    some INTEGER NOT NULL CHECK (some IN (-1, 100000)),
    only TEXT NOT NULL CHECK (only IN ('closed'))
))");
    MemoryDatabase db(statements(tables));
}

struct Timestamps {
    std::chrono::sys_seconds created;
    std::optional<std::chrono::sys_seconds> changed;
};
struct Point {
    double x;
    double y;
};
struct Address {
    std::string street;
    Point at;
};
struct Shop {
    int id;
    Address seat;
    Timestamps stamps;
    Address store;
    std::optional<int> rank;
};

}  // namespace

template <>
struct kiln::embedded<Timestamps> {
    static constexpr bool has_prefix = false;
};
template <>
struct kiln::embedded<Point> {
    static constexpr bool has_prefix = true;
};
template <>
struct kiln::embedded<Address> {
    static constexpr bool has_prefix = true;
};

namespace {

TEST(ModelSchema, has_the_columns_of_embedded_structs) {
    constexpr auto tables = kiln::metadata(kiln::table<Shop>(
        "shop", kiln::primary_key(&Shop::id),
        kiln::unique(kiln::part(&Shop::store, &Address::street), &Shop::rank),
        kiln::default_value(kiln::part(&Shop::seat, kiln::part(&Address::at, &Point::y)), "0"),
        kiln::length(kiln::part(&Shop::store, &Address::street), 9),
        kiln::index(kiln::descending(kiln::part(&Shop::stamps, &Timestamps::changed)),
                    kiln::collate(kiln::part(&Shop::seat, &Address::street), "NOCASE"))));
    expect_the_same_embedded(tables);
    EXPECT_THAT(statements(tables), ElementsAre(R"(CREATE TABLE shop (
    id INTEGER PRIMARY KEY,
    seat_street TEXT NOT NULL,
    seat_at_x REAL NOT NULL,
    seat_at_y REAL NOT NULL DEFAULT 0,
    created DATETIME NOT NULL,
    changed DATETIME,
    store_street VARCHAR(9) NOT NULL,
    store_at_x REAL NOT NULL,
    store_at_y REAL NOT NULL,
    rank INTEGER,
    UNIQUE (store_street, rank)
))",
                                                "CREATE INDEX ix_shop_changed_seat_street ON shop "
                                                "(changed DESC, seat_street COLLATE NOCASE)"));
    MemoryDatabase db(statements(tables));
}

struct Keywords {
    int order;
    int Group;
    int plain_1;
};

TEST(ModelSchema, quotes_names_only_where_they_need_it) {
    constexpr auto tables = kiln::metadata(kiln::table<Keywords>(
        "select", kiln::primary_key(&Keywords::order), kiln::unique(&Keywords::Group),
        kiln::index(&Keywords::plain_1).name("a \"b\"")));
    EXPECT_THAT(
        statements(tables),
        ElementsAre("CREATE TABLE \"select\" (\n    \"order\" INTEGER PRIMARY KEY,\n    "
                    "\"Group\" INTEGER NOT NULL,\n    plain_1 INTEGER NOT NULL,\n    UNIQUE "
                    "(\"Group\")\n)",
                    "CREATE INDEX \"a \"\"b\"\"\" ON \"select\" (plain_1)"));
    MemoryDatabase db(statements(tables));
}

TEST(ModelSchema, knows_the_keywords_of_sqlite) {
    for (int i = 0; i < sqlite3_keyword_count(); ++i) {
        const char* text = nullptr;
        int size = 0;
        sqlite3_keyword_name(i, &text, &size);
        std::string name(text, static_cast<std::size_t>(size));
        for (char& c : name) c = kiln::models::lower(c);
        EXPECT_EQ(kiln::models::identifier(name), '"' + name + '"');
    }
}

TEST(ModelSchema, says_what_was_renamed_and_what_is_left_alone) {
    constexpr auto tables = kiln::metadata(
        kiln::table<Row>("row_table", kiln::table_renamed_from("lines"),
                         kiln::column_name(&Row::a, "first"), kiln::renamed_from(&Row::a, "one")),
        kiln::leave_alone("spatial_ref_sys", "legacy_%"), kiln::leave_alone("more"));
    expect_the_same_embedded(tables);
    const kiln::ModelSchema schema = kiln::model_schema(tables);
    EXPECT_THAT(schema.leave_alone, ElementsAre("spatial_ref_sys", "legacy_%", "more"));
    ASSERT_EQ(schema.renames.size(), 2U);
    EXPECT_EQ(schema.renames[0].table + "." + schema.renames[0].column, "row_table.");
    EXPECT_EQ(schema.renames[0].old_name, "lines");
    EXPECT_EQ(schema.renames[1].table + "." + schema.renames[1].column, "row_table.first");
    EXPECT_EQ(schema.renames[1].old_name, "one");
}

TEST(ModelSchema, is_printed_as_json) {
    constexpr auto tables =
        kiln::metadata(kiln::table<Node>("node", kiln::table_renamed_from("a\\b"),
                                         kiln::check("id <> '\"\t\x01é'")),
                       kiln::leave_alone("x%"));
    std::FILE* file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    kiln::print_model_schema(tables, file);
    std::rewind(file);
    std::string text(1000, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    const std::string expected =
        R"x({"statements":["CREATE TABLE node (\u000a    id INTEGER NOT NULL,)x"
        R"x(\u000a    parent INTEGER,\u000a    CHECK (id <> '\"\u0009\u0001é')\u000a)"],)x"
        R"x("leave_alone":["x%"],"renames":[{"table":"node","column":"","old_name":"a\\b"}]})x";
    EXPECT_EQ(text, expected + "\n");
}

TEST(ModelSchema, is_a_constant_in_an_object_file) {
    constexpr auto text = kiln::models::embed([] { return metadata; });
    static_assert(text.back() == '\0');
    const std::string_view object(text.data(), text.size());
    ASSERT_TRUE(kiln::tool::embedded_models(object).has_value());
    EXPECT_EQ(kiln::tool::embedded_models(object)->statements, statements(metadata));
    EXPECT_FALSE(kiln::tool::embedded_models("nothing of the kind").has_value());
}

TEST(ModelSchema, says_which_tables_are_ordered) {
    static constexpr auto tables =
        kiln::metadata(kiln::table<Node>("node"), kiln::table<Row>("row_table", kiln::ordered));
    const kiln::ModelSchema schema = kiln::model_schema(tables);
    EXPECT_THAT(schema.ordered, ElementsAre("row_table"));
    EXPECT_THAT(kiln::tool::read_models(kiln::models::json(schema)).ordered,
                ElementsAre("row_table"));
    constexpr auto text = kiln::models::embed([] { return tables; });
    const auto embedded = kiln::tool::embedded_models({text.data(), text.size()});
    ASSERT_TRUE(embedded.has_value());
    EXPECT_THAT(embedded->ordered, ElementsAre("row_table"));
}

TEST(ModelSchema, of_no_tables_is_empty) {
    EXPECT_THAT(statements(kiln::metadata()), IsEmpty());
    EXPECT_EQ(kiln::models::json(kiln::model_schema(kiln::metadata())),
              R"({"statements":[],"leave_alone":[],"renames":[]})");
}

// Naming conventions

constexpr kiln::NamingConvention sqlalchemys{
    .ix = "ix_%(column_0_label)s",
    .uq = "uq_%(table_name)s_%(column_0_name)s",
    .ck = "ck_%(table_name)s_%(constraint_name)s",
    .fk = "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    .pk = "pk_%(table_name)s"};

TEST(ModelSchema, names_after_a_convention_as_sqlalchemy_does) {
    constexpr auto tables = kiln::metadata(
        sqlalchemys,
        kiln::table<Patient>("patient", kiln::primary_key(&Patient::id),
                             kiln::unique(&Patient::phone), kiln::index(&Patient::name)),
        kiln::table<Appointment>(
            "appointment", kiln::primary_key(&Appointment::id).autoincrement(),
            kiln::foreign_key(&Appointment::patient_id).references(&Patient::id),
            kiln::unique(&Appointment::room, &Appointment::starts_at).name("one_at_a_time"),
            kiln::check("minutes > 0").name("minutes"), kiln::check("minutes < 600")));
    const auto sql = statements(tables);
    EXPECT_THAT(sql, ElementsAre(R"(CREATE TABLE patient (
    id INTEGER,
    name TEXT NOT NULL,
    phone TEXT,
    CONSTRAINT pk_patient PRIMARY KEY (id),
    CONSTRAINT uq_patient_phone UNIQUE (phone)
))",
                                 "CREATE INDEX ix_patient_name ON patient (name)",
                                 R"(CREATE TABLE appointment (
    id INTEGER CONSTRAINT pk_appointment PRIMARY KEY AUTOINCREMENT,
    patient_id INTEGER NOT NULL,
    starts_at DATETIME NOT NULL,
    room TEXT,
    minutes INTEGER NOT NULL,
    CONSTRAINT fk_appointment_patient_id_patient FOREIGN KEY (patient_id) REFERENCES patient (id),
    CONSTRAINT one_at_a_time UNIQUE (room, starts_at),
    CONSTRAINT ck_appointment_minutes CHECK (minutes > 0),
    CHECK (minutes < 600)
))"));
    MemoryDatabase db(sql);
}

TEST(ModelSchema, knows_all_tokens_of_a_naming_convention) {
    const kiln::models::NamingContext context{"t", {"a", "b"}, "u", {"x", "y"}};
    const auto name = [&](std::string_view pattern) {
        return kiln::models::conventional_name(pattern, "", context);
    };
    EXPECT_EQ(name("%(table_name)s-%(referred_table_name)s"), "t-u");
    EXPECT_EQ(name("%(column_0_name)s%(column_1_name)s%(column_2_name)s"), "ab");
    EXPECT_EQ(name("%(column_0N_name)s %(column_0_N_name)s %(column_0_key)s"), "ab a_b a");
    EXPECT_EQ(name("%(column_1_label)s %(column_0_N_label)s"), "t_b t_a_t_b");
    EXPECT_EQ(name("%(referred_column_0_name)s %(referred_column_0_N_name)s"), "x x_y");
    EXPECT_EQ(name("50%"), "50%");
    for (const char* wrong :
         {"%(table)s", "%(column_name)s", "%(column_0)s", "%(table_name", "%()s"}) {
        EXPECT_TRUE(kiln::models::has_unknown_token(wrong)) << wrong;
    }
}

}  // namespace
