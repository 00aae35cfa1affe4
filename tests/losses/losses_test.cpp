// Revisions that lose something, and sound ones that look alike: each file in tests/losses is one
// case, replayed as the build replays. README.md says how one is written.

#include "tests/support/print_diagnostic.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::IsEmpty;

using Lines = std::vector<std::string>;

struct Expected {
    std::uint32_t line = 0;
    std::string code;
    std::string text;  ///< that the message holds
};

/// `12 K606 "an index"`
std::string described(std::uint32_t line, const std::string& code, const std::string& text) {
    return std::to_string(line) + ' ' + code + (text.empty() ? "" : " \"" + text + '"');
}

/// Takes the mark from the line: `-- expect K606 "index 'i'" K611`.
std::vector<Expected> take_expected(std::string& line, std::uint32_t number) {
    constexpr std::string_view mark = "-- expect ";
    const std::size_t at = line.find(mark);
    if (at == std::string::npos) return {};
    std::vector<Expected> all;
    std::string_view rest = std::string_view(line).substr(at + mark.size());
    while (!rest.empty()) {
        if (rest.front() == '"' && !all.empty()) {
            const std::size_t end = std::min(rest.find('"', 1), rest.size());
            all.back().text = rest.substr(1, end - 1);
            rest.remove_prefix(std::min(end + 1, rest.size()));
        } else if (rest.front() == ' ') {
            rest.remove_prefix(1);
        } else {
            const std::size_t end = std::min(rest.find(' '), rest.size());
            all.push_back({number, std::string(rest.substr(0, end)), ""});
            rest.remove_prefix(end);
        }
    }
    line.resize(at);
    line.resize(line.find_last_not_of(' ') + 1);
    return all;
}

bool is_header(const std::string& line) {
    return std::ranges::any_of(
        std::initializer_list<const char*>{"down_revision", "depends_on", "branch_labels"},
        [&](const std::string key) { return line.starts_with("-- " + key + ": "); });
}

/// One revision of a case.
struct Part {
    std::string id;
    std::uint32_t first_line = 0;  ///< in the case, behind the title
    Lines lines;

    /// The file that it stands for; `shift` becomes the number of lines that come before its own.
    std::string file(const std::string& parent, std::uint32_t& shift) const {
        std::string text = "-- revision: " + id + "\n";
        const auto body = std::ranges::find_if_not(lines, is_header);
        const bool says_parent = std::any_of(lines.begin(), body, [](const std::string& line) {
            return line.starts_with("-- down_revision: ");
        });
        if (!says_parent) text += "-- down_revision: " + parent + "\n";
        for (auto line = lines.begin(); line != body; ++line) text += *line + "\n";
        text += "\n";
        const auto first =
            std::find_if(body, lines.end(), [](const std::string& line) { return !line.empty(); });
        if (first == lines.end() || !first->starts_with("-- kiln:")) text += "-- kiln:upgrade\n";
        const auto headers = static_cast<std::uint32_t>(body - lines.begin());
        shift = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) - headers;
        for (auto line = body; line != lines.end(); ++line) text += *line + "\n";
        return text;
    }
};

struct Case {
    std::vector<Part> parts;
    std::vector<Expected> expected;

    explicit Case(std::istream& lines) {
        std::uint32_t number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            std::ranges::move(take_expected(line, number), std::back_inserter(expected));
            if (line.starts_with("== ")) {
                parts.push_back({line.substr(3), number + 1, {}});
            } else if (!parts.empty()) {
                parts.back().lines.push_back(line);
            } else if (!line.empty() && !line.starts_with("#")) {
                ADD_FAILURE() << "line " << number << " stands before the first '== '";
            }
        }
    }
};

