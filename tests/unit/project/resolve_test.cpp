#include "tool/project/resolve.hpp"

#include "tests/support/sanitized.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/source_text.hpp"

#include <fmt/format.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::SizeIs;

RevisionFile file_with_header(const std::string& id, const std::string& lines) {
    std::vector<Diagnostic> diagnostics;
    RevisionFile file = parse_revision_file(
        "m/" + id + ".sql", "-- revision: " + id + "\n" + lines + "\n-- kiln:upgrade\n",
        diagnostics);
    EXPECT_THAT(diagnostics, IsEmpty());
    return file;
}

/// A line that names `count` ids that do not exist.
std::string unknown_dependencies(std::size_t count) {
    std::string line = "-- depends_on: ";
    for (std::size_t i = 0; i < count; ++i) line += fmt::format("{}x{}", i == 0 ? "" : ", ", i);
    return line + "\n";
}

std::vector<Diagnostic> graph_faults_of(const std::vector<RevisionFile>& files) {
    std::vector<Diagnostic> diagnostics;
    resolve_graph(files, diagnostics);
    return diagnostics;
}

TEST(ResolveGraph, does_not_copy_a_long_line_into_each_fault) {
    const std::string line = unknown_dependencies(1000);
    ASSERT_GT(line.size(), max_source_line);
    const auto found = graph_faults_of({file_with_header("a", "-- down_revision: none\n" + line)});
    EXPECT_THAT(found, SizeIs(1000));
    EXPECT_THAT(found, Each(Field(&Diagnostic::source_line, IsEmpty())));
}

TEST(ResolveGraph, shows_a_thousand_faults_and_says_how_many_more_there_are) {
    const std::string lines = "-- down_revision: none\n" + unknown_dependencies(600);
    const auto found =
        graph_faults_of({file_with_header("a", lines), file_with_header("b", lines)});
    ASSERT_THAT(found, SizeIs(1000));
    EXPECT_THAT(found.back().notes,
                ElementsAre(Field(&Note::message, "200 more faults of the graph are not shown")));
    EXPECT_THAT(found.front().notes, IsEmpty());
}

/// A chain in which every revision names the one that stands `back` before it as the oldest
/// compatible; the first ones name the first. Another root stands beside it.
std::vector<RevisionFile> compatible_chain(std::size_t length, std::size_t back) {
    std::vector<RevisionFile> files{file_with_header("root", "-- down_revision: none\n")};
    for (std::size_t i = 0; i < length; ++i) {
        files.push_back(file_with_header(
            fmt::format("r{}", i),
            fmt::format("-- down_revision: {}\n-- min_compatible: r{}\n",
                        i == 0 ? "none" : fmt::format("r{}", i - 1), i < back ? 0 : i - back)));
    }
    return files;
}

TEST(ResolveGraph, takes_any_revision_below_as_the_oldest_compatible_one) {
    for (const std::size_t back : {0, 1, 70, 199}) {
        EXPECT_THAT(graph_faults_of(compatible_chain(200, back)), IsEmpty()) << back;
    }
}

TEST(ResolveGraph, finds_each_revision_that_names_one_on_which_it_does_not_build) {
    std::vector<RevisionFile> files = compatible_chain(200, 70);
    files[65].min_compatible.text = "root";
    files[150].min_compatible.text = "r199";
    files[151].min_compatible.text = "nosuch";
    const auto message = [](const char* text) { return Field(&Diagnostic::message, text); };
    EXPECT_THAT(
        graph_faults_of(files),
        ElementsAre(message("min_compatible names 'root', on which 'r64' does not build"),
                    message("min_compatible names 'r199', on which 'r149' does not build"),
                    message("min_compatible names 'nosuch', on which 'r150' does not build")));
}

TEST(ResolveGraph, says_how_many_more_name_one_that_is_not_below) {
    std::vector<RevisionFile> files = compatible_chain(1'005, 0);
    for (RevisionFile& file : files) file.min_compatible.text = "nosuch";
    const auto found = graph_faults_of(files);
    ASSERT_THAT(found, SizeIs(1000));
    EXPECT_THAT(found.back().notes,
                ElementsAre(Field(&Note::message, "6 more of these are not shown")));
}

TEST(CheckDialects, says_how_many_more_sections_are_missing) {
    std::vector<RevisionFile> files;
    for (int i = 0; i < 600; ++i)
        files.push_back(file_with_header("a", "-- down_revision: none\n"));
    for (RevisionFile& file : files) file.sections.clear();
    std::vector<Diagnostic> found;
    const Dialect dialects[] = {Dialect::sqlite, Dialect::postgresql};
    check_dialects(files, dialects, found);
    ASSERT_THAT(found, SizeIs(1000));
    EXPECT_THAT(found.back().notes,
                ElementsAre(Field(&Note::message, "200 more missing sections are not shown")));
}

// A walk for each revision would make 1.25 billion steps of it.
TEST(ResolveGraph, takes_a_long_chain_whose_revisions_all_name_the_first) {
    constexpr std::size_t length = support::is_sanitized ? 5'000 : 50'000;
    EXPECT_THAT(graph_faults_of(compatible_chain(length, length)), IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
