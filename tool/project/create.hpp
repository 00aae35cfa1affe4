#pragma once
// A new revision file: what `revision` and `merge` share.

#include "src/text/hint.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/project.hpp"

#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {

struct CreateRequest {
    std::vector<std::uint32_t> parents;  ///< positions; none for a base
    bool splice = false;                 ///< the parents need not be heads
    std::string message;
    std::string revision;  ///< empty: a random one
    std::vector<std::string> branch_labels;
    std::vector<std::string> depends_on;  ///< identifiers or branch labels
    std::string version_path;             ///< empty: where the parent is, or the only location
    bool is_code = false;                 ///< in C++
    std::string upgrade;                  ///< SQL of the new file
    std::string downgrade;
    std::string note;                      ///< a comment behind the header; may be empty
    std::optional<RevisionFile> replaced;  ///< written anew: file and header stay
    bool dry_run = false;                  ///< print what would be written
};

/// Positions of what the new revision runs behind: its parents and what it depends on.
std::vector<std::uint32_t> built_on(const MigrationTable& table, const CreateRequest& request);

/// The folder of a new file: `version_path`, else where the first parent is, else the only
/// location. Throws K515.
std::string folder_for(const ConfiguredProject& project, const CreateRequest& request);

/// The name that a new file gets, of the settings' file_template. Throws K513.
std::string new_file_name(const Settings& settings, const std::string& revision,
                          const std::string& message, const CalendarTime& time,
                          std::string_view extension = ".sql");
/// Throws K513 if no build can carry the name.
void require_file_name(const std::string& name);
/// Now, where the settings say. Throws K513.
CalendarTime time_of_new_file(const Settings& settings);

/// Writes a new file, tells it unless `quiet`, and runs the post_write_hooks on it. Throws K516,
/// K519.
void write_new_file(const Globals& globals, const Settings& settings, const std::string& path,
                    const std::string& text);
/// K516 if something has this path already.
void require_no_file(const std::string& path, Hint hint);

/// Writes the file, runs the post_write_hooks on it and prints Alembic's line, or only prints it. A
/// file that the build would refuse is not written. Throws K1xx, K2xx, K5xx.
void create_revision(const Globals& globals, const ConfiguredProject& project,
                     const CreateRequest& request, std::vector<Diagnostic>& warnings);

}  // namespace kiln::tool
