#pragma once
// Tests on the program's own server, each on an empty database.

#include "tests/support/postgresql_server.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/postgresql.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace kiln::support {

inline constexpr Dialect postgresql_dialect = Dialect::postgresql;
inline constexpr DriverFunction postgresql_function = postgresql_code_driver;

inline TestTable on_postgresql(std::string_view graph,
                               const std::map<std::string, TestScripts>& scripts = {}) {
    return TestTable(graph, scripts).for_dialect(postgresql_dialect, postgresql_function);
}

class OnServer : public ::testing::Test {
protected:
    OnServer() { empty_postgresql(); }

    static std::string url() { return PostgresqlServer::shared().url(); }
    static std::string sql(const std::string& statement) { return run_postgresql(statement); }
};

}  // namespace kiln::support
