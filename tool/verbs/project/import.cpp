#include "tool/verbs/project/verbs.hpp"

#include "src/database/open.hpp"
#include "src/text/diagnose.hpp"
#include "tool/project/create.hpp"
#include "tool/project/import_folder.hpp"
#include "tool/project/import_text.hpp"
#include "tool/project/import_versions.hpp"
#include "tool/project/project.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

struct ImportOptions {
    std::string folder;
    std::string tool;
    std::string version_path;
    bool dry_run = false;
};

/// In one folder, each tool would take the other's files for its own.
void require_two_folders(const Settings& settings, const std::string& folder) {
    for (const std::string& location : settings.script_location) {
        std::error_code error;
        if (!fs::equivalent(folder, location, error)) continue;
        throw Error(diagnose_at({folder}, Code::cannot_import,
                                "the folder is where the revisions are to be written",
                                "name another one as script_location in kiln.toml"));
    }
}

struct NewFile {
    std::string path;
    ImportedText text;
};

/// What the build would say of all of them, at the places in the tool's files.
void require_good(const Project& project, const std::vector<NewFile>& news,
                  std::vector<Diagnostic>& warnings) {
    std::vector<RevisionFile> files(project.files().begin(), project.files().end());
    std::vector<Diagnostic> diagnostics;
    for (const NewFile& each : news) {
        files.push_back(parse_revision_file(each.path, each.text.text, diagnostics));
    }
    if (!has_error(diagnostics)) resolve_graph(files, diagnostics);
    for (Diagnostic& diagnostic : diagnostics) {
        for (const NewFile& each : news) each.text.put_back(each.path, diagnostic);
    }
    settle(std::move(diagnostics), warnings);
}

/// What the tool ran in the database that `--url` names; nothing where none is to be stamped.
std::string version_of_database(const Globals& globals, const ConfiguredProject& configured,
                                ImportTool tool, const std::vector<ImportedRevision>& revisions) {
    if (globals.url.empty() || tool == ImportTool::alembic_sql) return {};
    const Workspace workspace = configured.workspace();
    const std::unique_ptr<Connection> connection =
        open_connection(workspace.url(), workspace.table(), workspace.options);
    std::string version = last_imported(*connection, tool, revisions);
    if (const std::vector<std::string> rows = workspace.migrator().current();
        !version.empty() && !rows.empty()) {
        throw make_error(Code::cannot_import,
                         connection->name() + " is at " + enumerate(rows) + " already",
                         "leave --url out: what Kiln knows needs no stamp");
    }
    return version;
}

void stamp_imported(const Globals& globals, const std::string& version,
                    std::vector<Diagnostic>& warnings) {
    const ConfiguredProject project(globals, warnings);
    const Workspace workspace = project.workspace();
    workspace.migrator().stamp({version}, StampOptions{false, std::vector<std::string>{}});
    if (!globals.quiet) print("Running stamp_revision  -> " + version + "\n");
}

void import_folder(const Globals& globals, const ImportOptions& options,
                   std::vector<Diagnostic>& warnings) {
    ConfiguredProject configured(globals);
    const Settings& settings = configured.settings();
    require_two_folders(settings, options.folder);
    configured.read(warnings, Project::Empty::allowed, Checksums::empty);
    const auto tool = static_cast<ImportTool>(std::ranges::find(import_tool_names, options.tool) -
                                              import_tool_names.begin());
    std::vector<Diagnostic> found;
    const std::vector<ImportedRevision> revisions =
        read_import(options.folder, tool, settings.version_table, found);
    settle(std::move(found), warnings);

    CreateRequest request;
    request.version_path = options.version_path;
    const std::string folder = folder_for(configured, request) + "/";
    const CalendarTime time = time_of_new_file(settings);
    std::vector<NewFile> news;
    for (const ImportedRevision& revision : revisions) {
        const std::string name = new_file_name(settings, revision.id, revision.message, time);
        require_file_name(name);
        news.push_back({folder + name, imported_text(revision)});
    }
    // All or none.
    for (const NewFile& each : news) {
        require_no_file(each.path, "nothing was written; what is imported once is not again");
    }
    require_good(configured.project(), news, warnings);
    const std::string version = version_of_database(globals, configured, tool, revisions);
    if (options.dry_run) {
        std::string text;
        for (const NewFile& each : news) {
            text += "  Would generate " + escape(each.path) + "\n";
        }
        if (!version.empty()) text += "stamp_revision  -> " + escape(version) + "\n";
        return print(text);
    }
    for (const NewFile& each : news) write_new_file(globals, settings, each.path, each.text.text);
    if (!version.empty()) stamp_imported(globals, version, warnings);
}

}  // namespace

Action add_import(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<ImportOptions>();
    parser.argument("folder", options->folder, "The folder that holds the tool's files",
                    {.required = true, .example = "import ../old/migrations --from goose"});
    parser.option("--from", options->tool, "The tool",
                  {.choices = {import_tool_names.begin(), import_tool_names.end()},
                   .required = true,
                   .example = "import ../old/migrations --from goose"});
    parser.option("--version-path", options->version_path,
                  "The script_location that the revisions go to", {.type = "DIRECTORY"});
    parser.flag("--dry-run", options->dry_run,
                "Print what would be written and stamped, and change nothing");
    return action_of(import_folder, globals, options);
}

}  // namespace kiln::tool
