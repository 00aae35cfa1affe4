#include "tool/project/script_directory.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/project/helper.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <future>
#include <string>
#include <vector>

#ifndef _WIN32
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>
#endif

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

const std::string good = "-- revision: a\n-- down_revision: none\n\n-- kiln:upgrade\n";

ScriptDirectory read(const std::vector<std::string>& directories) {
    return read_script_directories(directories);
}

/// Each fault in full, with its place; `directory` is left out of paths and texts.
std::vector<std::string> faults(const ScriptDirectory& scripts, const std::string& directory) {
    std::vector<std::string> result;
    for (const Diagnostic& diagnostic : scripts.diagnostics) {
        std::string fault = diagnostic.location.file;
        if (diagnostic.location.line != 0) {
            fault += ":" + std::to_string(diagnostic.location.line) + ":" +
                     std::to_string(diagnostic.location.column);
        }
        fault += " " + to_string(diagnostic.code) + " " + diagnostic.message;
        for (const Note& note : diagnostic.notes) {
            fault += " | " + note.location.file + " " + note.message;
        }
        fault += " => " + diagnostic.hint;
        for (std::size_t at = 0; (at = fault.find(directory)) != std::string::npos;) {
            fault.replace(at, directory.size(), "D");
        }
        result.push_back(fault);
    }
    return result;
}

class ScriptDirectoryTest : public testing::Test {
protected:
    std::string directory() const { return directory_.path().string(); }
    std::vector<std::string> faults_of_all() const {
        return faults(read({directory()}), directory());
    }
    std::vector<std::string> names_read() const {
        std::vector<std::string> names;
        for (const RevisionFile& file : read({directory()}).files) {
            names.push_back(fs::path(file.path).filename().string());
        }
        return names;
    }

    TemporaryDirectory directory_;
};

TEST_F(ScriptDirectoryTest, hundreds_of_files_and_their_faults_come_in_the_order_of_their_names) {
    std::vector<std::string> names;
    std::vector<std::string> expected;
    for (int i = 1000; i < 1600; ++i) {
        const std::string name = std::to_string(i) + ".sql";
        names.push_back(name);
        const bool is_faulty = i % 100 == 0;
        directory_.write(name, is_faulty ? good + "SELECT 'open\n" : good);
        if (is_faulty) {
            expected.push_back("D/" + name +
                               ":5:8 K130 unterminated string => close it with '; inside a string "
                               "a ' is written ''");
        }
    }
    EXPECT_EQ(names_read(), names);
    EXPECT_EQ(faults_of_all(), expected);
    // With one more thread that is free at once, and with one that is not until all is read.
    for (const bool is_free : {true, false}) {
        std::promise<void> rest;
        Helper helper([&] {
            if (!is_free) rest.get_future().wait();
        });
        const ScriptDirectory scripts = read_script_directories(std::array{directory()}, &helper);
        rest.set_value();
        EXPECT_EQ(scripts.files.size(), names.size());
        EXPECT_EQ(faults(scripts, directory()), expected);
    }
}

/// Of names that begin alike, are short, or differ in bytes above ASCII.
TEST_F(ScriptDirectoryTest, names_that_begin_alike_are_sorted_by_what_follows) {
    const std::vector<std::string> names = {"a.sql",
                                            "aa.sql",
                                            "abcdefgh.sql",
                                            "abcdefgh0.sql",
                                            "abcdefgh_1.sql",
                                            "abcdefgh_10.sql",
                                            "abcdefgh_2.sql",
                                            "b.sql",
                                            "z.sql",
                                            "\xc3\xa4"
                                            "bcdefgh.sql"};
    for (auto name = names.rbegin(); name != names.rend(); ++name) directory_.write(*name, good);
    EXPECT_EQ(names_read(), names);
}

TEST_F(ScriptDirectoryTest, a_file_is_read_whole_whatever_its_size) {
    const std::string begin = good + "SELECT '";
    for (const std::size_t size : {16'383U, 16'384U, 16'385U, 32'767U, 32'768U, 100'000U}) {
        directory_.write(std::to_string(size) + ".sql",
                         begin + std::string(size - begin.size() - 1, 'x') + "'");
    }
    for (const RevisionFile& file : read({directory()}).files) {
        ASSERT_EQ(file.sections.size(), 1U);
        EXPECT_EQ(good.size() + file.sections[0].sql.size(),
                  std::stoul(fs::path(file.path).stem().string()));
        EXPECT_TRUE(file.sections[0].sql.ends_with("x'"));
    }
    EXPECT_THAT(faults_of_all(), IsEmpty());
}

