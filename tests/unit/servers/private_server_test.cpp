#include "tool/servers/private_server.hpp"

#include "tool/servers/child_process.hpp"
#include "tool/servers/data_template.hpp"

#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace kiln::tool {
namespace {

TEST(PrivateServer, postgresql_starts_and_ends) {
    pid_t pid = 0;
    std::filesystem::path folder;
    {
        const PrivateServer postgresql =
            PrivateServer::start_postgresql(find_postgresql().value(), template_cache());
        pid = postgresql.pid();
        folder = postgresql.socket_folder();
        EXPECT_EQ(kill(pid, 0), 0);
        EXPECT_TRUE(std::filesystem::is_socket(folder / ".s.PGSQL.5432"));
    }
    EXPECT_NE(kill(pid, 0), 0);
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(PrivateServer, mariadb_starts_and_ends) {
    const auto programs = find_mariadb();
    ASSERT_TRUE(programs) << "there is no MariaDB here: apt install mariadb-server";
    pid_t pid = 0;
    std::filesystem::path folder;
    {
        const PrivateServer mariadb = PrivateServer::start_mariadb(*programs, template_cache());
        pid = mariadb.pid();
        folder = mariadb.socket_folder();
        EXPECT_EQ(kill(pid, 0), 0);
        EXPECT_TRUE(std::filesystem::is_socket(mariadb.socket()));
    }
    EXPECT_NE(kill(pid, 0), 0);
    EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(PrivateServer, mariadb_leaves_the_temporary_tables_of_other_servers_alone) {
    const std::string others = "/tmp/#sql-kiln-" + std::to_string(getpid()) + ".MAI";
    std::ofstream(others) << "a table";
    const ServerUser user = server_user("mysql");
    ASSERT_TRUE(!user.is_other || chown(others.c_str(), user.uid, user.gid) == 0);
    for (const bool system_tables : {false, true}) {
        std::string name = (std::filesystem::temp_directory_path() / "kiln-test-XXXXXX").string();
        const std::filesystem::path cache = mkdtemp(name.data());
        PrivateServer::start_mariadb(find_mariadb().value(), cache, system_tables);
        EXPECT_TRUE(std::filesystem::exists(others)) << system_tables;
        std::filesystem::remove_all(cache);
    }
    std::filesystem::remove(others);
}

TEST(PrivateServer, a_template_that_is_damaged_is_made_anew) {
    const auto programs = find_postgresql();
    std::string name = (std::filesystem::temp_directory_path() / "kiln-test-XXXXXX").string();
    const std::filesystem::path cache = mkdtemp(name.data());
    { const PrivateServer first = PrivateServer::start_postgresql(*programs, cache); }
    const auto kept = std::filesystem::directory_iterator(cache)->path();
    std::filesystem::remove(kept / "global/pg_control");
    { const PrivateServer second = PrivateServer::start_postgresql(*programs, cache); }
    EXPECT_TRUE(std::filesystem::exists(kept / "global/pg_control"));
    std::filesystem::remove_all(cache);
}

TEST(PrivateServer, programs_that_fail_are_told_with_what_they_say) {
    ServerPrograms programs = *find_postgresql();
    programs.make_data = "/bin/false";
    try {
        PrivateServer::start_postgresql(programs, {});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), Code::private_server);
        EXPECT_EQ(error.message(), "/bin/false failed");
    }
}

}  // namespace
}  // namespace kiln::tool
