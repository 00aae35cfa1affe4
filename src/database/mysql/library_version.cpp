#include "src/database/mysql/library_version.hpp"

#include <mysql.h>

namespace kiln::mysql {

std::string library_version() { return mysql_get_client_info(); }

}  // namespace kiln::mysql
