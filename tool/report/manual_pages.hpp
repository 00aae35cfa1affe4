#pragma once

#include "tool/report/described.hpp"

#include <vector>

namespace kiln::tool {

/// The manual page of the program, and one for each verb, in roff.
std::vector<Page> manual_pages(const DescribedProgram& program);

}  // namespace kiln::tool
