#pragma once
// Tests on the program's own server, each on an empty database.

#include "tests/support/mariadb_server.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/mysql.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace kiln::support {

inline constexpr Dialect mysql_dialect = Dialect::mysql;
inline constexpr DriverFunction mysql_function = mysql_driver;

inline TestTable on_mysql(std::string_view graph,
                          const std::map<std::string, TestScripts>& scripts = {}) {
    return TestTable(graph, scripts).for_dialect(mysql_dialect, mysql_function);
}

class OnMariadb : public ::testing::Test {
protected:
    OnMariadb() { empty_mariadb(); }

    static std::string url() { return MariadbServer::shared().url(); }
    static std::string sql(const std::string& statement) { return run_mariadb(statement); }
};

}  // namespace kiln::support
