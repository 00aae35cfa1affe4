#pragma once

#include "tests/support/table_builder.hpp"

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::fault {

/// Ids of the revisions below, in order.
constexpr std::array<std::string_view, 5> shop_ids{"a1", "b2", "c3", "d4", "e5"};

/// Five revisions of a shop's database with some hundred rows: tables, an index, new columns, a
/// parent table that is rebuilt below children that cascade, a trigger and a view. The second is
/// in C++, and has its SQL as well.
std::vector<support::TestScripts> shop_scripts();

/// What they all make of an empty database.
std::string shop_snapshot();

/// A chain of the shop's revisions with these scripts.
support::TestTable shop_table(const std::vector<support::TestScripts>& scripts);

/// The statements of a section, each with its semicolon at the end of a line.
std::vector<std::string> statements_of(const std::string& section);

}  // namespace kiln::fault
