#pragma once

#include <string>

namespace kiln::tool {

/// Goes on as another program, with this process' arguments, which begin with its name. Comes back
/// only where that cannot be started. Windows has no exec: there this process waits, and ends as
/// it.
void continue_as(const std::string& program, char** arguments);

#ifdef _WIN32
/// This program once more with the same arguments, until that ends. False where it cannot be begun.
bool run_once_more();
#endif

}  // namespace kiln::tool
