#include "tool/project/resolve.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/nearest.hpp"
#include "src/text/text_place.hpp"
#include "tool/project/client_command.hpp"
#include "tool/project/dialect_names.hpp"
#include "tool/project/source_text.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
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
    Diagnostic diagnostic = diagnose_at(file.location(placed), code, std::move(message));
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
                return unknown(fault, file.down_revisions[fault.item], Code::unknown_down_revision,
                               "unknown down_revision '{}'");
            case Kind::unknown_depends_on:
                return unknown(
                    fault, file.depends_on[fault.item], Code::unknown_depends_on,
                    "depends_on names '{}', which is neither a revision nor a branch label");
            case Kind::repeated_down_revision: {
                const Placed& item = file.down_revisions[fault.item];
                Diagnostic diagnostic =
                    diagnostic_at(file, item, Code::repeated_down_revision,
                                  fmt::format("down_revision names '{}' twice", item.text));
                diagnostic.hint = "remove one of the two";
                return diagnostic;
            }
            case Kind::duplicate_revision:
                return clash(fault, file.revision, Code::duplicate_revision,
                             fmt::format("revision '{}' exists already", file.revision.text),
                             "give one of the two files another revision id");
            case Kind::case_clash:
                return clash(fault, file.revision, Code::case_clash,
                             fmt::format("revision '{}' differs only in case from '{}'",
                                         file.revision.text, files_[fault.other].revision.text),
                             "give one of the two files another revision id");
            case Kind::duplicate_label: {
                const Placed& label = file.branch_labels[fault.item];
                return clash(fault, label, Code::duplicate_label,
                             fmt::format("branch label '{}' is used already", label.text),
                             "a branch label stands on one revision; its descendants inherit it");
            }
            case Kind::label_is_revision: {
                const Placed& label = file.branch_labels[fault.item];
                return clash(fault, label, Code::label_is_revision,
                             fmt::format("branch label '{}' is the id of a revision", label.text),
                             "choose another branch label");
            }
            case Kind::self_reference: {
                const Placed& item =
                    (fault.in_depends_on ? file.depends_on : file.down_revisions)[fault.item];
                Diagnostic diagnostic = diagnostic_at(
                    file, item, Code::self_reference,
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
        if (code == Code::unknown_depends_on) {
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
            diagnostic_at(child, edge(child, files_[fault.path[1]].revision.text), Code::cycle,
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

/// A position, and the one that it may build on.
struct Descent {
    std::uint32_t position = 0;
    std::uint32_t ancestor = 0;
};

constexpr std::size_t batch_size = 64;

/// Of which of up to 64 it is true, or both the same: a bit each. One walk answers for all, as one
/// for each would cost the square of a long history.
std::uint64_t which_descend(const Graph& graph, std::span<const Descent> batch) {
    std::vector<std::uint64_t> reached(graph.order.size());
    std::uint32_t first = batch.front().ancestor;
    std::uint32_t last = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        reached[batch[i].ancestor] |= std::uint64_t{1} << i;
        first = std::min(first, batch[i].ancestor);
        last = std::max(last, batch[i].position);
    }
    for (std::uint32_t position = first; position <= last; ++position) {
        for (const auto* parents : {&graph.down_revisions[position], &graph.depends_on[position]}) {
            for (const std::uint32_t parent : *parents) reached[position] |= reached[parent];
        }
    }
    std::uint64_t answers = 0;
    for (std::size_t i = 0; i < batch.size(); ++i) {
        answers |= reached[batch[i].position] & (std::uint64_t{1} << i);
    }
    return answers;
}

/// Behind the last one that is shown.
void tell_left_out(std::size_t count, std::string_view what, std::vector<Diagnostic>& diagnostics) {
    if (count <= max_diagnostics) return;
    diagnostics.back().notes.push_back(
        note_of(fmt::format("{} more {} are not shown", count - max_diagnostics, what)));
}

/// A program that has a revision has all that it needs: only of those it can be said which
/// program is old enough.
void check_min_compatible(std::span<const RevisionFile> files, const Graph& graph,
                          std::vector<Diagnostic>& diagnostics) {
    if (std::ranges::all_of(files,
                            [](const auto& file) { return file.min_compatible.text.empty(); })) {
        return;
    }
    std::unordered_map<std::string_view, std::uint32_t> positions;
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        positions.emplace(files[graph.order[position]].revision.text, position);
    }
    std::vector<Descent> named;
    std::vector<bool> is_wrong(graph.order.size());
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        const std::string& id = files[graph.order[position]].min_compatible.text;
        if (id.empty()) continue;
        const auto found = positions.find(id);
        is_wrong[position] = found == positions.end();
        if (found != positions.end()) named.push_back({position, found->second});
    }
    for (std::size_t begin = 0; begin < named.size(); begin += batch_size) {
        const std::span batch =
            std::span(named).subspan(begin, std::min(batch_size, named.size() - begin));
        const std::uint64_t answers = which_descend(graph, batch);
        for (std::size_t i = 0; i < batch.size(); ++i) {
            is_wrong[batch[i].position] = ((answers >> i) & 1U) == 0;
        }
    }
    std::size_t count = 0;
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        if (!is_wrong[position]) continue;
        if (++count > max_diagnostics) continue;
        const RevisionFile& file = files[graph.order[position]];
        const Placed& item = file.min_compatible;
        Diagnostic diagnostic =
            diagnostic_at(file, item, Code::not_an_ancestor,
                          fmt::format("min_compatible names '{}', on which '{}' does not build",
                                      item.text, file.revision.text));
        diagnostic.hint =
            fmt::format("name '{}' itself or a revision below it", file.revision.text);
        diagnostics.push_back(std::move(diagnostic));
    }
    tell_left_out(count, "of these", diagnostics);
}

