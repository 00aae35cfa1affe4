#include "src/database/postgresql/library_version.hpp"

#include <libpq-fe.h>

namespace kiln::postgresql {

std::string library_version() { return version_text(PQlibVersion()); }

std::string version_text(int number) {
    std::string text = std::to_string(number / 10000) + ".";
    // Until 10, the first two numbers said together what the first says since.
    if (number < 100000) text += std::to_string(number / 100 % 100) + ".";
    return text + std::to_string(number % (number < 100000 ? 100 : 10000));
}

}  // namespace kiln::postgresql
