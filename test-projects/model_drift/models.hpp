#pragma once
#include <kiln/models.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace clinic {

struct Patient {
    std::int64_t id;
    std::string name;
    std::optional<std::string> phone;
};

struct Appointment {
    std::int64_t id;
    std::int64_t patient_id;
    std::string starts_at;
    std::int64_t minutes;
};

inline constexpr auto metadata = kiln::metadata(
    kiln::table<Patient>("patient", kiln::primary_key(&Patient::id)),
    kiln::table<Appointment>("appointment", kiln::primary_key(&Appointment::id),
                             kiln::foreign_key(&Appointment::patient_id).references(&Patient::id),
                             kiln::default_value(&Appointment::minutes, "30"),
                             kiln::check("minutes > 0"), kiln::index(&Appointment::starts_at)));

}  // namespace clinic
