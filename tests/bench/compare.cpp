// Runs programs in turn and prints, for each, the least wall time and the least processor time in
// microseconds, and the peak memory in KiB.
//   compare <rounds> <file to begin with, or -> <database> -- A... -- B...
// Before each run the database is removed, or replaced by a copy of the file. Runs alternate, in an
// order that alternates too, so that a machine that slows down slows both; the first round is not
// counted.

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

struct Result {
    std::vector<long> wall;
    std::vector<long> processor;
    long peak_kib = 0;
};

long microseconds(const timeval& time) { return time.tv_sec * 1'000'000L + time.tv_usec; }

void run(const std::vector<char*>& command, Result& result, bool counted) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const auto start = Clock::now();
    pid_t child = 0;
    if (posix_spawnp(&child, command[0], &actions, nullptr, command.data(), environ) != 0) {
        std::perror(command[0]);
        std::exit(1);
    }
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    rusage usage{};
    while (wait4(child, &status, 0, &usage) < 0 && errno == EINTR) {
    }
    const auto wall = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
    if (status != 0) {
        std::fprintf(stderr, "compare: %s failed\n", command[0]);
        std::exit(1);
    }
    if (counted) {
        result.wall.push_back(wall.count());
        result.processor.push_back(microseconds(usage.ru_utime) + microseconds(usage.ru_stime));
    }
    result.peak_kib = std::max(result.peak_kib, usage.ru_maxrss);
}

void prepare(const std::string& from, const std::string& database) {
    for (const char* suffix : {"", "-journal", "-wal", "-shm"}) fs::remove(database + suffix);
    if (from != "-") fs::copy_file(from, database);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 7) return 2;
    const int rounds = std::atoi(argv[1]);
    std::vector<std::vector<char*>> commands;
    for (int i = 4; i < argc; ++i) {
        if (std::string(argv[i]) == "--") {
            commands.emplace_back();
        } else {
            commands.back().push_back(argv[i]);
        }
    }
    for (auto& command : commands) command.push_back(nullptr);
    std::vector<Result> results(commands.size());
    for (int round = 0; round <= rounds; ++round) {
        for (std::size_t turn = 0; turn < commands.size(); ++turn) {
            const std::size_t i = round % 2 == 0 ? turn : commands.size() - 1 - turn;
            prepare(argv[2], argv[3]);
            run(commands[i], results[i], round != 0);
        }
    }
    for (const Result& result : results) {
        std::printf("%ld %ld %ld\n", *std::ranges::min_element(result.wall),
                    *std::ranges::min_element(result.processor), result.peak_kib);
    }
}
