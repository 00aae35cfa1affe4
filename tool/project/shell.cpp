#include "tool/project/shell.hpp"

#include <cstdlib>

namespace kiln::tool {

bool run_in_shell(const std::string& command) {
#ifdef _WIN32
    // cmd.exe takes away the first quote of a line and its last.
    return std::system(("\"" + command + "\"").c_str()) == 0;
#else
    return std::system(command.c_str()) == 0;
#endif
}

}  // namespace kiln::tool