/// What the build says of the revisions, each with its line in the case.
std::vector<Diagnostic> found_in(const Case& losses) {
    std::vector<RevisionFile> files;
    std::vector<Diagnostic> diagnostics;
    std::vector<std::int64_t> shifts;
    std::string parent = "none";
    for (const Part& part : losses.parts) {
        std::uint32_t shift = 0;
        const std::string text = part.file(parent, shift);
        shifts.push_back(std::int64_t{part.first_line} - shift - 1);
        files.push_back(parse_revision_file(part.id, text, diagnostics));
        parent = part.id;
    }
    const Graph graph = resolve_graph(files, diagnostics);
    if (diagnostics.empty()) diagnostics = replay(files, graph);
    for (Diagnostic& diagnostic : diagnostics) {
        const auto part = std::ranges::find(losses.parts, diagnostic.location.file, &Part::id);
        if (part == losses.parts.end()) continue;
        diagnostic.location.line = static_cast<std::uint32_t>(
            diagnostic.location.line +
            shifts[static_cast<std::size_t>(part - losses.parts.begin())]);
    }
    return diagnostics;
}

/// What was found and not expected, `+`, or expected and not found, `-`.
Lines differences_in(std::istream& lines) {
    const Case losses(lines);
    std::vector<Diagnostic> found = found_in(losses);
    Lines differences;
    for (const Expected& each : losses.expected) {
        const auto match = std::ranges::find_if(found, [&](const Diagnostic& diagnostic) {
            return diagnostic.location.line == each.line &&
                   to_string(diagnostic.code) == each.code &&
                   diagnostic.message.find(each.text) != std::string::npos;
        });
        if (match == found.end()) {
            differences.push_back("- " + described(each.line, each.code, each.text));
        } else {
            found.erase(match);
        }
    }
    for (const Diagnostic& each : found) {
        differences.push_back("+ " +
                              described(each.location.line, to_string(each.code), each.message));
    }
    return differences;
}

class Losses : public testing::TestWithParam<std::string> {};

TEST_P(Losses, are_found_where_the_case_says_and_nowhere_else) {
    std::ifstream lines(fs::path(KILN_LOSSES_DIRECTORY) / (GetParam() + ".sql"), std::ios::binary);
    ASSERT_TRUE(lines.is_open());
    EXPECT_THAT(differences_in(lines), IsEmpty());
}

Lines case_names() {
    Lines names;
    for (const fs::directory_entry& entry : fs::directory_iterator(KILN_LOSSES_DIRECTORY)) {
        if (entry.path().extension() == ".sql") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

INSTANTIATE_TEST_SUITE_P(in, Losses, testing::ValuesIn(case_names()),
                         [](const auto& name) { return name.param; });

Lines differences_in(const std::string& text) {
    std::istringstream lines(text);
    return differences_in(lines);
}

TEST(Case, that_expects_too_much_too_little_or_another_line_or_text_is_none) {
    EXPECT_THAT(
        differences_in("# why\n== a\nCREATE TABLE t(x);\n== b\nSELECT y;  -- expect K301\n"),
        IsEmpty());
    EXPECT_THAT(differences_in("== a\nSELECT y;\n"), ElementsAre("+ 2 K301 \"no such column: y\""));
    EXPECT_THAT(differences_in("== a\nSELECT 1;  -- expect K606 \"an index\" K611\n"),
                ElementsAre("- 2 K606 \"an index\"", "- 2 K611"));
    EXPECT_THAT(differences_in("== a\n-- expect K301\nSELECT y;\n"),
                ElementsAre("- 2 K301", "+ 3 K301 \"no such column: y\""));
    EXPECT_THAT(differences_in("== a\nSELECT y;  -- expect K301 \"column: z\"\n"),
                ElementsAre("- 2 K301 \"column: z\"", "+ 2 K301 \"no such column: y\""));
}

TEST(Case, is_a_chain_of_upgrades_unless_it_says_more) {
    EXPECT_THAT(differences_in("== a\n== b\n-- down_revision: a\n\n-- kiln:upgrade\n"
                               "CREATE TABLE t(x);\n-- kiln:downgrade\nSELECT y; -- expect K302\n"
                               "== c\n-- down_revision: a\nCREATE TABLE t(x); -- expect K301\n"),
                IsEmpty());
}

}  // namespace
}  // namespace kiln::tool
