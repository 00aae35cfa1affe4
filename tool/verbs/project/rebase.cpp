#include "tool/verbs/project/verbs.hpp"

#include "src/plan/lineage.hpp"
#include "src/plan/planner.hpp"
#include "src/text/diagnose.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/frozen.hpp"
#include "tool/project/project.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/rebase.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/source_text.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

struct RebaseOptions {
    std::string revision;
    std::string onto;
};

Position one_of(const MigrationTable& table, const std::string& identifier) {
    const std::vector<Position> named = resolve(table, identifier);
    if (named.size() == 1) return named.front();
    throw make_error(
        Code::cannot_rebase,
        quote(identifier) + " names " + (named.empty() ? "no revision" : "several revisions"),
        "name one: '" + command("heads") + "' lists where the branches end");
}

/// What was released is at customers, in the order that it had.
void refuse_frozen(const Project& project, const Frozen& frozen, const Rebase& rebase) {
    const Flags branch = descendants(project.table(), {&rebase.base, 1}, Edges::down_revisions);
    for (std::size_t position = 0; position < branch.size(); ++position) {
        const RevisionFile& file = project.files()[project.graph().order[position]];
        if (!branch[position] || !frozen.is_frozen(file)) continue;
        Diagnostic diagnostic =
            diagnose_at(file.location(file.revision), Code::cannot_rebase,
                        "the branch is frozen with " + quote(file.revision.text),
                        "merge it instead: " + command("merge -m \"merge heads\" heads"));
        add_note(diagnostic, frozen.lines.at(file.revision.text).front().place, "frozen here");
        throw Error(std::move(diagnostic));
    }
}

/// What the graph's own rules say of it.
void require_good_graph(const Project& project, const Rebase& rebase,
                        std::vector<Diagnostic>& warnings) {
    std::vector<RevisionFile> files(project.files().begin(), project.files().end());
    RevisionFile& base = files[project.graph().order[rebase.base]];
    base.down_revisions = {{std::string(project.table().migrations[rebase.onto].revision),
                            base.down_revision_line, 1}};
    std::vector<Diagnostic> faults;
    resolve_graph(files, faults);
    settle(std::move(faults), warnings);
}

void rewrite(const RevisionFile& file, const std::string& parent) {
    FileReader reader(max_file_size);
    // A link stays one.
    std::error_code error;
    const std::string path = std::filesystem::canonical(file.path, error).string();
    const FileBytes bytes = reader.read(path);
    if (error || bytes.outcome != FileBytes::Outcome::read) {
        throw Error(diagnose_at({file.path}, Code::unreadable_file, "cannot read the file"));
    }
    write_if_changed(path, with_value(bytes.bytes, file.down_revision_line, parent));
}

void rebase_branch(const Globals& globals, const RebaseOptions& options,
                   std::vector<Diagnostic>& warnings) {
    ConfiguredProject configured(globals);
    configured.read(warnings, Project::Empty::fault, Checksums::empty);
    const Project& project = configured.project();
    const MigrationTable& table = project.table();
    std::optional<Position> onto;
    if (!options.onto.empty()) onto = one_of(table, options.onto);
    const Rebase rebase = plan_rebase(table, one_of(table, options.revision), onto);
    const RevisionFile& file = project.files()[project.graph().order[rebase.base]];
    const std::string parent(table.migrations[rebase.onto].revision);
    if (!rebase.is_done) {
        std::vector<Diagnostic> faults;
        const Frozen frozen = read_frozen(project.directories(), faults);
        settle(std::move(faults), warnings);
        refuse_frozen(project, frozen, rebase);
        require_good_graph(project, rebase, warnings);
        rewrite(file, parent);
    }
    if (globals.quiet) return;
    print(fmt::format("{}: '{}' builds on '{}' {}\n", escape(file.path), file.revision.text, parent,
                      rebase.is_done ? "already" : "now"));
}

}  // namespace

Action add_rebase(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<RebaseOptions>();
    parser.argument("revision", options->revision, "Any revision of the branch that is to move",
                    {.required = true});
    parser.option("--onto", options->onto, "Behind which one (default: the only other head)",
                  {.type = "REV"});
    return action_of(rebase_branch, globals, options);
}

}  // namespace kiln::tool
