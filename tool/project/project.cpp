#include "tool/project/project.hpp"

#include "src/database/url.hpp"
#include "tool/project/drivers.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/script_directory.hpp"
#include "tool/schema/memory_database.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <future>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>

namespace kiln::tool {

void settle(std::vector<Diagnostic> diagnostics, std::vector<Diagnostic>& warnings) {
    if (has_error(diagnostics)) throw Error(std::move(diagnostics));
    for (Diagnostic& each : diagnostics) warnings.push_back(std::move(each));
}

Project::Project(std::span<const std::string> directories, std::span<const Dialect> dialects,
                 std::vector<Diagnostic>& warnings, Empty empty, Checksums checksums,
                 const std::string& without, Helper* helper)
    : directories_(directories.begin(), directories.end()) {
    ScriptDirectory read = read_script_directories(directories, helper);
    if (empty == Empty::allowed) {
        std::erase_if(read.diagnostics,
                      [](const Diagnostic& each) { return each.code == Code::no_revisions; });
    }
    if (!without.empty()) {
        std::erase_if(read.files, [&](const RevisionFile& file) { return file.path == without; });
        std::erase_if(read.diagnostics,
                      [&](const Diagnostic& each) { return each.location.file == without; });
    }
    files_ = std::move(read.files);
    if (!has_error(read.diagnostics)) check_dialects(files_, dialects, read.diagnostics);
    settle(std::move(read.diagnostics), warnings);

    std::vector<Diagnostic> faults;
    graph_ = resolve_graph(files_, faults);
    settle(std::move(faults), warnings);
    table_.emplace(files_, graph_, dialects, checksums);
}

bool has_code(const Project& project) {
    return std::ranges::any_of(project.files(),
                               [](const RevisionFile& file) { return file.is_code; });
}

void require_code(const Project& project) {
    const MigrationTable& table = project.table();
    for (std::size_t i = 0; i < table.migrations.size(); ++i) {
        const Migration& migration = table.migrations[i];
        if (migration.is_code && migration.upgrade == nullptr) {
            need_code(migration.file, migration.revision);
        }
    }
}

ConfiguredProject::ConfiguredProject(const Globals& globals)
    : given_url_(globals.url),
      settings_(read_settings(globals.config)),
      dialects_(settings_.dialects) {
    set_code_search({settings_.build, settings_.folder});
    have_in_memory(settings_.objects);
}

void ConfiguredProject::read(std::vector<Diagnostic>& warnings, Project::Empty empty,
                             Checksums checksums, const std::string& without, Helper* helper) {
    project_.emplace(settings_.script_location, dialects_, warnings, empty, checksums, without,
                     helper);
}

std::string ConfiguredProject::database() const {
    const char* environment = std::getenv("KILN_URL");
    if (!given_url_.empty()) return given_url_;
    return environment == nullptr ? "" : environment;
}

void ConfiguredProject::speak_to_database() {
    const std::string asked_for = database();
    const std::string& url = asked_for.empty() ? settings_.url : asked_for;
    if (url.empty()) return;
    try {
        dialects_ = {parse_url(url).dialect};
    } catch (const Error&) {
        // Who opens it says what is wrong with it.
    }
}

Workspace ConfiguredProject::workspace() const {
    Workspace out;
    if (project_) out.migrations = &table();
    out.database = database();
    out.database_is_asked_for = !out.database.empty();
    if (out.database.empty()) out.database = settings_.url;
    out.without_database =
        "give --url sqlite:///file.db, set KILN_URL, or write `url` in kiln.toml";
    out.leave_alone = settings_.leave_alone;
    out.cache = place_for_cache(settings_, "");
    out.options.version_table = settings_.version_table;
    out.options.transaction_per_migration = settings_.transaction_per_migration;
    out.options.lock_wait = settings_.lock_wait;
    out.options.lock_timeout = settings_.lock_timeout;
    if (dialects_ == std::vector{Dialect::postgresql}) out.options.schema = settings_.schema;
    if (!settings_.objects.extensions.empty() && out.database.starts_with("sqlite")) {
        out.options.connect = [extensions = settings_.objects.extensions](sqlite3* connection) {
            load_extensions(connection, extensions);
        };
    }
    return out;
}

namespace {

using VersionRows = std::optional<std::vector<std::string>>;

/// The rows, for which no table is needed. None where they could not be read at once, or there are
/// none: with the table, the Migrator can say more of that.
VersionRows read_version_rows(const Workspace& workspace) {
    MigrationTable nothing;
    Options options = workspace.options;
    options.lock_wait = std::chrono::milliseconds::zero();
    try {
        const std::vector<DriverFunction> drivers =
            drivers_of(std::array{parse_url(workspace.url()).dialect});
        nothing.drivers = {drivers.data(), drivers.size()};
        std::vector<std::string> rows = Migrator(workspace.url(), nothing, options).current();
        if (!rows.empty()) return rows;
    } catch (const Error&) {
        return std::nullopt;
    }
    return std::nullopt;
}

/// With a long history, to read the schema takes as long as to read the files: so both at once.
class RowsBeside {
public:
    explicit RowsBeside(Workspace workspace)
        : task_([workspace = std::move(workspace)] { return read_version_rows(workspace); }) {
        try {
            helper_.emplace([this] { task_(); });
        } catch (const std::system_error&) {
            // No more threads: they are read afterwards.
        }
    }
    Helper* helper() { return helper_ ? &*helper_ : nullptr; }
    VersionRows rows() { return helper_ ? task_.get_future().get() : std::nullopt; }

private:
    std::packaged_task<VersionRows()> task_;
    std::optional<Helper> helper_;
};

}  // namespace

Workspace open_project(const Globals& globals, std::vector<Diagnostic>& warnings, Use use,
                       ModelCheck check_models) {
    const auto project = std::make_shared<ConfiguredProject>(globals);
    project->speak_to_database();
    std::optional<RowsBeside> rows;
    if (use == Use::compare) rows.emplace(project->workspace());
    project->read(warnings, Project::Empty::fault,
                  use == Use::run ? Checksums::computed : Checksums::empty, {},
                  rows ? rows->helper() : nullptr);
    Workspace out = project->workspace();
    if (rows) out.rows = rows->rows();
    out.owner = project;
    if (use != Use::run) out.add_checksums = [project] { project->add_checksums(); };
    out.need_code = need_code;
    out.check_models = [project, check_models](const std::string& build,
                                               std::vector<Diagnostic>& found) {
        return check_models(*project, build, found);
    };
    return out;
}

}  // namespace kiln::tool
