#pragma once
#include <kiln/models.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace records {

struct User {
    std::int64_t id;
    std::string name;
    std::optional<std::string> city;
};

inline constexpr auto metadata = kiln::metadata(kiln::table<User>(
    "user", kiln::primary_key(&User::id), kiln::length(&User::name, 30), kiln::index(&User::name)));

}  // namespace records
