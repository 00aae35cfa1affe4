#pragma once

#include <string>

namespace kiln::tool {

/// Has the system's shell run the command line. True where that ended with 0.
bool run_in_shell(const std::string& command);

}  // namespace kiln::tool
