#include "tool/servers/run_directory.hpp"

#include "tool/servers/data_template.hpp"
#include "tool/servers/environment.hpp"
#include "tool/servers/server_programs.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

fs::path scratch() {
    std::string name = (fs::temp_directory_path() / "kiln-test-XXXXXX").string();
    return mkdtemp(name.data());
}

TEST(RunDirectory, goes_with_its_object_and_is_kept_from_others_until_then) {
    fs::path path;
    {
        const RunDirectory one;
        path = one.path();
        std::ofstream(path / "file") << "x";
        const RunDirectory other;  // sweeps
        EXPECT_TRUE(fs::exists(path / "file"));
        EXPECT_NE(other.path(), path);
    }
    EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectory, paths_are_short_enough_for_sockets) {
    EXPECT_LT((RunDirectory().path() / "socket/.s.PGSQL.5432").string().size(), 100U);
}

/// Runs `work` in a process that is then killed; returns the path that it tells.
template <class Work>
fs::path in_killed_process(Work work) {
    std::array<int, 2> pipes{};
    EXPECT_EQ(pipe(pipes.data()), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        const std::string told = work().string();
        if (write(pipes[1], told.data(), told.size()) < 0) _exit(1);
        close(pipes[1]);
        pause();
    }
    close(pipes[1]);
    std::string path;
    std::array<char, 256> buffer{};
    for (ssize_t size = 1; size > 0;) {
        size = read(pipes[0], buffer.data(), buffer.size());
        if (size > 0) path.append(buffer.data(), static_cast<std::size_t>(size));
    }
    close(pipes[0]);
    kill(pid, SIGKILL);
    waitpid(pid, nullptr, 0);
    return path;
}

TEST(RunDirectory, what_a_killed_process_left_the_next_one_removes) {
    const fs::path path =
        in_killed_process([] { return (new RunDirectory)->path(); });  // NOLINT: killed
    ASSERT_TRUE(fs::exists(path));
    const RunDirectory next;
    EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectory, one_that_is_being_made_is_left_alone) {
    const fs::path path = RunDirectory().path().string() + "x";
    ASSERT_EQ(mkdir(path.c_str(), 0700), 0);
    { const RunDirectory next; }
    EXPECT_TRUE(fs::exists(path));
    fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(1));
    { const RunDirectory next; }
    EXPECT_FALSE(fs::exists(path));
}

TEST(RunDirectory, links_are_not_followed_by_a_sweep) {
    const fs::path mine = scratch();
    std::ofstream(mine / "file") << "x";
    const fs::path link = RunDirectory().path().string() + "y";
    fs::create_symlink(mine, link);
    { const RunDirectory next; }
    EXPECT_TRUE(fs::exists(mine / "file"));
    EXPECT_TRUE(fs::is_symlink(link));
    fs::remove(link);
    fs::remove_all(mine);
}

TEST(ChildProcess, ends_by_signals_that_this_process_ignores) {
    const RunDirectory directory;
    signal(SIGQUIT, SIG_IGN);
    ChildProcess child({{"/bin/sleep", "600"}, {}, directory.path(), directory.path() / "log"});
    child.end(SIGQUIT);
    signal(SIGQUIT, SIG_DFL);
    ASSERT_TRUE(child.status().has_value());
    EXPECT_EQ(WTERMSIG(*child.status()), SIGQUIT);
}

TEST(ChildProcess, what_cannot_be_run_ends_with_127) {
    const RunDirectory directory;
    ChildProcess child({{"/nonexistent"}, {}, directory.path(), directory.path() / "log"});
    EXPECT_EQ(WEXITSTATUS(child.wait()), 127);
}

TEST(DataTemplate, is_kept_whole_and_copied) {
    const fs::path folder = scratch();
    fs::create_directories(folder / "data/base");
    std::ofstream(folder / "data/base/file") << "x";
    const DataTemplate made(folder / "cache/kiln", "server-1.2", "--option");
    EXPECT_FALSE(made.copy_to(folder / "none"));
    EXPECT_FALSE(fs::exists(folder / "none"));
    made.keep(folder / "data");
    made.keep(folder / "data");  // another was first
    ASSERT_TRUE(made.copy_to(folder / "copy"));
    EXPECT_TRUE(fs::exists(folder / "copy/base/file"));
    EXPECT_FALSE(DataTemplate(folder / "cache/kiln", "server-1.2", "").copy_to(folder / "other"));
    EXPECT_FALSE(
        DataTemplate(folder / "cache/kiln", "server-1.3", "--option").copy_to(folder / "other"));
    const auto entries = [&] {
        return std::distance(fs::directory_iterator(folder / "cache/kiln"),
                             fs::directory_iterator());
    };
    EXPECT_EQ(entries(), 1);
    made.forget();
    EXPECT_EQ(entries(), 0);
    fs::remove_all(folder);
}

TEST(DataTemplate, without_a_cache_nothing_is_kept) {
    const DataTemplate made({}, "server", "");
    made.keep(fs::temp_directory_path());
    EXPECT_FALSE(made.copy_to("/nonexistent/kiln"));
    made.forget();
}

TEST(Environment, clients_variables_are_gone_for_a_while) {
    setenv("PGHOST", "elsewhere", 1);
    setenv("MYSQL_HOST", "elsewhere", 1);
    {
        const WithoutClientVariables without;
        EXPECT_EQ(std::getenv("PGHOST"), nullptr);
        EXPECT_EQ(std::getenv("MYSQL_HOST"), nullptr);
        EXPECT_NE(std::getenv("PATH"), nullptr);
    }
    EXPECT_STREQ(std::getenv("PGHOST"), "elsewhere");
    EXPECT_STREQ(std::getenv("MYSQL_HOST"), "elsewhere");
    unsetenv("PGHOST");
    unsetenv("MYSQL_HOST");
}

TEST(ServerPrograms, versions_are_found_in_what_programs_say) {
    EXPECT_EQ(version_in("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"), "15.18");
    EXPECT_EQ(version_in("postgres (PostgreSQL) 19beta1"), "19");
    EXPECT_EQ(version_in("Ver 10.11.6-MariaDB-1"), "10.11.6");
    EXPECT_EQ(version_in("none."), "");
}

TEST(ServerPrograms, a_folder_without_them_has_none) {
    EXPECT_EQ(find_postgresql("/nonexistent"), std::nullopt);
    EXPECT_EQ(find_mariadb("/nonexistent"), std::nullopt);
}

}  // namespace
}  // namespace kiln::tool