TEST_F(ScriptDirectoryTest, with_too_many_faults_the_last_files_are_not_read) {
    std::string entries = "@";
    while (entries.size() < 1500) entries += ",@";
    const std::string bad = "-- revision: a\n-- down_revision: none\n-- depends_on: " + entries +
                            "\n\n-- kiln:upgrade\n";
    for (int i = 100; i < 200; ++i) directory_.write(std::to_string(i) + ".sql", bad);
    const ScriptDirectory scripts = read({directory()});
    EXPECT_GE(scripts.diagnostics.size(), 1000U);
    EXPECT_LE(scripts.diagnostics.size(), 2000U);
    ASSERT_EQ(scripts.diagnostics.back().notes.size(), 1U);
    EXPECT_THAT(scripts.diagnostics.back().notes[0].message,
                testing::EndsWith(" more files were not read"));
}

TEST_F(ScriptDirectoryTest, with_too_many_warnings_all_files_are_read_and_it_is_said) {
    const std::string odd = good + "\n\n  -- kiln:downgrade\n";
    for (int i = 1000; i < 2100; ++i) directory_.write(std::to_string(i) + ".sql", odd);
    const ScriptDirectory scripts = read({directory()});
    EXPECT_EQ(scripts.files.size(), 1100U);
    ASSERT_EQ(scripts.diagnostics.size(), 1000U);
    EXPECT_EQ(scripts.diagnostics.back().severity, Severity::warning);
    ASSERT_FALSE(scripts.diagnostics.back().notes.empty());
    EXPECT_EQ(scripts.diagnostics.back().notes.back().message, "more warnings are left out");
}

TEST_F(ScriptDirectoryTest, files_come_sorted_by_bytes_whatever_the_file_system_says) {
    for (const char* name : {"b.sql", "a.sql", "B.sql", "a_.sql", "a0.sql", "\xc3\xa4.sql"}) {
        directory_.write(name, good);
    }
    EXPECT_THAT(names_read(),
                ElementsAre("B.sql", "a.sql", "a0.sql", "a_.sql", "b.sql", "\xc3\xa4.sql"));
    EXPECT_THAT(faults_of_all(), IsEmpty());
}

TEST_F(ScriptDirectoryTest, only_sql_files_directly_in_the_folder_are_revisions) {
    directory_.write("a.sql", good);
    for (const char* name : {".hidden.sql", ".sql", "b.xSQL", "c.sql.txt", "README.md", "sql",
                             "below/d.sql", "e.sql~"}) {
        directory_.write(name, "no revision");
    }
    EXPECT_THAT(names_read(), ElementsAre("a.sql"));
    EXPECT_THAT(faults_of_all(), IsEmpty());
}

TEST_F(ScriptDirectoryTest, paths_are_spelt_as_the_folder_is) {
    directory_.write("a.sql", good);
    EXPECT_EQ(read({directory() + "/"}).files.at(0).path, directory() + "/a.sql");
    EXPECT_EQ(read({directory() + "/."}).files.at(0).path, directory() + "/./a.sql");
}

TEST_F(ScriptDirectoryTest, a_folder_named_twice_is_read_once) {
    directory_.write("x/a.sql", good);
    directory_.write("y/a.sql", good);
    const std::string x = directory_ / "x";
    const ScriptDirectory scripts = read({directory_ / "y", x, x + "/", directory_ / "y/../x"});
    ASSERT_EQ(scripts.files.size(), 2U);
    EXPECT_EQ(scripts.files[0].path, x + "/a.sql");
    EXPECT_EQ(scripts.files[1].path, directory_ / "y/a.sql");
}

TEST_F(ScriptDirectoryTest, a_missing_folder_says_how_to_make_it) {
    const std::string missing = directory_ / "migrations";
    EXPECT_THAT(faults(read({missing}), directory()),
                ElementsAre("D/migrations K150 no directory 'D/migrations' => make it with: kiln "
                            "init D/migrations"));
    EXPECT_THAT(faults(read({directory_ / "my migrations"}), directory()),
                ElementsAre("D/my migrations K150 no directory 'D/my migrations' => make it with: "
                            "kiln init 'D/my migrations'"));
    EXPECT_THAT(faults(read({directory_ / "it's; reboot"}), directory()),
                ElementsAre("D/it's; reboot K150 no directory 'D/it's; reboot' => make it with: "
                            "kiln init 'D/it'\\''s; reboot'"));
}

TEST_F(ScriptDirectoryTest, a_hint_has_the_whole_of_a_long_path) {
    const std::string missing = directory_ / std::string(100, 'm');
    EXPECT_EQ(read({missing}).diagnostics.at(0).hint, "make it with: kiln init " + missing);
}

TEST_F(ScriptDirectoryTest, an_empty_folder_says_how_to_make_the_first_revision) {
    EXPECT_THAT(faults_of_all(), ElementsAre("D K152 no revision in 'D' => make the first with: "
                                             "kiln revision -m \"create tables\""));
}

