#pragma once

#include <string>

namespace kiln::tool {

/// Goes on as another program, with this process' arguments, which begin with its name. Comes back
/// only where that cannot be started. Windows has no exec: there this process waits, and ends as
/// it.
void continue_as(const std::string& program, char** arguments);

}  // namespace kiln::tool
