// A cluster of two nodes, whose GET_LOCK does not reach the other.

#include "tests/support/starters.hpp"
#include "tests/unit/mysql/on_mariadb.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

constexpr const char* provider = "/usr/lib/galera/libgalera_smm.so";

bool comes_true(const std::function<bool()>& condition) {
    for (int tries = 0; tries < 1200; ++tries) {
        try {
            if (condition()) return true;
        } catch (const std::runtime_error&) {
            // Not ready yet.
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

class Galera : public ::testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(provider)) GTEST_SKIP() << "no galera-4 here";
        first_ = std::make_unique<MariadbServer>(node(0, "gcomm://"));
        second_ =
            std::make_unique<MariadbServer>(node(1, "gcomm://127.0.0.1:" + std::to_string(port_)));
    }

    std::vector<std::string> node(int number, const std::string& others) const {
        const int port = port_ + 10 * number;
        const std::string address = "127.0.0.1:" + std::to_string(port);
        return {"--skip-networking",
                "--binlog-format=ROW",
                "--innodb-autoinc-lock-mode=2",
                "--wsrep-on=1",
                std::string("--wsrep-provider=") + provider,
                "--wsrep-cluster-name=kiln" + std::to_string(port_),
                "--wsrep-cluster-address=" + others,
                "--wsrep-node-name=n" + std::to_string(number),
                "--wsrep-node-address=" + address,
                "--wsrep-sst-method=rsync",
                "--wsrep-sst-receive-address=127.0.0.1:" + std::to_string(port + 2),
                "--wsrep-provider-options=gmcast.listen_addr=tcp://" + address +
                    ";ist.recv_addr=127.0.0.1:" + std::to_string(port + 1) +
                    ";gcache.size=8M;evs.inactive_check_period=PT0.2S;evs.keepalive_period=PT0.3S;"
                    "evs.suspect_timeout=PT1S;evs.inactive_timeout=PT3S"};
    }

    static std::string ask(const MariadbServer& server, const std::string& sql,
                           const std::string& database = "test") {
        return MariadbSession(database, "root", server).run(sql);
    }

    void make_anew() const {
        ask(*first_, "DROP DATABASE IF EXISTS test", "");
        ask(*first_, "CREATE DATABASE test", "");
        // What the other has of it is what it had before as long as it has not caught up.
        ask(*first_, "CREATE TABLE is_new (x int PRIMARY KEY)");
        ASSERT_TRUE(comes_true([&] {
            return ask(*second_,
                       "SELECT count(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = "
                       "'test'") == "1";
        }));
    }

    /// Each revision has run once, by what a node says.
    static void expect_ran_once(const MariadbServer& server) {
        EXPECT_TRUE(comes_true([&] {
            return ask(server, "SELECT count(*), count(DISTINCT x) FROM ran") == "6|6";
        })) << ask(server, "SELECT count(*), count(DISTINCT x) FROM ran");
        EXPECT_EQ(ask(server, "SELECT count(*) FROM kiln_history"), "6");
        EXPECT_EQ(ask(server, "SELECT count(*) FROM kiln_journal"), "0");
    }

    const int port_ = 20000 + getpid() % 2000 * 20;
    std::unique_ptr<MariadbServer> first_;
    std::unique_ptr<MariadbServer> second_;
};

/// So many starters on each node.
struct OnBoth {
    std::vector<std::thread> threads;
    Started on_first;
    Started on_second;

    OnBoth(int each, const TestTable& table, const MariadbServer& first,
           const MariadbServer& second, const Options& options) {
        threads.emplace_back(
            [&, each, options] { on_first = start_together(each, table, first.url(), options); });
        threads.emplace_back(
            [&, each, options] { on_second = start_together(each, table, second.url(), options); });
    }
    OnBoth(const OnBoth&) = delete;
    OnBoth& operator=(const OnBoth&) = delete;
    ~OnBoth() { join(); }

    void join() {
        for (std::thread& thread : threads) thread.join();
        threads.clear();
    }
};

TEST_F(Galera, starters_on_both_nodes_run_each_statement_once) {
    const TestTable table = counting_on_mysql(6);
    for (int round = 0; round < (wants_all_on_servers() ? 25 : 2); ++round) {
        make_anew();
        OnBoth started(3, table, *first_, *second_, {});
        started.join();
        EXPECT_THAT(started.on_first.errors, ::testing::IsEmpty());
        EXPECT_THAT(started.on_second.errors, ::testing::IsEmpty());
        EXPECT_EQ(started.on_first.steps + started.on_second.steps, 6U);
        expect_ran_once(*first_);
        expect_ran_once(*second_);
    }

    // A node is killed in the midst; the other goes on when somebody says that it may alone.
    std::mt19937 random(4711);
    make_anew();
    Options options;
    options.lock_wait = std::chrono::seconds(15);
    OnBoth started(3, table, *first_, *second_, options);
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 150'000));
    first_->kill_hard();
    const auto is_primary = [&] {
        return ask(*second_, "SHOW STATUS LIKE 'wsrep_cluster_status'", "").ends_with("|Primary");
    };
    EXPECT_TRUE(comes_true([&] { return !is_primary(); }));
    EXPECT_TRUE(comes_true([&] {
        ask(*second_, "SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'", "");
        return is_primary();
    }));
    started.join();
    options.lock_wait = std::chrono::seconds(2);
    go_on(table, *second_, options);
    expect_ran_once(*second_);
}

}  // namespace
}  // namespace kiln::support