/// In sections that were read without MySQL's rules, since they are other databases' too.
void check_table_locks(const RevisionFile& file, std::vector<Diagnostic>& diagnostics) {
    for (const Direction direction : {Direction::upgrade, Direction::downgrade}) {
        const Section* section = file.section(direction, Dialect::mysql);
        if (section == nullptr || section->dialects.size() == 1) continue;
        const std::size_t offset = find_table_lock(section->sql);
        if (offset == std::string_view::npos) continue;
        const TextPlace place = TextPlaces(section->sql).at(offset);
        const Placed placed{"", section->sql_line + place.line - 1, place.column};
        diagnostics.push_back(
            diagnostic_at(file, placed, Code::locks_tables,
                          table_lock_message(std::string_view(section->sql).substr(offset))));
        diagnostics.back().hint = table_lock_hint;
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
    const std::size_t shown = std::min(graph.faults.size(), max_diagnostics);
    for (std::size_t i = 0; i < shown; ++i) diagnostics.push_back(reporter.report(graph.faults[i]));
    tell_left_out(graph.faults.size(), "faults of the graph", diagnostics);
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
    Diagnostic diagnostic = diagnostic_at(first, first.revision, Code::multiple_heads,
                                          fmt::format("{} heads", graph.heads.size()));
    std::string ids;
    for (const std::uint32_t head : graph.heads) {
        const RevisionFile& file = file_of(head);
        diagnostic.message += fmt::format("{} '{}'", ids.empty() ? ":" : ",", file.revision.text);
        diagnostic.notes.push_back(
            {file.location(file.revision), fmt::format("head '{}' is here", file.revision.text)});
        ids += " " + file.revision.text;
    }
    std::string rebase = "rebase " + file_of(graph.heads.back()).revision.text;
    if (graph.heads.size() > 2) rebase += " --onto " + first.revision.text;
    set_hint(diagnostic, "run: " + command("merge -m \"merge heads\"" + ids) +
                             "; or put one behind another: " + command(rebase));
    diagnostics.push_back(std::move(diagnostic));
}

void check_dialects(std::span<const RevisionFile> files, std::span<const Dialect> dialects,
                    std::vector<Diagnostic>& diagnostics) {
    std::size_t count = 0;
    for (const RevisionFile& file : files) {
        for (const Dialect dialect : dialects) {
            if (file.section(Direction::upgrade, dialect) != nullptr) continue;
            if (++count > max_diagnostics) continue;
            const std::string_view name = dialect_name(dialect);
            const Placed marker{"", file.sections.empty() ? 1 : file.sections.front().line, 1};
            Diagnostic diagnostic = diagnostic_at(file, marker, Code::no_section_for_dialect,
                                                  fmt::format("no upgrade section for {}", name));
            diagnostic.hint = fmt::format(
                "add a section '-- kiln:upgrade {}', empty if there is "
                "nothing to do, or one that names no dialect",
                name);
            diagnostics.push_back(std::move(diagnostic));
        }
    }
    tell_left_out(count, "missing sections", diagnostics);
    if (std::ranges::find(dialects, Dialect::mysql) != dialects.end()) {
        for (const RevisionFile& file : files) check_table_locks(file, diagnostics);
    }
}

}  // namespace kiln::tool
