#pragma once

#include "src/database/connection.hpp"
#include "tool/report/described_schema.hpp"

#include <string>

namespace kiln::tool {

/// The connection's database, but for Kiln's own tables, definers and privileges. Parents stand
/// before children, since the server does not tell what was made first. Throws kiln::Error where
/// the server does not answer.
DescribedSchema describe_mysql(Connection& connection, const std::string& version_table);

}  // namespace kiln::tool
