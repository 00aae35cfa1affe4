#include "tool/report/report_page.hpp"

#include "tool/report/diagnostics.hpp"
#include "tool/report/graph_lanes.hpp"
#include "tool/report/html_text.hpp"
#include "tool/report/packed_schemas.hpp"
#include "tool/report/report_parts.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>

namespace kiln::tool {
namespace {

// Of the graph, in pixels.
constexpr std::size_t row_height = 36;
constexpr std::size_t lane_width = 14;
constexpr std::size_t most_lanes = 16;  ///< those behind them share the last one
constexpr std::size_t lane_colors = 6;

std::size_t shown_lane(std::size_t lane) { return std::min(lane, most_lanes - 1); }
std::size_t lane_x(std::size_t lane) { return lane_width / 2 + 2 + lane_width * shown_lane(lane); }

/// From `from_y` down, straight on to `bend_y`. The colour is that of the lane from which it comes,
/// or to which it branches off.
std::string lane_path(const LaneRow::Line& line, std::size_t from_y, std::size_t bend_y,
                      std::size_t to_y) {
    const std::size_t from = lane_x(line.top);
    const std::size_t to = lane_x(line.bottom);
    const std::size_t lane = shown_lane(std::max(line.top, line.bottom));
    const std::size_t middle_y = (bend_y + to_y) / 2 + 1;
    const std::string way = from == to ? fmt::format("V{}", to_y)
                                       : fmt::format("V{}C{} {} {} {} {} {}", bend_y, from, to_y,
                                                     to, middle_y, to, to_y);
    return fmt::format("<path class=\"c{}{}\" d=\"M{} {}{}\"/>", lane % lane_colors,
                       line.is_dependency ? " dependency" : "", from, from_y, way);
}

std::string counted_noun(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string tag(std::string_view kind, std::string_view text) {
    return fmt::format("<span class=\"tag {}\">{}</span>", kind, html_text(text));
}

class PageWriter {
public:
    explicit PageWriter(const ReportedProject& project)
        : project_(project), children_(project.revisions.size()) {
        for (std::uint32_t position = 0; position < size(); ++position) {
            for (const std::uint32_t parent : at(position).down_revisions) {
                children_[parent].push_back(position);
            }
        }
    }

    std::string title() const { return html_text(project_.title); }

    std::string summary() const {
        const auto frozen = std::ranges::count_if(
            project_.revisions, [](const ReportedRevision& each) { return each.is_frozen; });
        std::string text =
            counted_noun(size(), "revision") + " · " + counted_noun(project_.heads.size(), "head");
        if (frozen > 0) text += fmt::format(" · {} frozen", frozen);
        return text;
    }

    std::string finding_button() const {
        std::size_t revisions = 0;
        std::size_t findings = 0;
        for (const ReportedRevision& revision : project_.revisions) {
            revisions += revision.findings.empty() ? 0 : 1;
            findings += revision.findings.size();
        }
        if (revisions == 0) return "";
        return fmt::format(
            "<button type=\"button\" id=\"only-findings\" aria-pressed=\"false\" title=\"Show the "
            "revisions with findings alone\">{}</button>",
            counted_noun(findings, "finding"));
    }

    std::string project_findings() const {
        std::string text;
        if (!project_.findings.empty()) {
            text +=
                "<section class=\"project\" aria-labelledby=\"project-findings\"><h2 "
                "id=\"project-findings\">What the checks found in the project</h2>" +
                findings(project_.findings) + "</section>";
        }
        if (!project_.notes.empty()) {
            text += "<section class=\"project\" aria-label=\"Not checked\"><ul>";
            for (const std::string& note : project_.notes) {
                text += "<li>" + html_text(note) + "</li>";
            }
            text += "</ul></section>";
        }
        return text;
    }

    /// A line a revision, the newest first.
    std::string rows() const {
        std::vector<std::vector<GraphEdge>> edges;
        for (std::uint32_t row = 0; row < size(); ++row) {
            const ReportedRevision& revision = at(position_of(row));
            auto& own = edges.emplace_back();
            for (const std::uint32_t parent : revision.down_revisions) {
                own.push_back({row_of(parent), false});
            }
            for (const std::uint32_t parent : revision.depends_on) {
                const auto is_there = [&](const GraphEdge& edge) {
                    return edge.node == row_of(parent);
                };
                if (std::ranges::none_of(own, is_there)) own.push_back({row_of(parent), true});
            }
        }
        const std::vector<LaneRow> lanes = lay_out_lanes(edges);
        std::size_t widest = 0;
        for (const LaneRow& row : lanes) {
            widest = std::max(widest, row.lane);
            for (const auto* lines : {&row.below, &row.past}) {
                for (const LaneRow::Line& line : *lines) widest = std::max(widest, line.bottom);
            }
        }
        const std::size_t width = lane_x(widest) + lane_width / 2 + 2;
        std::string text;
        for (std::uint32_t row = 0; row < size(); ++row) {
            text += this->row(position_of(row), lane_svg(lanes[row], width, position_of(row)));
        }
        return text;
    }

    std::string details() const {
        std::string text;
        for (std::uint32_t row = 0; row < size(); ++row) text += revision(position_of(row));
        return text;
    }

private:
    std::uint32_t size() const { return static_cast<std::uint32_t>(project_.revisions.size()); }
    const ReportedRevision& at(std::size_t position) const { return project_.revisions[position]; }
    std::uint32_t row_of(std::uint32_t position) const { return size() - 1 - position; }
    std::uint32_t position_of(std::uint32_t row) const { return size() - 1 - row; }
    bool is_head(std::uint32_t position) const {
        return std::ranges::find(project_.heads, position) != project_.heads.end();
    }

    std::string lane_svg(const LaneRow& row, std::size_t width, std::uint32_t position) const {
        constexpr std::size_t middle = row_height / 2;
        std::string lines;
        std::size_t shared = 0;  // lines in the last lane: one is enough
        for (const LaneRow::Line& line : row.past) {
            if (line.bottom >= most_lanes - 1 && shared++ > 0) continue;
            // Behind the node: it joins that one's line and does not lead to it.
            lines += lane_path(line, 0, middle, row_height);
        }
        for (const LaneRow::Line& line : row.above) lines += lane_path(line, 0, 0, middle);
        for (const LaneRow::Line& line : row.below)
            lines += lane_path(line, middle, middle, row_height);
        const bool head = is_head(position);
        return fmt::format(
            "<svg class=\"lanes\" width=\"{}\" height=\"{}\" aria-hidden=\"true\">{}<circle "
            "class=\"c{}{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/></svg>",
            width, row_height, lines, shown_lane(row.lane) % lane_colors, head ? " head" : "",
            lane_x(row.lane), middle, head ? 6 : 5);
    }

    /// What both the list and the details show.
    std::string tags(std::uint32_t position) const {
        const ReportedRevision& revision = at(position);
        std::string text;
        for (const std::string& label : revision.branch_labels) text += tag("label", label);
        if (is_head(position)) text += tag("head", "head");
        if (revision.is_frozen) text += tag("frozen", "frozen");
        if (revision.is_irreversible) text += tag("irreversible", "irreversible");
        return text;
    }

    static std::string finding_tag(const ReportedRevision& revision) {
        if (revision.findings.empty()) return "";
        const auto worst =
            std::ranges::max_element(revision.findings, {}, &Diagnostic::severity)->severity;
        return tag(severity_name(worst), counted_noun(revision.findings.size(), "finding"));
    }

    std::string row(std::uint32_t position, const std::string& lanes) const {
        const ReportedRevision& revision = at(position);
        const std::string id = html_text(revision.revision);
        const std::string message = html_text(revision.message);
        return fmt::format(
            "<li><a href=\"#r-{0}\" id=\"l-{0}\">{1}<span class=\"message\">{2}</span>"
            "<span class=\"tags\">{3}{4}</span><code>{0}</code></a></li>\n",
            id, lanes, message.empty() ? "(no message)" : message, finding_tag(revision),
            tags(position));
    }

    std::string link(std::uint32_t position) const {
        const ReportedRevision& revision = at(position);
        const std::string id = html_text(revision.revision);
        return fmt::format("<a href=\"#r-{0}\"><code>{0}</code> {1}</a>", id,
                           html_text(revision.message));
    }

    std::string links(std::string_view name, std::span<const std::uint32_t> positions) const {
        if (positions.empty()) return "";
        std::string text = fmt::format("<dt>{}</dt>", name);
        for (const std::uint32_t position : positions) text += "<dd>" + link(position) + "</dd>";
        return text;
    }

    static std::string fact(std::string_view name, const std::string& text) {
        if (text.empty()) return "";
        return fmt::format("<dt>{}</dt><dd>{}</dd>", name, html_text(text));
    }

    std::string revision(std::uint32_t position) const {
        const ReportedRevision& revision = at(position);
        const std::string id = html_text(revision.revision);
        const bool is_merge = revision.down_revisions.size() > 1;
        std::string text = fmt::format(
            "<section class=\"revision\" id=\"r-{0}\" data-parents=\"{6}\" "
            "aria-labelledby=\"h-{0}\"><h2 id=\"h-{0}\" "
            "tabindex=\"-1\">{1}</h2><p class=\"tags\"><code>{0}</code>{2}{3}{4}{5}</p><dl>",
            id, revision.message.empty() ? "(no message)" : html_text(revision.message),
            tags(position), revision.down_revisions.empty() ? tag("", "base") : "",
            is_merge ? tag("", "merge point") : "",
            children_[position].size() > 1 ? tag("", "branch point") : "",
            fmt::join(parents_of(revision), " "));
        text += links("Revises", revision.down_revisions);
        text += links("Depends on", revision.depends_on);
        text += links("Followed by", children_[position]);
        text += fact("File", revision.file);
        text += fact("Created", revision.create_date);
        text += fact("Programs from", revision.min_compatible);
        text += "</dl>";
        if (!revision.findings.empty()) {
            text += "<h3>What the checks found</h3>" + findings(revision.findings);
        }
        text += "<h3>What it changes</h3>" + changes(revision);
        for (const ReportedSource& source : revision.sources) text += this->source(source);
        return text + "</section>\n";
    }

    static std::vector<std::uint32_t> parents_of(const ReportedRevision& revision) {
        std::vector<std::uint32_t> parents = revision.down_revisions;
        parents.insert(parents.end(), revision.depends_on.begin(), revision.depends_on.end());
        return parents;
    }

    std::string changes(const ReportedRevision& revision) const {
        if (!project_.has_schemas) return "<p class=\"none\">Known of SQLite's sections alone.</p>";
        if (!revision.schema) {
            return "<p class=\"none\">Not known: it does not run, or what it builds on does "
                   "not.</p>";
        }
        if (revision.changes.empty()) return "<p class=\"none\">Nothing in the schema.</p>";
        std::string text = "<ul class=\"changes\">";
        for (const std::string& change : revision.changes) {
            const std::string verb = html_text(change.substr(0, change.find(' ')));
            text += fmt::format("<li class=\"{}\">{}</li>", verb, html_text(change));
        }
        return text + "</ul>";
    }

    static std::string place(const Location& location) {
        if (location.file.empty()) return "";
        std::string text = html_text(location.file);
        if (location.line > 0) text += fmt::format(":{}", location.line);
        if (location.line > 0 && location.column > 0) text += fmt::format(":{}", location.column);
        return text;
    }

    static std::string findings(std::span<const Diagnostic> all) {
        std::string text = "<ul class=\"findings\">";
        for (const Diagnostic& each : all) {
            const Diagnostic finding = passwords_hidden(each);
            text += fmt::format(
                "<li class=\"{0}\" data-line=\"{1}\"><p><span class=\"tag {0}\">{0}</span> <b "
                "class=\"code\">{2}</b> {3}</p>",
                severity_name(finding.severity), finding.location.line, to_string(finding.code),
                html_text(finding.message));
            if (const std::string where = place(finding.location); !where.empty()) {
                text += "<p class=\"place\">" + where + "</p>";
            }
            const std::string excerpt = source_excerpt(finding);
            if (!excerpt.empty())
                text += "<pre class=\"excerpt\">" + html_source(excerpt) + "</pre>";
            for (const Note& note : finding.notes) {
                const std::string where = place(note.location);
                text += "<p class=\"note\">" + where + (where.empty() ? "" : ": ") +
                        html_text(note.message) + "</p>";
            }
            if (!finding.hint.empty()) {
                text += "<p class=\"hint\">" + html_text(finding.hint) + "</p>";
            }
            text += "</li>";
        }
        return text + "</ul>";
    }

    static std::string source(const ReportedSource& source) {
        std::string text = "<h3>" + html_text(source.title) + "</h3>";
        if (source.text.empty()) return text + "<p class=\"none\">Nothing.</p>";
        return text + fmt::format(
                          "<pre class=\"source{}\" data-line=\"{}\" tabindex=\"0\" role=\"region\" "
                          "aria-label=\"{}\">{}</pre>",
                          source.is_code ? " cpp" : "", source.line, html_text(source.title),
                          html_source(source.text));
    }

    const ReportedProject& project_;
    std::vector<std::vector<std::uint32_t>> children_;
};

/// The template with what stands between `@`s replaced, in one go: what is put in is not looked at.
std::string page_with(std::string_view page,
                      std::span<const std::pair<std::string_view, std::string>> values) {
    std::string text;
    while (!page.empty()) {
        const std::size_t begin = page.find('@');
        text += page.substr(0, begin);
        if (begin == std::string_view::npos) break;
        page.remove_prefix(begin + 1);
        const std::size_t end = page.find('@');
        const std::string_view name = page.substr(0, end);
        text +=
            std::ranges::find(values, name, [](const auto& value) { return value.first; })->second;
        page.remove_prefix(end + 1);
    }
    return text;
}

}  // namespace

std::string_view report_page_begin() {
    const std::string_view page = report_html();
    return page.substr(0, page.find('\n'));
}

std::string report_page(const ReportedProject& project, HashOfSource hash) {
    const PageWriter writer(project);
    const std::array<std::pair<std::string_view, std::string>, 11> values{{
        {"TITLE", writer.title()},
        {"SUMMARY", writer.summary()},
        {"FINDINGS", writer.finding_button()},
        {"PROJECT", writer.project_findings()},
        {"ROWS", writer.rows()},
        {"DETAILS", writer.details()},
        {"SCHEMAS", project.has_schemas ? packed_schemas(project) : "null"},
        {"STYLE", std::string(report_css())},
        {"STYLE_HASH", hash(report_css())},
        {"SCRIPT", std::string(report_js())},
        {"SCRIPT_HASH", hash(report_js())},
    }};
    return page_with(report_html(), values);
}

}  // namespace kiln::tool
