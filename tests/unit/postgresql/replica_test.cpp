// A streaming replica beside the server.

#include "tests/support/caught.hpp"
#include "tests/unit/postgresql/on_server.hpp"
#include "tool/servers/server_programs.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace kiln::support {
namespace {

using Names = std::vector<std::string>;

/// Follows the shared server as long as it lives.
class Replica {
public:
    Replica() {
        if (mkdtemp(folder_.data()) == nullptr) throw std::runtime_error("cannot make " + folder_);
        const tool::ServerUser user = tool::server_user("postgres");
        if (user.is_other && chown(folder_.c_str(), user.uid, user.gid) != 0) {
            throw std::runtime_error("cannot give " + folder_ + " to another user");
        }
        const std::filesystem::path programs =
            canonical(tool::find_postgresql()->server).parent_path();
        tool::ChildProcess copied = start_server(
            {programs / "pg_basebackup", "-h", PostgresqlServer::shared().host(), "-U", "postgres",
             "-D", folder_ + "/data", "--write-recovery-conf", "--checkpoint=fast", "--no-sync"},
            folder_ + "/log");
        if (copied.wait() != 0) throw std::runtime_error("no copy: see " + folder_ + "/log");
        server_ = start_server({programs / "postgres", "-D", folder_ + "/data", "-k", folder_, "-c",
                                "listen_addresses=", "-c", "fsync=off", "-c", "shared_buffers=16MB",
                                "-c", "max_connections=60", "-c", "max_prepared_transactions=2"},
                               folder_ + "/log");
    }
    Replica(const Replica&) = delete;
    Replica& operator=(const Replica&) = delete;
    ~Replica() {
        server_->end(SIGQUIT);
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }

    std::string url() const { return "postgresql://postgres@/test?host=" + folder_; }
    /// Either of both, whichever may be written to.
    std::string url_of_both() const {
        return url() + "," + PostgresqlServer::shared().host() + "&target_session_attrs=read-write";
    }

private:
    std::string folder_ = "/tmp/kilnpr.XXXXXX";
    std::optional<tool::ChildProcess> server_;
};

/// For as long as a replica may take to follow on a machine that is busy.
bool comes_true(const std::function<bool()>& condition) {
    for (int tries = 0; tries < 1200; ++tries) {
        try {
            if (condition()) return true;
        } catch (const Error&) {
            // It starts.
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

using PostgresqlReplica = OnServer;

TEST_F(PostgresqlReplica, the_primary_is_migrated_and_the_replica_tells_of_it) {
    const Replica replica;
    const TestTable table =
        on_postgresql("a; b < a", {{"a", {.upgrade = "CREATE TABLE one (x int);"}},
                                   {"b",
                                    {.upgrade = "CREATE INDEX CONCURRENTLY i ON one (x);",
                                     .downgrade = "DROP INDEX i;",
                                     .no_transaction = true}}});
    EXPECT_TRUE(comes_true([&] {
        return Migrator(replica.url(), table).state() == State::unversioned ||
               Migrator(replica.url(), table).state() == State::absent;
    }));
    EXPECT_EQ(caught([&] { Migrator(replica.url(), table).upgrade(); }).code, "K412");

    EXPECT_EQ(Migrator(replica.url_of_both(), table).upgrade("a").steps.size(), 1U);
    Migrator there(replica.url(), table);
    EXPECT_TRUE(comes_true([&] { return there.current() == Names{"a"}; }));
    EXPECT_EQ(there.state(), State::behind);
    EXPECT_EQ(there.pending().size(), 1U);
    EXPECT_EQ(caught([&] { there.check(); }).code, "K417");
    EXPECT_EQ(caught([&] { there.upgrade(); }).code, "K412");

    EXPECT_EQ(Migrator(replica.url_of_both(), table).upgrade().steps.size(), 1U);
    EXPECT_TRUE(comes_true([&] { return there.current() == Names{"b"}; }));
    there.check();
    EXPECT_EQ(there.state(), State::at_heads);
    EXPECT_TRUE(there.upgrade().empty());
    EXPECT_EQ(caught([&] { there.downgrade("a"); }).code, "K412");
}

}  // namespace
}  // namespace kiln::support
