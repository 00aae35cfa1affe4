#pragma once

#include <string>

namespace kiln::postgresql {

/// Of the libpq that runs, "15.14".
std::string library_version();

/// A version as libpq and servers number it: 150014 is 15.14, 90624 is 9.6.24.
std::string version_text(int number);

}  // namespace kiln::postgresql