TEST_F(ScriptDirectoryTest, a_name_in_capitals_is_an_error_with_the_name_to_give_it) {
    directory_.write("B.SQL", good);
    directory_.write("A.b.Sql", good);
    directory_.write(".C.SQL", good);
    fs::create_directory(directory_ / "D.SQL");
    const std::vector<std::string> expected = {
        "D/A.b.Sql K108 unusable file name 'A.b.Sql': '.Sql' is not '.sql' => rename it to "
        "'A.b.sql'",
        "D/B.SQL K108 unusable file name 'B.SQL': '.SQL' is not '.sql' => rename it to 'B.sql'",
        "D/D.SQL K108 unusable file name 'D.SQL': '.SQL' is not '.sql' => rename it to 'D.sql'"};
    EXPECT_EQ(faults_of_all(), expected);
    directory_.write("a.sql", good);
    EXPECT_EQ(faults_of_all(), expected);
}

TEST_F(ScriptDirectoryTest, a_file_is_no_folder) {
    directory_.write("a.sql", good);
    EXPECT_THAT(faults(read({directory_ / "a.sql"}), directory()),
                ElementsAre("D/a.sql K151 cannot read the directory 'D/a.sql': Not a directory => "
                            "name a directory of revision files"));
}

TEST_F(ScriptDirectoryTest, all_faults_of_all_files_and_folders_come_in_one_run) {
    directory_.write("x/a.sql", "-- revision: a-\n");
    directory_.write("x/b.sql", good + "'");
    directory_.write("x/c.sql", good);
    fs::create_directory(directory_ / "x/d.sql");
    const ScriptDirectory scripts = read({directory_ / "x", directory_ / "y"});
    std::vector<std::string> codes;
    for (const Diagnostic& diagnostic : scripts.diagnostics) {
        codes.push_back(to_string(diagnostic.code));
    }
    EXPECT_THAT(codes, ElementsAre("K150", "K110", "K124", "K114", "K130", "K102"));
    EXPECT_EQ(scripts.files.size(), 3U);
}

TEST_F(ScriptDirectoryTest, a_folder_named_like_a_revision_is_an_error) {
    fs::create_directory(directory_ / "x.sql");
    EXPECT_THAT(faults_of_all(),
                ElementsAre("D/x.sql K102 it is a directory, not a file => move or rename it: "
                            "every name that ends in '.sql' counts as a revision"));
}

TEST_F(ScriptDirectoryTest, a_file_of_a_hundred_megabytes_is_not_read) {
    directory_.write("x.sql", good);
    fs::resize_file(directory_ / "x.sql", 100'000'000);  // sparse
    EXPECT_THAT(faults_of_all(),
                ElementsAre("D/x.sql K103 the file has 100000000 bytes, at most 67108864 (64 MiB) "
                            "are allowed => split it into several revisions, or load such data "
                            "outside of migrations"));
    EXPECT_THAT(read({directory()}).files, IsEmpty());
}

TEST_F(ScriptDirectoryTest, a_long_file_behind_a_short_one_is_read_whole) {
    std::string text = good;
    while (text.size() < 3'000'000) text += "INSERT INTO a VALUES ('some text');\n";
    directory_.write("a.sql", good);
    directory_.write("b.sql", text);
    directory_.write("c.sql", good);
    const ScriptDirectory scripts = read({directory()});
    EXPECT_THAT(scripts.diagnostics, IsEmpty());
    ASSERT_EQ(scripts.files.size(), 3U);
    EXPECT_EQ(scripts.files[1].sections.at(0).sql.size(), text.size() - good.size() - 1);
    EXPECT_EQ(scripts.files[2].sections.at(0).sql, "");
}

#ifndef _WIN32

TEST_F(ScriptDirectoryTest, links_to_files_are_read) {
    directory_.write("elsewhere/text", good);
    fs::create_symlink("elsewhere/text", directory_ / "x.sql");
    EXPECT_THAT(faults_of_all(), IsEmpty());
    EXPECT_THAT(names_read(), ElementsAre("x.sql"));
}

TEST_F(ScriptDirectoryTest, a_dangling_link_is_an_error) {
    fs::create_symlink("nowhere.txt", directory_ / "x.sql");
    EXPECT_THAT(faults_of_all(),
                ElementsAre("D/x.sql K101 cannot read the file: No such file or directory => it is "
                            "a link to 'nowhere.txt': mend or remove it"));
}

TEST_F(ScriptDirectoryTest, a_link_loop_is_an_error) {
    fs::create_symlink("y.sql", directory_ / "x.sql");
    fs::create_symlink("x.sql", directory_ / "y.sql");
    EXPECT_THAT(faults_of_all(),
                ElementsAre("D/x.sql K101 cannot read the file: Too many levels of symbolic links "
                            "=> it is a link to 'y.sql': mend or remove it",
                            "D/y.sql K101 cannot read the file: Too many levels of symbolic links "
                            "=> it is a link to 'x.sql': mend or remove it"));
}

