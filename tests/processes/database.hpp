#pragma once

#include "tests/support/database_file.hpp"

#include <string>

namespace kiln::processes {

/// How many of `revisions()` a database has: by its version table, its log, its tables and the rows
/// that they have. -1 where these disagree, with `why`.
int applied(const std::string& file, std::string& why);

/// The program of program.cpp.
std::string program();

}  // namespace kiln::processes
