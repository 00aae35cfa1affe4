#include "tool/check/resolve.hpp"

#include "tool/script/dialect_names.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<std::string> texts(const std::vector<Placed>& placed) {
    std::vector<std::string> out;
    out.reserve(placed.size());
    for (const Placed& each : placed) out.push_back(each.text);
    return out;
}

Diagnostic diagnostic_at(const RevisionFile& file, const Placed& placed, Code code,
                         std::string message) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.location = file.location(placed);
    diagnostic.message = std::move(message);
    diagnostic.source_line = file.source_line(placed.line);
    return diagnostic;
}

/// One fault of the graph, told about its files.
class FaultReporter {
public:
    explicit FaultReporter(std::span<const RevisionFile> files) : files_(files) {}

    Diagnostic report(const GraphFault& fault) const {
        using Kind = GraphFault::Kind;
        const RevisionFile& file = files_[fault.node];
        switch (fault.kind) {
            case Kind::unknown_down_revision:
                return unknown(fault, file.down_revisions[fault.item], codes::unknown_down_revision,
                               "unknown down_revision '{}'");
            case Kind::unknown_depends_on:
                return unknown(
                    fault, file.depends_on[fault.item], codes::unknown_depends_on,
                    "depends_on names '{}', which is neither a revision nor a branch label");
            case Kind::repeated_down_revision: {
                const Placed& item = file.down_revisions[fault.item];
                Diagnostic diagnostic =
                    diagnostic_at(file, item, codes::repeated_down_revision,
                                  fmt::format("down_revision names '{}' twice", item.text));
                diagnostic.hint = "remove one of the two";
                return diagnostic;
            }
            case Kind::duplicate_revision:
                return clash(fault, file.revision, codes::duplicate_revision,
                             fmt::format("revision '{}' exists already", file.revision.text),
                             "give one of the two files another revision id");
            case Kind::case_clash:
                return clash(fault, file.revision, codes::case_clash,
                             fmt::format("revision '{}' differs only in case from '{}'",
                                         file.revision.text, files_[fault.other].revision.text),
                             "give one of the two files another revision id");
            case Kind::duplicate_label: {
                const Placed& label = file.branch_labels[fault.item];
                return clash(fault, label, codes::duplicate_label,
                             fmt::format("branch label '{}' is used already", label.text),
                             "a branch label stands on one revision; its descendants inherit it");
            }
            case Kind::label_is_revision: {
                const Placed& label = file.branch_labels[fault.item];
                return clash(fault, label, codes::label_is_revision,
                             fmt::format("branch label '{}' is the id of a revision", label.text),
                             "choose another branch label");
            }
            case Kind::self_reference: {
                const Placed& item =
                    (fault.in_depends_on ? file.depends_on : file.down_revisions)[fault.item];
                Diagnostic diagnostic = diagnostic_at(
                    file, item, codes::self_reference,
                    fmt::format("revision '{}' names itself in {}", file.revision.text,
                                fault.in_depends_on ? "depends_on" : "down_revision"));
                diagnostic.hint =
                    fault.in_depends_on ? "remove it" : "name the revision before it, or 'none'";
                return diagnostic;
            }
            case Kind::cycle:
                break;
        }
        return cycle(fault);
    }

private:
    Diagnostic unknown(const GraphFault& fault, const Placed& item, Code code,
                       std::string_view format) const {
        Diagnostic diagnostic = diagnostic_at(files_[fault.node], item, code,
                                              fmt::format(fmt::runtime(format), item.text));
        if (fault.suggestion != GraphFault::no_node) {
            const RevisionFile& near = files_[fault.suggestion];
            diagnostic.hint =
                fmt::format("did you mean '{}' ({})?", meant(near, item.text, code), near.path);
        }
        return diagnostic;
    }

    /// The near file's id or, where a label may stand, its label, whichever is nearer.
    static std::string meant(const RevisionFile& near, const std::string& word, Code code) {
        std::vector<std::string> names{near.revision.text};
        if (code == codes::unknown_depends_on) {
            for (const Placed& label : near.branch_labels) names.push_back(label.text);
        }
        const std::size_t nearest_name = nearest(word, names);
        return names[nearest_name < names.size() ? nearest_name : 0];
    }

    Diagnostic clash(const GraphFault& fault, const Placed& item, Code code, std::string message,
                     std::string hint) const {
        Diagnostic diagnostic = diagnostic_at(files_[fault.node], item, code, std::move(message));
        const RevisionFile& other = files_[fault.other];
        diagnostic.notes.push_back({other.location(other.revision),
                                    fmt::format("revision '{}' is here", other.revision.text)});
        diagnostic.hint = std::move(hint);
        return diagnostic;
    }

    /// Where `child` names `parent`.
    const Placed& edge(const RevisionFile& child, const std::string& parent) const {
        for (const Placed& each : child.down_revisions) {
            if (each.text == parent) return each;
        }
        for (const Placed& each : child.depends_on) {
            if (each.text == parent) return each;
        }
        // By a branch label of the parent: the first depends_on that is no revision's id.
        return child.depends_on.empty() ? child.revision : child.depends_on.front();
    }

