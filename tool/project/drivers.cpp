#include "tool/project/drivers.hpp"

#include "src/database/mysql/library_version.hpp"
#include "src/database/postgresql/library_version.hpp"
#if defined(KILN_LOADS_LIBPQ)
#include "src/database/postgresql/on_demand/libpq.hpp"
#endif
#if defined(KILN_LOADS_LIBMARIADB)
#include "src/database/mysql/on_demand/libmariadb.hpp"
#endif

#include <kiln/mysql.hpp>
#include <kiln/postgresql.hpp>
#include <kiln/sqlite.hpp>

namespace kiln::tool {

namespace {

#if defined(KILN_LOADS_LIBPQ)
using postgresql::libpq_is_there;
#elif defined(KILN_HAS_POSTGRESQL)
bool libpq_is_there() { return true; }
#endif
#if defined(KILN_LOADS_LIBMARIADB)
using mysql::libmariadb_is_there;
#elif defined(KILN_HAS_MYSQL)
bool libmariadb_is_there() { return true; }
#endif

}  // namespace

std::vector<DriverFunction> drivers_of(std::span<const Dialect> dialects) {
    std::vector<DriverFunction> drivers;
    for (const Dialect dialect : dialects) {
        if (dialect == Dialect::sqlite) drivers.push_back(sqlite_code_driver);
#if defined(KILN_HAS_POSTGRESQL)
        if (dialect == Dialect::postgresql && libpq_is_there()) {
            drivers.push_back(postgresql_code_driver);
        }
#endif
#if defined(KILN_HAS_MYSQL)
        if (dialect == Dialect::mysql && libmariadb_is_there())
            drivers.push_back(mysql_code_driver);
#endif
    }
    return drivers;
}

std::string versions_of_clients() {
    std::string lines;
#if defined(KILN_HAS_POSTGRESQL)
    lines += "libpq " + (libpq_is_there() ? postgresql::library_version() : "was not found") + "\n";
#else
    lines += "libpq was left out\n";
#endif
#if defined(KILN_HAS_MYSQL)
    lines +=
        "libmariadb " + (libmariadb_is_there() ? mysql::library_version() : "was not found") + "\n";
#else
    lines += "libmariadb was left out\n";
#endif
    return lines;
}

}  // namespace kiln::tool
