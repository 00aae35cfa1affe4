#include "tool/report/diagrams.hpp"

#include "tool/report/escape.hpp"
#include "tool/report/graph_lines.hpp"
#include "tool/report/mermaid_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

bool contains(const auto& positions, std::uint32_t position) {
    return std::ranges::find(positions, position) != positions.end();
}

/// Lines of text in a node: the id, the labels that stand in its file, the message.
std::vector<std::string> caption(const Migration& migration) {
    std::vector<std::string> lines{std::string(migration.revision)};
    if (!migration.branch_labels.empty()) {
        lines.push_back(fmt::format(
            "({})", fmt::join(std::vector<std::string_view>(migration.branch_labels.begin(),
                                                            migration.branch_labels.end()),
                              ", ")));
    }
    if (!migration.message.empty()) lines.push_back(escape(migration.message));
    return lines;
}

/// Calls `edge(child, parent, is_dependency)` for each line between two revisions that are shown.
void for_each_edge(const MigrationTable& table, std::span<const std::uint32_t> shown,
                   const std::function<void(const Migration&, const Migration&, bool)>& edge) {
    std::vector<bool> is_shown(table.migrations.size());
    for (const std::uint32_t position : shown) is_shown[position] = true;
    for (const std::uint32_t position : shown) {
        const Migration& child = table.migrations[position];
        for (const std::uint32_t parent : child.down_revisions) {
            if (is_shown[parent]) edge(child, table.migrations[parent], false);
        }
        for (const std::uint32_t parent : child.depends_on) {
            if (is_shown[parent]) edge(child, table.migrations[parent], true);
        }
    }
}

/// Within double quotes Graphviz reads `\` escapes such as `\N`, and HTML's entities.
std::string dot_text(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&') {
            out += "&amp;";
            continue;
        }
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out;
}

std::string joined(const std::vector<std::string>& lines,
                   const std::function<std::string(std::string_view)>& text,
                   std::string_view line_break) {
    std::string out;
    for (const std::string& line : lines) {
        if (!out.empty()) out += line_break;
        out += text(line);
    }
    return out;
}

}  // namespace

std::string graph_text(const MigrationTable& table, const RevisionReport& report,
                       std::span<const std::uint32_t> shown) {
    constexpr std::size_t nowhere = GraphRow::no_node;
    std::vector<std::size_t> row_of(table.migrations.size(), nowhere);
    for (std::size_t row = 0; row < shown.size(); ++row) row_of[shown[row]] = row;
    std::vector<std::vector<std::size_t>> parents(shown.size());
    for (std::size_t row = 0; row < shown.size(); ++row) {
        for (const std::uint32_t parent : table.migrations[shown[row]].down_revisions) {
            if (row_of[parent] != nowhere) parents[row].push_back(row_of[parent]);
        }
    }
    std::string text;
    for (const GraphRow& row : draw_graph(parents)) {
        text += row.lines;
        text += row.node == nowhere ? "\n"
                                    : " " + report.line(shown[row.node], {.labels = true,
                                                                          .current = true,
                                                                          .points = true,
                                                                          .dependencies = true,
                                                                          .message = true});
    }
    return text;
}

std::string graph_dot(const MigrationTable& table, std::span<const std::uint32_t> shown,
                      std::span<const std::uint32_t> current) {
    std::string text = "digraph revisions {\n    node [shape=box];\n";
    for (const std::uint32_t position : shown) {
        const Migration& migration = table.migrations[position];
        text +=
            fmt::format("    \"{}\" [label=\"{}\"{}{}];\n", std::string_view(migration.revision),
                        joined(caption(migration), dot_text, "\\n"),
                        contains(table.heads, position) ? ", peripheries=2" : "",
                        contains(current, position) ? ", style=filled" : "");
    }
    for_each_edge(
        table, shown, [&](const Migration& child, const Migration& parent, bool dependency) {
            text +=
                fmt::format("    \"{}\" -> \"{}\"{};\n", std::string_view(child.revision),
                            std::string_view(parent.revision), dependency ? " [style=dashed]" : "");
        });
    return text + "}\n";
}

std::string graph_mermaid(const MigrationTable& table, std::span<const std::uint32_t> shown,
                          std::span<const std::uint32_t> current) {
    // The prefix keeps ids off Mermaid's words, such as `end`.
    std::string text = "flowchart TD\n";
    for (const std::uint32_t position : shown) {
        const Migration& migration = table.migrations[position];
        text += fmt::format("    r_{}[\"{}\"]\n", std::string_view(migration.revision),
                            joined(
                                caption(migration),
                                [](std::string_view line) { return mermaid_text(line); }, "<br/>"));
    }
    for_each_edge(
        table, shown, [&](const Migration& child, const Migration& parent, bool dependency) {
            text += fmt::format("    r_{} {} r_{}\n", std::string_view(child.revision),
                                dependency ? "-.->" : "-->", std::string_view(parent.revision));
        });
    text += "    classDef head stroke-width:4px\n    classDef current fill:lightblue\n";
    for (const std::uint32_t position : shown) {
        const std::string_view revision = table.migrations[position].revision;
        if (contains(table.heads, position)) text += fmt::format("    class r_{} head\n", revision);
        if (contains(current, position)) text += fmt::format("    class r_{} current\n", revision);
    }
    return text;
}

}  // namespace kiln::tool