    Diagnostic cycle(const GraphFault& fault) const {
        std::string path;
        for (const std::size_t node : fault.path) {
            if (!path.empty()) path += " -> ";
            path += files_[node].revision.text;
        }
        const RevisionFile& child = files_[fault.path[0]];
        Diagnostic diagnostic =
            diagnostic_at(child, edge(child, files_[fault.path[1]].revision.text), codes::cycle,
                          fmt::format("cycle: {}", path));
        for (std::size_t i = 1; i + 1 < fault.path.size(); ++i) {
            const RevisionFile& file = files_[fault.path[i]];
            const std::string& parent = files_[fault.path[i + 1]].revision.text;
            diagnostic.notes.push_back(
                {file.location(edge(file, parent)),
                 fmt::format("'{}' comes after '{}'", file.revision.text, parent)});
        }
        diagnostic.hint = "change the down_revision or depends_on that should not be there";
        return diagnostic;
    }

    std::span<const RevisionFile> files_;
};

/// Nodes of what node `node` needs, and itself.
std::set<std::size_t> needed_by(const Graph& graph, std::uint32_t position) {
    std::set<std::size_t> nodes;
    std::vector<std::uint32_t> left{position};
    while (!left.empty()) {
        const std::uint32_t next = left.back();
        left.pop_back();
        if (!nodes.insert(graph.order[next]).second) continue;
        for (const auto* parents : {&graph.down_revisions[next], &graph.depends_on[next]}) {
            left.insert(left.end(), parents->begin(), parents->end());
        }
    }
    return nodes;
}

/// A program that has a revision has all that it needs: only of those it can be said which
/// program is old enough.
void check_min_compatible(std::span<const RevisionFile> files, const Graph& graph,
                          std::vector<Diagnostic>& diagnostics) {
    for (std::size_t position = 0; position < graph.order.size(); ++position) {
        const RevisionFile& file = files[graph.order[position]];
        const Placed& item = file.min_compatible;
        if (item.text.empty()) continue;
        const auto nodes = needed_by(graph, static_cast<std::uint32_t>(position));
        if (std::ranges::any_of(
                nodes, [&](std::size_t node) { return files[node].revision.text == item.text; })) {
            continue;
        }
        Diagnostic diagnostic =
            diagnostic_at(file, item, codes::not_an_ancestor,
                          fmt::format("min_compatible names '{}', on which '{}' does not build",
                                      item.text, file.revision.text));
        diagnostic.hint =
            fmt::format("name '{}' itself or a revision below it", file.revision.text);
        diagnostics.push_back(std::move(diagnostic));
    }
}

}  // namespace

Graph resolve_graph(std::span<const RevisionFile> files, std::vector<Diagnostic>& diagnostics) {
    std::vector<GraphNode> nodes;
    nodes.reserve(files.size());
    for (const RevisionFile& file : files) {
        nodes.push_back({file.revision.text, texts(file.down_revisions), texts(file.depends_on),
                         texts(file.branch_labels)});
    }
    Graph graph = build_graph(nodes);
    const FaultReporter reporter(files);
    for (const GraphFault& fault : graph.faults) diagnostics.push_back(reporter.report(fault));
    if (graph.faults.empty()) check_min_compatible(files, graph, diagnostics);
    return graph;
}

void check_heads(std::span<const RevisionFile> files, const Graph& graph,
                 std::vector<Diagnostic>& diagnostics) {
    if (graph.heads.size() < 2) return;
    const auto file_of = [&](std::uint32_t position) -> const RevisionFile& {
        return files[graph.order[position]];
    };
    const RevisionFile& first = file_of(graph.heads.front());
    Diagnostic diagnostic = diagnostic_at(first, first.revision, codes::multiple_heads,
                                          fmt::format("{} heads", graph.heads.size()));
    std::string ids;
    for (const std::uint32_t head : graph.heads) {
        const RevisionFile& file = file_of(head);
        diagnostic.message += fmt::format("{} '{}'", ids.empty() ? ":" : ",", file.revision.text);
        diagnostic.notes.push_back(
            {file.location(file.revision), fmt::format("head '{}' is here", file.revision.text)});
        ids += " " + file.revision.text;
    }
    diagnostic.hint = fmt::format("run: kiln merge -m \"merge heads\"{}", ids);
    diagnostics.push_back(std::move(diagnostic));
}

void check_dialects(std::span<const RevisionFile> files, std::span<const Dialect> dialects,
                    std::vector<Diagnostic>& diagnostics) {
    for (const RevisionFile& file : files) {
        for (const Dialect dialect : dialects) {
            if (file.section(Direction::upgrade, dialect) != nullptr) continue;
            const std::string_view name = dialect_name(dialect);
            const Placed marker{"", file.sections.empty() ? 1 : file.sections.front().line, 1};
            Diagnostic diagnostic = diagnostic_at(file, marker, codes::no_section_for_dialect,
                                                  fmt::format("no upgrade section for {}", name));
            diagnostic.hint = fmt::format(
                "add a section '-- kiln:upgrade {}', empty if there is "
                "nothing to do, or one that names no dialect",
                name);
            diagnostics.push_back(std::move(diagnostic));
        }
    }
}

}  // namespace kiln::tool
