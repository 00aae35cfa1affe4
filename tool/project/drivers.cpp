#include "tool/project/drivers.hpp"

#include <kiln/postgresql.hpp>
#include <kiln/sqlite.hpp>

namespace kiln::tool {

std::vector<DriverFunction> drivers_of(std::span<const Dialect> dialects) {
    std::vector<DriverFunction> drivers;
    for (const Dialect dialect : dialects) {
        if (dialect == Dialect::sqlite) drivers.push_back(sqlite_driver);
#if defined(KILN_HAS_POSTGRESQL)
        if (dialect == Dialect::postgresql) drivers.push_back(postgresql_driver);
#endif
    }
    return drivers;
}

}  // namespace kiln::tool
