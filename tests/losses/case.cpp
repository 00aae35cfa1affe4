#include "tests/losses/case.hpp"

#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"

#include <kiln/codes.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <iterator>
#include <string_view>

namespace kiln::tool {
namespace {

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

bool begins_section(const std::string& line) {
    return line.starts_with("-- kiln:") && !line.starts_with("-- kiln:allow");
}

}  // namespace

std::vector<Diagnostic> found_in(const Case& losses, const ReplayOptions& options) {
    return found_in(losses, [&](std::span<const RevisionFile> files, const Graph& graph) {
        return replay(files, graph, options);
    });
}

std::vector<Diagnostic> found_in(const Case& losses, const Replayer& replay) {
    std::vector<RevisionFile> files;
    std::vector<Diagnostic> diagnostics;
    std::vector<std::int64_t> shifts;
    std::string parent = "none";
    for (const CasePart& part : losses.parts) {
        std::uint32_t shift = 0;
        const std::string text = part.file(parent, shift);
        shifts.push_back(std::int64_t{part.first_line} - shift - 1);
        files.push_back(parse_revision_file(part.id, text, diagnostics));
        parent = part.id;
    }
    const Graph graph = resolve_graph(files, diagnostics);
    if (diagnostics.empty()) diagnostics = replay(files, graph);
    for (Diagnostic& diagnostic : diagnostics) {
        const auto part = std::ranges::find(losses.parts, diagnostic.location.file, &CasePart::id);
        if (part == losses.parts.end()) continue;
        diagnostic.location.line = static_cast<std::uint32_t>(
            diagnostic.location.line +
            shifts[static_cast<std::size_t>(part - losses.parts.begin())]);
    }
    return diagnostics;
}

std::string CasePart::file(const std::string& parent, std::uint32_t& shift) const {
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
    if (first == lines.end() || !begins_section(*first)) text += "-- kiln:upgrade\n";
    const auto headers = static_cast<std::uint32_t>(body - lines.begin());
    shift = static_cast<std::uint32_t>(std::ranges::count(text, '\n')) - headers;
    for (auto line = body; line != lines.end(); ++line) text += *line + "\n";
    return text;
}

Case::Case(std::istream& lines) {
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

Lines differences_in(const Case& losses) {
    return differences_in(losses, [](std::span<const RevisionFile> files, const Graph& graph) {
        return replay(files, graph);
    });
}

Lines differences_in(const Case& losses, const Replayer& replay) {
    std::vector<Diagnostic> found = found_in(losses, replay);
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

}  // namespace kiln::tool
