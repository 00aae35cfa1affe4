#pragma once
// What stands behind `postgresql://`: user, password, hosts, database and options.

#include "src/database/url.hpp"

#include <string_view>

namespace kiln {

/// Sets `database` and `server` of a URL whose other members are set; `rest` is what follows the
/// slashes. Throws K509.
void parse_server_address(DatabaseUrl& url, std::string_view rest);

}  // namespace kiln
