// The same on MariaDB, where what revisions did is not taken back.

#include "tests/unit/servers/checked_again.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace kiln::tool {
namespace {

TEST(ServerCheckOnMysql, tells_the_same_from_the_last_check) {
    unsetenv("KILN_MYSQL_URL");
    std::string missing;
    const auto server = TrialServer::find(Dialect::mysql, {}, missing);
    ASSERT_NE(server, nullptr) << missing;
    for (const char* name : {"mysql/K605_orders.sql", "mysql/K601_fixture.sql",
                             "mysql/K603_lost.sql", "mysql/K604_view.sql"}) {
        expect_the_same_from_anywhere(*server, name);
    }
}

}  // namespace
}  // namespace kiln::tool
