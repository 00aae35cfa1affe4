#include <kiln/models.hpp>
#include <kiln/models/schema_text.hpp>

#include "tests/support/memory_database.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

template <class M>
std::vector<std::string> statements(const M& tables) {
    return kiln::model_schema(tables).statements;
}

template <class... Parts>
consteval auto visits(Parts... parts) {
    return kiln::metadata(kiln::table<Patient>("patient", kiln::primary_key(&Patient::id)),
                          kiln::table<Appointment>("appointment", parts...));
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

}  // namespace
