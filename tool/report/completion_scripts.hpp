#pragma once

#include "tool/report/described.hpp"

#include <vector>

namespace kiln::tool {

/// For bash, zsh and fish. What revisions there are, they ask `kiln history`.
std::vector<Page> completion_scripts(const DescribedProgram& program);

}  // namespace kiln::tool
