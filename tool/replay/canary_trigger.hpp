#pragma once
// What triggers keep out of a table: rules that an application wrote there instead of a CHECK.

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// Of a CREATE TRIGGER: expressions over the table's columns of which none may be true in a row, or
/// RAISE is called. Those that look at other rows or at what a row was are left out.
std::vector<std::string> refusals_of(std::string_view trigger);

}  // namespace kiln::tool
