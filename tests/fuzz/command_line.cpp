// Arguments, separated by NUL: a verb's answer or a diagnostic, an exit code that is documented,
// and nothing that a terminal could take for a command.

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/database_file.hpp"
#include "tool/command_line/front.hpp"
#include "tool/models/autogenerate.hpp"
#include "tool/project/project.hpp"
#include "tool/verbs.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace kiln::fuzz {
namespace {

namespace fs = std::filesystem;

/// A project of four revisions and its database, which each input finds as they are here.
class Project {
public:
    Project() {
        fs::create_directory(folder_.path() / "migrations");
        write("kiln.toml", "url = \"sqlite:///app.db\"\n");
        revision("a1", "none", "größer\x1b[31m", "-- branch_labels: one\n");
        revision("b1", "a1", "second", "");
        revision("c1", "a1", "third", "-- depends_on: b1\n");
        revision("d1", "b1, c1", "join", "-- min_compatible: a1\n");
        fs::current_path(folder_.path());
    }
    ~Project() { fs::current_path("/"); }

    /// Names that were not there before, in the folder and above it.
    void clean() const {
        for (const auto& entry : fs::directory_iterator(folder_.path())) {
            const std::string name = entry.path().filename().string();
            if (name != "kiln.toml" && name != "migrations") fs::remove_all(entry.path());
        }
        const auto count = std::distance(fs::directory_iterator(folder_.path() / "migrations"), {});
        require(count == 4, "no verb of these writes revisions");
    }

private:
    void write(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
    }
    void revision(const std::string& id, const std::string& parents, const std::string& message,
                  const std::string& more) const {
        write("migrations/" + id + ".sql",
              "-- revision: " + id + "\n-- down_revision: " + parents + "\n-- message: " + message +
                  "\n" + more + "\n-- kiln:upgrade\nCREATE TABLE t_" + id +
                  " (x);\n-- kiln:downgrade\nDROP TABLE t_" + id + ";\n");
    }

    support::TemporaryFolder folder_;
};

/// Where standard output and error go meanwhile.
class Capture {
public:
    Capture() : file_(::memfd_create("output", 0)) {
        std::fflush(nullptr);
        for (const int stream : {1, 2}) {
            saved_[std::size_t(stream)] = ::dup(stream);
            ::dup2(file_, stream);
        }
    }
    std::string end() {
        std::fflush(nullptr);
        for (const int stream : {1, 2}) {
            ::dup2(saved_[std::size_t(stream)], stream);
            ::close(saved_[std::size_t(stream)]);
        }
        std::string text(std::size_t(::lseek(file_, 0, SEEK_END)), '\0');
        if (::pread(file_, text.data(), text.size(), 0) < 0) text.clear();
        ::close(file_);
        return text;
    }

private:
    int file_;
    std::array<int, 3> saved_{};
};

/// Those that write where their arguments say, or start other programs, are left out.
std::vector<tool::Verb> harmless_verbs() {
    std::vector<tool::Verb> verbs;
    for (const tool::Verb& verb : tool::verbs()) {
        constexpr std::array others{"init",   "revision", "alter",  "merge", "edit", "freeze",
                                    "rebase", "import",   "report", "pages", "bake"};
        if (std::find(others.begin(), others.end(), verb.name) == others.end())
            verbs.push_back(verb);
    }
    return verbs;
}

}  // namespace

void run(std::string_view input) {
    static const Project project;
    static const std::vector<tool::Verb> verbs = harmless_verbs();
    std::vector<std::string> arguments{"kiln"};
    for (std::size_t begin = 0; begin <= input.size() && arguments.size() < 12;) {
        const std::size_t end = std::min(input.find('\0', begin), input.size());
        arguments.emplace_back(input.substr(begin, end - begin));
        begin = end + 1;
    }
    for (const std::string& argument : arguments) {
        // Other files than the project's are the user's own wish.
        if (argument.find('/') != std::string::npos && argument != "sqlite://") return;
        if (argument == ".." || argument.starts_with("-c")) return;
        if (argument.starts_with("--color") || argument == "always") return;
    }
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());

    tool::Globals globals;
    globals.read = [&globals](std::vector<Diagnostic>& warnings, tool::Use use) {
        return tool::open_project(globals, warnings, use, tool::check_models);
    };
    Capture capture;
    const int code = tool::run_front(
        int(pointers.size()), pointers.data(),
        {.program = "kiln", .description = "", .verbs = verbs, .reads_settings = true}, globals);
    const std::string output = capture.end();
    require(code >= 0 && code <= 2, "an exit code is 0, 1 or 2");
    require(code == 0 || !output.empty(), "a failure says why");
    require_printable(output);
    project.clean();
}

}  // namespace kiln::fuzz
