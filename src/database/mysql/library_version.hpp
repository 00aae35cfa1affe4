#pragma once

#include <string>

namespace kiln::mysql {

/// Of the libmariadb that runs, "3.3.14".
std::string library_version();

}  // namespace kiln::mysql
