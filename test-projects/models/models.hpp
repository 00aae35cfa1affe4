#pragma once
#include <kiln/models.hpp>

namespace clinic {

struct Patient {
    std::int64_t id;
    std::string name;
    std::optional<std::string> phone;
};

inline constexpr auto metadata = kiln::metadata(
    kiln::table<Patient>("patient", kiln::primary_key(&Patient::id), kiln::index(&Patient::name)));

}  // namespace clinic
