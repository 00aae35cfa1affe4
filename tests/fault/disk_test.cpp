// The model of a disk that the sweeps stand on: what a power cut may leave, and who may write.

#include "tests/fault/disk.hpp"
#include "tests/fault/fault_vfs.hpp"
#include "tests/support/database_file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <set>
#include <stdexcept>

namespace kiln::fault {
namespace {

using support::TestConnection;

/// All that power cuts may make of the disk's file `a`; nothing where it is gone.
std::set<std::optional<std::string>> left_of(const std::function<void(Disk&)>& use) {
    std::set<std::optional<std::string>> left;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
        Disk disk;
        use(disk);
        disk.cut_power(seed);
        const auto file = disk.find("a");
        left.insert(file ? std::optional(file->bytes()) : std::nullopt);
    }
    return left;
}

TEST(Disk, a_power_cut_may_take_any_sector_that_was_not_synced) {
    const std::string sector(512, 'x');
    const auto left = left_of([&](Disk& disk) {
        disk.load({{"a", "safe"}});
        disk.find("a")->write(0, "SAFE");
        disk.find("a")->sync();
        disk.find("a")->write(512, sector + sector);
    });
    const std::string none = "SAFE";
    const std::string hole = none + std::string(508, '\0');
    EXPECT_EQ(left, (std::set<std::optional<std::string>>{none, hole + sector,
                                                          hole + std::string(512, '\0') + sector,
                                                          hole + sector + sector}));
}

TEST(Disk, a_name_is_safe_once_its_folder_is_synced) {
    const auto create = [](Disk& disk) { disk.create("a")->sync(); };
    EXPECT_EQ(left_of(create), (std::set<std::optional<std::string>>{std::nullopt, ""}));
    EXPECT_EQ(left_of([&](Disk& disk) {
                  create(disk);
                  disk.sync_folder();
              }),
              std::set<std::optional<std::string>>{""});
    EXPECT_EQ(left_of([](Disk& disk) {
                  disk.load({{"a", "x"}});
                  disk.remove("a");
              }),
              (std::set<std::optional<std::string>>{std::nullopt, "x"}));
}

class DiskUnderSqlite : public ::testing::Test {
protected:
    static int result_of(const TestConnection& connection, const char* sql) {
        return sqlite3_exec(connection.get(), sql, nullptr, nullptr, nullptr);
    }

    /// How many power cuts during a transaction leave neither what was there before it nor what
    /// it wrote.
    int half_states_with(const std::string& setting) {
        disk.load({});
        const std::string fill =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 99) "
            "INSERT INTO t SELECT printf('%0300d', 0) FROM n";
        TestConnection("/x.db").run("CREATE TABLE t (x); " + fill);
        const Disk::Image begin = disk.image();
        int half_states = 0;
        Trigger trigger;
        for (std::uint64_t at = 1; at == 1 || trigger.was_reached(); ++at) {
            disk.load(begin);
            {
                const TestConnection connection("/x.db");
                connection.run("PRAGMA cache_size = 5; " + setting);
                trigger.arm(at, true);
                file_system.arm(FaultVfs::Fault::power_cut, trigger);
                result_of(connection, "UPDATE t SET x = replace(x, '0', '1')");
            }
            file_system.disarm();
            if (trigger.was_reached()) disk.cut_power(at);
            half_states += is_whole() ? 0 : 1;
        }
        return half_states;
    }

    static bool is_whole() {
        try {
            const TestConnection connection("/x.db");
            return connection.run("PRAGMA integrity_check") == "ok" &&
                   connection.run("SELECT count(DISTINCT x) FROM t") == "1";
        } catch (const std::runtime_error&) {
            return false;
        }
    }

    Disk disk;
    FaultVfs file_system{disk};
};

TEST_F(DiskUnderSqlite, a_program_that_does_not_sync_is_found_out) {
    EXPECT_EQ(half_states_with("PRAGMA synchronous = FULL"), 0);
    EXPECT_GT(half_states_with("PRAGMA synchronous = OFF"), 0);
    EXPECT_GT(half_states_with("PRAGMA journal_mode = OFF"), 0);
}

TEST_F(DiskUnderSqlite, connections_lock_each_other_out) {
    const TestConnection one("/x.db");
    const TestConnection other("/x.db");
    one.run("CREATE TABLE t (x); BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
    EXPECT_EQ(result_of(other, "BEGIN IMMEDIATE"), SQLITE_BUSY);
    EXPECT_EQ(other.run("BEGIN; SELECT count(*) FROM t"), "0");
    EXPECT_EQ(result_of(one, "COMMIT"), SQLITE_BUSY);
    other.run("COMMIT");
    one.run("COMMIT");
    EXPECT_EQ(other.run("SELECT count(*) FROM t"), "1");
}

TEST_F(DiskUnderSqlite, readers_of_a_wal_lock_no_writer_out) {
    const TestConnection one("/x.db");
    const TestConnection other("/x.db");
    EXPECT_EQ(one.run("PRAGMA journal_mode = WAL"), "wal");
    one.run("CREATE TABLE t (x)");
    EXPECT_EQ(other.run("BEGIN; SELECT count(*) FROM t"), "0");
    one.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (1)");
    EXPECT_EQ(result_of(other, "INSERT INTO t VALUES (2)"), SQLITE_BUSY);
    one.run("COMMIT");
    EXPECT_EQ(other.run("SELECT count(*) FROM t"), "0");
    EXPECT_EQ(result_of(other, "INSERT INTO t VALUES (2)"), SQLITE_BUSY_SNAPSHOT & 0xff);
    other.run("COMMIT");
    EXPECT_EQ(other.run("SELECT count(*) FROM t"), "1");
}

}  // namespace
}  // namespace kiln::fault
