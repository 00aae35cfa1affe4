#pragma once

#include "src/database/connection.hpp"
#include "tool/report/described_schema.hpp"

#include <string>

namespace kiln::tool {

/// The connection's database, but for Kiln's own tables, owners and privileges. Names are written
/// as its search_path allows. A kind of thing that is not written as SQL, such as an operator, is
/// named in a comment. Throws kiln::Error where the server does not answer.
DescribedSchema describe_postgresql(Connection& connection, const std::string& version_table);

}  // namespace kiln::tool
