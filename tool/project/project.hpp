#pragma once
// The revisions that a verb works on, read and resolved.

#include "src/graph/graph.hpp"
#include "tool/command_line/verb.hpp"
#include "tool/project/helper.hpp"
#include "tool/project/owned_table.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/project/settings.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// Files -> graph -> table. Each stage runs if the one before had no error, and throws all of its
/// own as one Error; warnings are appended. The file `without` is as if it were not there. The
/// helper, if any, takes part where many files are read.
class Project {
public:
    /// Whether folders without any revision are a fault (K152).
    enum class Empty : std::uint8_t { fault, allowed };

    Project(std::span<const std::string> directories, std::span<const Dialect> dialects,
            std::vector<Diagnostic>& warnings, Empty empty = Empty::fault,
            Checksums checksums = Checksums::computed, const std::string& without = {},
            Helper* helper = nullptr);

    std::span<const std::string> directories() const { return directories_; }
    std::span<const RevisionFile> files() const { return files_; }
    const Graph& graph() const { return graph_; }
    const MigrationTable& table() const { return table_->table(); }
    /// Where they were left out.
    void add_checksums() { table_->add_checksums(files_, graph_); }

private:
    std::vector<std::string> directories_;
    std::vector<RevisionFile> files_;
    Graph graph_;
    std::optional<OwnedTable> table_;
};

/// Whether any of its revisions is in C++.
bool has_code(const Project& project);
/// need_code() for the first of them whose function, as it is now, this program lacks. Needs
/// checksums.
void require_code(const Project& project);

/// Throws what is an error among `diagnostics`, with the warnings; else appends them.
void settle(std::vector<Diagnostic> diagnostics, std::vector<Diagnostic>& warnings);

/// A project as the settings name it.
class ConfiguredProject {
public:
    ConfiguredProject(const Globals& globals, std::vector<Diagnostic>& warnings,
                      Project::Empty empty = Project::Empty::fault)
        : ConfiguredProject(globals) {
        read(warnings, empty, Checksums::computed);
    }
    /// The settings alone, until the files are read.
    explicit ConfiguredProject(const Globals& globals);
    void read(std::vector<Diagnostic>& warnings, Project::Empty empty, Checksums checksums,
              const std::string& without = {}, Helper* helper = nullptr);

    /// From here on the dialect is the one that the URL names, where there is one: the settings'
    /// are what the build checks.
    void speak_to_database();

    const Settings& settings() const { return settings_; }
    const Project& project() const { return *project_; }
    const MigrationTable& table() const { return project_->table(); }
    void add_checksums() { project_->add_checksums(); }
    /// The table and the database: `--url`, else KILN_URL, else the settings'. Without the table
    /// before the files are read.
    Workspace workspace() const;

private:
    /// The URL that is asked for, by `--url` or KILN_URL.
    std::string database() const;

    std::string given_url_;
    Settings settings_;
    std::vector<Dialect> dialects_;
    std::optional<Project> project_;
};

/// Workspace::check_models of a project.
using ModelCheck = Workspace::CheckedModels (*)(const ConfiguredProject& project,
                                                const std::string& build,
                                                std::vector<Diagnostic>& found);

/// The same, for the verbs that need no files.
Workspace open_project(const Globals& globals, std::vector<Diagnostic>& warnings, Use use,
                       ModelCheck check_models);

}  // namespace kiln::tool
