#pragma once

#include "tool/schema/schema.hpp"
#include "tool/schema/scratch_database.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>

namespace kiln::support {

/// The schema that a script makes of an empty database.
inline Schema schema_of(const std::string& sql) {
    tool::ScratchDatabase database;
    EXPECT_EQ(database.execute(sql), std::nullopt) << sql;
    return tool::read_schema(database.handle());
}

}  // namespace kiln::support