TEST_F(ScriptDirectoryTest, fifos_sockets_and_devices_are_errors_and_nobody_waits) {
    ASSERT_EQ(::mkfifo((directory_ / "a.sql").c_str(), 0600), 0);
    fs::create_symlink("a.sql", directory_ / "b.sql");
    fs::create_symlink("/dev/null", directory_ / "c.sql");
    const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string name = directory_ / "d.sql";
    ASSERT_LT(name.size(), sizeof address.sun_path);
    name.copy(address.sun_path, name.size());
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    const std::string hint =
        " => move or rename it: every name that ends in '.sql' counts as a revision";
    EXPECT_THAT(faults_of_all(), ElementsAre("D/a.sql K102 it is a FIFO, not a file" + hint,
                                             "D/b.sql K102 it is a FIFO, not a file" + hint,
                                             "D/c.sql K102 it is a device, not a file" + hint,
                                             "D/d.sql K102 it is a socket, not a file" + hint));
    ::close(socket);
}

TEST_F(ScriptDirectoryTest, names_that_no_build_can_carry_are_errors) {
    for (const char* name : {"a\nb.sql", "c\"d.sql", "e;f.sql", "g#h.sql", "i\\j.sql",
                             "k\x1b[31m.sql", "l\xff.sql", "o\x7f.sql", "m n'(ok),$.sql"}) {
        directory_.write(name, good);
    }
    const std::string hint = " => rename the file to <revision>_<slug>.sql";
    const std::string why = "': no build can carry the character '";
    EXPECT_THAT(
        faults_of_all(),
        ElementsAre(
            "D/a\nb.sql K108 unusable file name 'a\\nb.sql" + why + "\\n'" + hint,
            "D/c\"d.sql K108 unusable file name 'c\"d.sql" + why + "\"'" + hint,
            "D/e;f.sql K108 unusable file name 'e;f.sql" + why + ";'" + hint,
            "D/g#h.sql K108 unusable file name 'g#h.sql" + why + "#'" + hint,
            "D/i\\j.sql K108 unusable file name 'i\\j.sql" + why + "\\'" + hint,
            "D/k\x1b[31m.sql K108 unusable file name 'k\\x1b[31m.sql" + why + "\\x1b'" + hint,
            "D/l\xff.sql K108 unusable file name 'l\\xff.sql': it is not UTF-8" + hint,
            "D/o\x7f.sql K108 unusable file name 'o\\x7f.sql" + why + "\\x7f'" + hint));
}

/// What `read` finds as a user whom permissions hold back; root is not.
std::vector<std::string> faults_as_nobody(const std::string& directory) {
    if (::geteuid() != 0) return faults(read({directory}), directory);
    int pipe_ends[2];
    if (::pipe(pipe_ends) != 0) return {"no pipe"};
    const pid_t child = ::fork();
    if (child == 0) {
        constexpr unsigned nobody = 65534;
        std::string text = "cannot change the user\n";
        if (::setgid(nobody) == 0 && ::setuid(nobody) == 0) {
            text.clear();
            for (const std::string& fault : faults(read({directory}), directory)) {
                text += fault + "\n";
            }
        }
        const ssize_t written = ::write(pipe_ends[1], text.data(), text.size());
        ::_exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
    }
    ::close(pipe_ends[1]);
    std::string text;
    char buffer[4096];
    for (ssize_t count = 0; (count = ::read(pipe_ends[0], buffer, sizeof buffer)) > 0;) {
        text.append(buffer, static_cast<std::size_t>(count));
    }
    ::close(pipe_ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    std::vector<std::string> result;
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = text.find('\n', begin);
        result.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    if (status != 0) result.push_back("the child failed");
    return result;
}

TEST_F(ScriptDirectoryTest, an_unreadable_file_is_an_error) {
    directory_.write("a.sql", good);
    directory_.write("b.sql", good);
    fs::permissions(directory_.path(), fs::perms(0755));
    fs::permissions(directory_ / "a.sql", fs::perms(0));
    EXPECT_THAT(faults_as_nobody(directory()),
                ElementsAre("D/a.sql K101 cannot read the file: Permission denied => let it be "
                            "read: chmod u+r D/a.sql"));
}

TEST_F(ScriptDirectoryTest, an_unreadable_folder_is_an_error) {
    directory_.write("x/a.sql", good);
    fs::permissions(directory_.path(), fs::perms(0755));
    fs::permissions(directory_ / "x", fs::perms(0));
    EXPECT_THAT(faults_as_nobody(directory_ / "x"),
                ElementsAre("D K151 cannot read the directory 'D': Permission denied => let it be "
                            "read: chmod u+rx D"));
    fs::permissions(directory_ / "x", fs::perms(0700));
}

#endif

}  // namespace
}  // namespace kiln::tool
