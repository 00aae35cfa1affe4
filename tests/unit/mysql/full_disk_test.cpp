// A server whose disk is full.

#include "tests/support/caught.hpp"
#include "tests/support/small_disk.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

/// So many kilobytes, and as much again for the copy.
TestTable large(int kilobytes) {
    return on_mysql(
        "a; b < a; c < b",
        {{"a", {.upgrade = "CREATE TABLE one (x int);"}},
         {"b",
          {.upgrade = "CREATE TABLE large (n int, x varchar(1000) CHARACTER SET latin1);\nINSERT "
                      "INTO large SELECT seq, repeat(md5(seq), 30) FROM seq_1_to_" +
                      std::to_string(kilobytes) +
                      ";\nALTER TABLE large ADD COLUMN y int FIRST, ALGORITHM=COPY;"}},
         {"c", {.upgrade = "CREATE TABLE two (x int);"}}});
}

class MysqlFullDisk : public ::testing::Test {
protected:
    MysqlFullDisk() {
        if (disk_.is_mounted()) {
            server_ = std::make_unique<MariadbServer>(std::vector<std::string>{"--skip-networking"},
                                                      disk_.folder());
            return;
        }
        std::printf("nothing may be mounted here: its files are limited instead\n");
        server_ = std::make_unique<MariadbServer>(std::vector<std::string>{"--skip-networking"});
    }

    std::string ask(const std::string& sql) const {
        return MariadbSession("test", "root", *server_).run(sql);
    }
    /// Goes as far as there is room for so many kilobytes, and finds the server with more of it.
    Caught upgrade_within(std::size_t room, const TestTable& table) {
        std::optional<FileLimit> limit;
        if (disk_.is_mounted()) {
            disk_.leave(room);
        } else {
            limit.emplace(16);
            server_->kill_hard();
            server_->start();
        }
        Caught error = caught([&] { Migrator(server_->url(), table).upgrade(); });
        disk_.make_room();
        limit.reset();
        // It may have ended itself.
        server_->kill_hard();
        server_->start();
        return error;
    }
    /// As somebody does who looks at the database.
    void settle(const TestTable& table) const {
        const std::string number =
            ask("SELECT max(number) FROM kiln_journal WHERE state = 'started'");
        if (number == "NULL") return;
        const std::string there =
            ask("SELECT count(*) FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = 'test' AND "
                "TABLE_NAME = 'large' AND COLUMN_NAME = '" +
                std::string(number == "3" ? "y" : "x") + "'");
        const bool is_done =
            number == "2" ? ask("SELECT count(*) FROM large") != "0" : there == "1";
        Migrator(server_->url(), table).repair(is_done ? InDoubt::done : InDoubt::not_done);
    }
    bool is_mounted() const { return disk_.is_mounted(); }
    std::string url() const { return server_->url(); }

private:
    SmallDisk disk_{150};
    std::unique_ptr<MariadbServer> server_;
};

TEST_F(MysqlFullDisk, a_run_stops_at_a_statement_and_goes_on_when_there_is_room) {
    // Files that are there already are as large as the limit, nearly.
    const int kilobytes = is_mounted() ? 8000 : 24000;
    const TestTable table = large(kilobytes);
    const std::vector<std::size_t> rooms =
        is_mounted() ? std::vector<std::size_t>{1500, 6000, 14000} : std::vector<std::size_t>{0};
    bool told_of_space = false;
    for (const std::size_t room : rooms) {
        SCOPED_TRACE(room);
        const Caught error = upgrade_within(room, table);
        // With no room at all the server ends itself.
        EXPECT_THAT(error.code, AnyOf("K413", "K425")) << error.message;
        if (error.code == "K413") {
            EXPECT_THAT(error.hint, HasSubstr("free some space on the server")) << error.message;
            EXPECT_EQ(ask("SELECT count(*) FROM kiln_journal WHERE state = 'started'"), "0");
            told_of_space = true;
        }
        settle(table);
    }
    // At its limit of files it ends itself each time.
    EXPECT_TRUE(told_of_space || !is_mounted());
    Migrator(url(), table).upgrade();
    const std::string count = std::to_string(kilobytes);
    EXPECT_EQ(ask("SELECT count(*), count(DISTINCT x) FROM large"), count + "|" + count);
    EXPECT_EQ(ask("SELECT count(*) FROM kiln_history"), "3");
    EXPECT_EQ(ask("SELECT count(*) FROM kiln_journal"), "0");
}

}  // namespace
}  // namespace kiln::support
