#pragma once
// Tests on the program's own server, each on an empty database.

#include "tests/support/mariadb_server.hpp"
#include "tests/support/starters.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/mysql.hpp>

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <string_view>

namespace kiln::support {

inline constexpr Dialect mysql_dialect = Dialect::mysql;
inline constexpr DriverFunction mysql_function = mysql_code_driver;

inline TestTable on_mysql(std::string_view graph,
                          const std::map<std::string, TestScripts>& scripts = {}) {
    return TestTable(graph, scripts).for_dialect(mysql_dialect, mysql_function);
}

inline TestTable counting_on_mysql(int count) {
    return counting(count, mysql_dialect, mysql_function);
}

/// Goes on with counting() to the heads, where the one statement that may be in doubt is settled as
/// somebody does who looks at the database. Returns whether one was.
inline bool go_on(const TestTable& table, const MariadbServer& server = MariadbServer::shared(),
                  const Options& options = {}) {
    Migrator migrator(server.url(), table, options);
    const Caught error = caught([&] { migrator.upgrade(); });
    if (error.code == "nothing") return false;
    // K432: of another node, which may be gone.
    EXPECT_TRUE(error.code == "K429" || error.code == "K432") << error.code << error.message;
    const MariadbSession session("test", "root", server);
    const std::string line =
        session.run("SELECT revision, number FROM kiln_journal WHERE state = 'started'");
    const std::string id = line.substr(0, line.find('|'));
    const int number = std::stoi(line.substr(line.find('|') + 1));
    const auto is_there = [](const std::string& name) {
        return "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'test' AND "
               "TABLE_NAME = '" +
               name + "'";
    };
    const std::string look = number == 1   ? is_there("ran")
                             : number == 2 ? "SELECT count(*) FROM ran WHERE x = '" + id + "'"
                                           : is_there("t" + id.substr(1));
    migrator.repair(session.run(look) == "0" ? InDoubt::not_done : InDoubt::done);
    EXPECT_EQ(caught([&] { migrator.upgrade(); }).message, "");
    return true;
}

class OnMariadb : public ::testing::Test {
protected:
    OnMariadb() { empty_mariadb(); }

    static std::string url() { return MariadbServer::shared().url(); }
    static std::string sql(const std::string& statement) { return run_mariadb(statement); }
};

}  // namespace kiln::support
