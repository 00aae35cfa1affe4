// Scripted sessions: each file in tests/golden is one test. It holds input files and commands with
// what they must print, to the letter. With KILN_UPDATE_GOLDEN=1 the files are rewritten instead.
//
//     # a remark
//     file migrations/a.sql        the lines behind it, each after `| `, are its text
//     | -- revision: a
//     $ kiln heads                 run by sh in a folder of its own, kiln on the PATH
//     > a (head)                   standard output
//     ! kiln: error: …             standard error
//     = 1                          the exit code, where it is not 0

#include <gtest/gtest.h>

#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What it says of its own version stays as it is when that becomes another.
std::string without_version(std::string text) {
    const std::string own = "kiln " KILN_VERSION;
    for (std::size_t at = 0; (at = text.find(own, at)) != std::string::npos;)
        text.replace(at, own.size(), "kiln VERSION");
    return text;
}

/// The text with `prefix` before each of its lines.
std::string prefixed(const std::string& text, const std::string& prefix) {
    std::string out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
        out += (line.empty() ? prefix.substr(0, 1) : prefix + line) + "\n";
    return out;
}

/// A folder that is gone when the test is.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string pattern = (fs::temp_directory_path() / "kiln-golden-XXXXXX").string();
        path_ = mkdtemp(pattern.data());
    }
    ~ScratchFolder() {
        std::error_code error;
        fs::remove_all(path_, error);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    const fs::path& path() const { return path_; }

private:
    fs::path path_;
};

/// What a session file becomes when its commands are run: itself, if all is as expected.
class Session {
public:
    explicit Session(const fs::path& file) : lines_(read(file)) {}

    std::string run() {
        for (std::string line; std::getline(lines_, line);) {
            if (line.starts_with("$ ")) {
                finish_file();
                out_ += line + "\n" + run_command(line.substr(2));
            } else if (line.starts_with("file ")) {
                finish_file();
                out_ += line + "\n";
                begin_file(scratch_.path() / "work" / line.substr(5));
            } else if (line.starts_with("|")) {
                out_ += line + "\n";
                file_ << line.substr(std::min<std::size_t>(2, line.size())) << "\n";
            } else if (line.empty() || line.starts_with("#")) {
                out_ += line + "\n";
            }
            // All else is what a command printed last time.
        }
        return out_;
    }

private:
    void begin_file(const fs::path& path) {
        fs::create_directories(path.parent_path());
        file_.open(path, std::ios::binary);
    }
    void finish_file() {
        if (file_.is_open()) file_.close();
    }

    std::string run_command(const std::string& command) {
        const fs::path work = scratch_.path() / "work";
        fs::create_directories(work);
        const std::string shell = "cd '" + work.string() +
                                  "' && { PATH='" KILN_PROGRAM_DIRECTORY
                                  "':\"$PATH\"; unset KILN_URL; " +
                                  command + "\n} >../out 2>../err";
        const int status = std::system(shell.c_str());
        std::string out = prefixed(without_version(read(scratch_.path() / "out")), "> ");
        out += prefixed(read(scratch_.path() / "err"), "! ");
        const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
        if (code != 0) out += "= " + std::to_string(code) + "\n";
        return out;
    }

    ScratchFolder scratch_;
    std::istringstream lines_;
    std::ofstream file_;
    std::string out_;
};

class GoldenTest : public testing::TestWithParam<std::string> {};

TEST_P(GoldenTest, prints_what_its_file_says) {
    const fs::path file = fs::path(KILN_GOLDEN_DIRECTORY) / (GetParam() + ".txt");
    const std::string actual = Session(file).run();
    if (std::getenv("KILN_UPDATE_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << actual;
    } else {
        EXPECT_EQ(actual, read(file));
    }
}

std::vector<std::string> session_names() {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(KILN_GOLDEN_DIRECTORY)) {
        if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

INSTANTIATE_TEST_SUITE_P(session, GoldenTest, testing::ValuesIn(session_names()),
                         [](const auto& session) { return session.param; });

}  // namespace
