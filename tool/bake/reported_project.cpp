#include "tool/bake/reported_project.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/frozen.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/shown_paths.hpp"
#include "tool/project/source_hash.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/replay/schema_walk.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/describe_schema.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> texts_of(const std::vector<Placed>& placed) {
    std::vector<std::string> texts;
    texts.reserve(placed.size());
    for (const Placed& each : placed) texts.push_back(each.text);
    return texts;
}

/// What stands behind the header.
ReportedSource code_source(const RevisionFile& file) {
    FileReader reader(max_file_size);
    std::string text(reader.read(file.path).bytes);
    std::erase(text, '\r');
    auto lines = std::ranges::count(file.header, '\n');
    ReportedSource source{"C++", static_cast<std::uint32_t>(lines) + 1, {}, true};
    std::size_t begin = 0;
    for (; lines > 0 && begin != std::string::npos; --lines) {
        begin = text.find('\n', begin);
        if (begin != std::string::npos) ++begin;
    }
    if (begin == std::string::npos) return source;
    for (; begin < text.size() && text[begin] == '\n'; ++begin) ++source.line;
    source.text = text.substr(begin);
    while (source.text.ends_with('\n')) source.text.pop_back();
    return source;
}

ReportedSource section_source(const Section& section) {
    std::string_view title = section.marker;
    const std::size_t colon = title.find(':');
    if (colon != std::string_view::npos) title.remove_prefix(colon + 1);
    return {std::string(title), section.sql_line, section.sql, false};
}

bool lacks_downgrade(const RevisionFile& file, std::span<const Dialect> dialects) {
    return std::ranges::any_of(dialects, [&](Dialect dialect) {
        return file.section(Direction::downgrade, dialect) == nullptr;
    });
}

ReportedRevision reported_revision(const RevisionFile& file, std::span<const Dialect> dialects,
                                   const ShownPaths& paths) {
    ReportedRevision out;
    out.revision = file.revision.text;
    out.message = file.message;
    out.create_date = file.create_date;
    out.file = paths.file(file.path);
    out.branch_labels = texts_of(file.branch_labels);
    out.min_compatible = file.min_compatible.text;
    out.is_irreversible = lacks_downgrade(file, dialects);
    if (file.is_code) out.sources.push_back(code_source(file));
    for (const auto* sections : {&file.sections, &file.fixtures}) {
        for (const Section& section : *sections) {
            if (!section.is_code) out.sources.push_back(section_source(section));
        }
    }
    return out;
}

/// The groups that are the application's and not some virtual table's own.
Schema groups_to_show(const Schema& schema, const std::set<std::string>& groups) {
    Schema some;
    for (const std::string& name : groups) {
        const auto group = schema.groups.find(name);
        if (group != schema.groups.end()) some.groups.insert(*group);
    }
    return without_shadow_tables(std::move(some));
}

ReportedSchema reported_schema(const SchemaBehind& behind) {
    ReportedSchema schema;
    schema.from = behind.from;
    for (const std::string& name : behind.changed) schema.groups[name];
    DescribedSchema all = describe_groups(behind.database, behind.after, behind.changed);
    for (DescribedTable& table : all.tables) {
        schema.groups[folded(table.name)].tables.push_back(std::move(table));
    }
    for (DescribedView& view : all.views) {
        schema.groups[folded(view.name)].views.push_back(std::move(view));
    }
    for (DescribedTrigger& trigger : all.triggers) {
        schema.groups[folded(trigger.table)].triggers.push_back(std::move(trigger));
    }
    return schema;
}

void add_schemas(const Project& project, std::vector<ReportedRevision>& revisions) {
    walk_schemas(project.files(), project.graph(), [&](const SchemaBehind& behind) {
        ReportedRevision& revision = revisions[behind.position];
        const Schema was = groups_to_show(behind.before, behind.changed_by_itself);
        const Schema is = groups_to_show(behind.after, behind.changed_by_itself);
        for (const SchemaDifference& difference : differences(was, is)) {
            revision.changes.push_back(describe_change(difference));
        }
        revision.schema = reported_schema(behind);
    });
}

}  // namespace

ReportedProject reported_project(const Project& project, std::span<const Dialect> dialects,
                                 const std::string& folder, ReportedChecks checks) {
    const Graph& graph = project.graph();
    const ShownPaths paths(project.directories(), folder);
    std::vector<Diagnostic> unread;  // the checks have told
    const Frozen frozen = read_frozen(project.directories(), unread);
    ReportedProject out;
    out.heads = graph.heads;
    out.notes = std::move(checks.not_run);
    std::map<std::string, std::size_t> position_of;  // of each file
    for (std::uint32_t position = 0; position < graph.order.size(); ++position) {
        const RevisionFile& file = project.files()[graph.order[position]];
        position_of[file.path] = position;
        for (const Section& fixture : file.fixtures) position_of[file.path_of(fixture)] = position;
        ReportedRevision& revision =
            out.revisions.emplace_back(reported_revision(file, dialects, paths));
        revision.down_revisions = graph.down_revisions[position];
        revision.depends_on = graph.depends_on[position];
        revision.is_frozen = frozen.is_frozen(file);
    }
    for (Diagnostic& each : checks.findings) {
        const auto position = position_of.find(each.location.file);
        auto& findings =
            position == position_of.end() ? out.findings : out.revisions[position->second].findings;
        findings.push_back(paths.diagnostic(std::move(each)));
    }
    out.has_schemas = std::ranges::find(dialects, Dialect::sqlite) != dialects.end();
    if (out.has_schemas) add_schemas(project, out.revisions);
    return out;
}

void require_place_for_report(const std::string& file) {
    std::error_code error;
    if (!fs::is_regular_file(file, error) || fs::file_size(file, error) == 0) return;
    std::ifstream in(file, std::ios::binary);
    std::string line(report_page_begin().size(), '\0');
    in.read(line.data(), static_cast<std::streamsize>(line.size()));
    if (line == report_page_begin()) return;
    throw Error(diagnose_at({file}, Code::not_a_report,
                            "the file is there, and is no page of kiln's",
                            "give the page a name of its own, or delete the file"));
}

void write_report(const ReportedProject& project, const std::string& file) {
    require_place_for_report(file);
    write_if_changed(file, report_page(project, source_hash));
}

}  // namespace kiln::tool
