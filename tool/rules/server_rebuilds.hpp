#pragma once
// K606 on a server: what a table had that was dropped for another one of its name.

#include "src/sql/lexer.hpp"
#include "tool/replay/catalog.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// What it loses (`index 'i'`), by the catalogs before and behind `sql`; `table` is its key there.
/// What was dropped by its name, and the one difference that the rebuild was for, is none.
std::vector<std::string> lost_on_rebuild(const Catalog& was, const Catalog& is,
                                         const std::string& table, std::string_view sql,
                                         SqlRules rules);

}  // namespace kiln::tool
