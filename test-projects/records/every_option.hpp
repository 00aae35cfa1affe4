#pragma once
// A model of every type, constraint and option, to stand in the place of models.hpp.

#include <kiln/models.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace records {

enum class Format { vinyl, tape };

struct Money {
    std::int64_t cents;
};

struct Setting {
    std::string key;
    std::optional<bool> on;
};

struct User {
    std::int64_t id;
    std::string name;
    std::optional<std::string> city;
};

struct Record {
    std::int64_t id;
    std::int64_t user_id;
    std::string title;
    std::string class_;
    Format format;
    double seconds;
    float gain;
    bool lent;
    std::uint8_t sides;
    std::optional<std::int16_t> year;
    Money price;
    std::vector<std::byte> sleeve;
    std::optional<std::vector<std::uint8_t>> label;
    std::chrono::year_month_day bought;
    std::optional<std::chrono::sys_seconds> played_at;
    std::string shown;
    std::optional<std::string> sorted;
};

struct Loan {
    std::int64_t record_id;
    std::string record_title;
    int number;
    std::optional<std::int64_t> to;
};

}  // namespace records

template <>
struct kiln::column_type<records::Money> {
    static constexpr std::string_view sqlite = "NUMERIC(10, 2)";
};

namespace records {

inline constexpr kiln::NamingConvention convention{
    .ix = "ix_%(column_0_label)s",
    .uq = "uq_%(table_name)s_%(column_0_N_name)s",
    .ck = "ck_%(table_name)s_%(constraint_name)s",
    .fk = "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    .pk = "pk_%(table_name)s"};

inline constexpr auto metadata = kiln::metadata(
    convention, kiln::leave_alone("legacy_%"),
    kiln::table<User>("user", kiln::primary_key(&User::id), kiln::length(&User::name, 30),
                      kiln::index(&User::name)),
    kiln::table<Setting>("setting", kiln::primary_key(&Setting::key), kiln::strict,
                         kiln::without_rowid),
    kiln::table<Record>(
        "record", kiln::primary_key(&Record::id).autoincrement(),
        kiln::foreign_key(&Record::user_id)
            .references(&User::id)
            .on_delete(kiln::cascade)
            .on_update(kiln::restrict)
            .deferrable(),
        kiln::unique(&Record::user_id, &Record::title), kiln::unique(&Record::id, &Record::title),
        kiln::check("seconds > 0").name("long"),
        kiln::check("title <> 'it''s' AND sides IN (1, 2)"), kiln::length(&Record::title, 50),
        kiln::collate(&Record::title, "NOCASE"), kiln::column_name(&Record::class_, "class"),
        kiln::default_value(&Record::class_, "'a ''quoted'' default'"),
        kiln::default_value(&Record::format, "0"), kiln::default_value(&Record::gain, "-1.5"),
        kiln::default_value(&Record::lent, "FALSE"), kiln::default_value(&Record::sides, "(1 + 1)"),
        kiln::default_value(&Record::bought, "CURRENT_DATE"), kiln::type(&Record::year, "SMALLINT"),
        kiln::generated(&Record::shown, "title || ' (' || class || ')'"),
        kiln::generated(&Record::sorted, "lower(title)").stored(),
        kiln::index(kiln::descending(kiln::collate(&Record::title, "RTRIM")),
                    kiln::expression("lower(class)"))
            .unique()
            .where("lent = FALSE AND year IS NOT NULL")
            .name("by_title")),
    kiln::table<Loan>(
        "loan", kiln::primary_key(&Loan::number, &Loan::record_id),
        kiln::foreign_key(&Loan::record_id, &Loan::record_title)
            .references(&Record::id, &Record::title),
        kiln::foreign_key(&Loan::to).references(&User::id).on_delete(kiln::set_null)));

}  // namespace records
