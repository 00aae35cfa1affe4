// A disk with room for a part of a run: the message says so, and the database is as it was. The
// disks are real ones, in memory, each a little larger than the one before.

#include "tests/processes/child.hpp"
#include "tests/processes/database.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace kiln::processes {
namespace {

namespace fs = std::filesystem;

void write_file(const char* file, const std::string& text) {
    const int handle = ::open(file, O_WRONLY | O_CLOEXEC);
    if (handle < 0 || ::write(handle, text.data(), text.size()) < 0) ::_exit(124);
    ::close(handle);
}

/// Of this process alone: what it mounts nobody else sees, and it is gone with the process.
void mount_disk(const fs::path& folder, int kilobytes) {
    const std::string user = std::to_string(::geteuid());
    const std::string group = std::to_string(::getegid());
    if (::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) ::_exit(123);
    write_file("/proc/self/setgroups", "deny");
    write_file("/proc/self/uid_map", "0 " + user + " 1");
    write_file("/proc/self/gid_map", "0 " + group + " 1");
    const std::string size = "size=" + std::to_string(kilobytes) + "k";
    if (::mount("none", folder.c_str(), "tmpfs", 0, size.c_str()) != 0) ::_exit(122);
}

/// The state of a database that could not be brought up to date, by a program that says what it is.
std::string fault_of(const Child::Result& result, const std::string& file,
                     const std::string& before) {
    if (result.exit_code != 1) return "exit code " + std::to_string(result.exit_code);
    for (const char* const part : {" is full", "; nothing was changed [K413]; "}) {
        if (result.output.find(part) == std::string::npos) return "not told: " + result.output;
    }
    if (support::bytes_of(file) != before) return "the database has changed";
    std::string why;
    return applied(file, why) == 0 ? "" : why;
}

class FullDisk : public testing::TestWithParam<const char*> {
protected:
    /// "done", "refused", or what is wrong.
    std::string told_with(int kilobytes) const {
        return Child([&] {
                   mount_disk(folder.path(), kilobytes);
                   std::printf("%s", told_on_this_disk().c_str());
                   return 0;
               })
            .result()
            .output;
    }

    std::string told_on_this_disk() const try {
        const std::string file = folder.file("x.db");
        support::run_sql(file, std::string("PRAGMA journal_mode = ") + GetParam());
        support::run_sql(file, "CREATE TABLE of_the_application (x)");
        const std::string before = support::bytes_of(file);
        const Child::Result result = Child({program(), file, "10"}).result();
        std::string why;
        if (result.exit_code == 0) return applied(file, why) == 10 ? "done" : "half done: " + why;
        why = fault_of(result, file, before);
        return why.empty() ? "refused" : why;
    } catch (const std::exception& error) {
        return error.what();
    }

    support::TemporaryFolder folder;
};
INSTANTIATE_TEST_SUITE_P(journals, FullDisk, testing::Values("delete", "wal"),
                         [](const auto& mode) { return std::string(mode.param); });

TEST_P(FullDisk, is_told_and_the_database_is_as_it_was) {
    int refused = 0;
    // The index of a WAL in shared memory is a file of 32 KiB.
    int kilobytes = GetParam() == std::string("wal") ? 48 : 16;
    std::string told = "refused";
    for (; told == "refused"; kilobytes += 4) {
        ASSERT_LT(kilobytes, 4096);
        told = told_with(kilobytes);
        refused += told == "refused" ? 1 : 0;
    }
    EXPECT_EQ(told, "done") << "on a disk of " << kilobytes - 4 << " KiB";
    std::printf("%d disks in steps of 4 KiB\n", refused);
    EXPECT_GT(refused, 10);
}

}  // namespace
}  // namespace kiln::processes
