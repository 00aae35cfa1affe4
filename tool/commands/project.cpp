#include "tool/commands/project.hpp"

#include "src/planner.hpp"
#include "tool/check/resolve.hpp"
#include "tool/script/reader.hpp"

#include <kiln/codes.hpp>

#include <cstdlib>
#include <utility>

namespace kiln::tool {

void settle(std::vector<Diagnostic> diagnostics, std::vector<Diagnostic>& warnings) {
    if (has_error(diagnostics)) throw Error(std::move(diagnostics));
    for (Diagnostic& each : diagnostics) warnings.push_back(std::move(each));
}

Project::Project(std::span<const std::string> directories, std::span<const Dialect> dialects,
                 std::vector<Diagnostic>& warnings, Empty empty) {
    ScriptDirectory read = read_script_directories(directories);
    if (empty == Empty::allowed) {
        std::erase_if(read.diagnostics,
                      [](const Diagnostic& each) { return each.code == codes::no_revisions; });
    }
    files_ = std::move(read.files);
    if (!has_error(read.diagnostics)) check_dialects(files_, dialects, read.diagnostics);
    settle(std::move(read.diagnostics), warnings);

    std::vector<Diagnostic> faults;
    graph_ = resolve_graph(files_, faults);
    settle(std::move(faults), warnings);
    table_.emplace(files_, graph_, dialects);
}

std::vector<std::string> Project::paths() const {
    std::vector<std::string> out;
    out.reserve(graph_.order.size());
    for (const std::size_t node : graph_.order) out.push_back(files_[node].path);
    return out;
}

Workspace::Workspace(const Globals& globals, std::vector<Diagnostic>& warnings,
                     Project::Empty empty)
    : globals_(globals), settings_(read_settings(globals.config)) {
    project_.emplace(settings_.script_location, settings_.dialects, warnings, empty);
}

std::string Workspace::url() const {
    if (!globals_.url.empty()) return globals_.url;
    const char* environment = std::getenv("KILN_URL");
    if (environment != nullptr && *environment != '\0') return environment;
    if (!settings_.url.empty()) return settings_.url;
    Diagnostic diagnostic;
    diagnostic.code = codes::no_url;
    diagnostic.message = "no database is named";
    diagnostic.hint = "give --url sqlite:///file.db, set KILN_URL, or write `url` in kiln.toml";
    throw Error(diagnostic);
}

Migrator Workspace::migrator(Options options) const {
    options.version_table = settings_.version_table;
    options.transaction_per_migration = settings_.transaction_per_migration;
    options.lock_wait = settings_.lock_wait;
    return {url(), table(), std::move(options)};
}

std::string shell_word(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

std::vector<std::uint32_t> rows_from(const MigrationTable& table,
                                     std::span<const std::string> identifiers) {
    std::vector<std::uint32_t> rows;
    for (const std::string& identifier : identifiers) {
        const std::vector<std::uint32_t> named = resolve(table, identifier);
        rows.insert(rows.end(), named.begin(), named.end());
    }
    return rows_of(table, applied_set(table, rows));
}

}  // namespace kiln::tool
