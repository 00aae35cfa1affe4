#pragma once

#include <kiln/migration_table.hpp>

#include <array>
#include <optional>
#include <string_view>

namespace kiln::tool {

inline constexpr std::array<std::string_view, 3> dialect_names{"sqlite", "postgresql", "mysql"};

constexpr std::string_view dialect_name(Dialect dialect) {
    return dialect_names[static_cast<std::size_t>(dialect)];
}

constexpr std::optional<Dialect> dialect_named(std::string_view name) {
    for (std::size_t i = 0; i < dialect_names.size(); ++i) {
        if (dialect_names[i] == name) return static_cast<Dialect>(i);
    }
    return std::nullopt;
}

}  // namespace kiln::tool
