#pragma once
// kiln.toml -> values.

#include "tool/project/check_settings.hpp"
#include "tool/schema/application_objects.hpp"

#include <kiln/migration_table.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace kiln::tool {

struct Settings {
    /// Of kiln.toml, as it is reached from the working directory; empty for that itself.
    std::string folder;
    /// Folders of revision files, as they are reached from the working directory.
    std::vector<std::string> script_location{"migrations"};
    std::string url;    ///< empty: not set
    std::string build;  ///< a build's folder, as it is reached from here; empty: to be found
    std::string version_table = "alembic_version";
    std::vector<std::string> leave_alone;  ///< tables of other programs: patterns, see is_like()
    bool transaction_per_migration = false;
    std::chrono::milliseconds lock_wait{30'000};
    std::chrono::milliseconds lock_timeout{5'000};
    std::string schema;  ///< PostgreSQL's, of a tenant; empty: what search_path says
    std::vector<Dialect> dialects{Dialect::sqlite};
    CheckSettings checks;
    ApplicationObjects objects;
    /// Of new files; see file_name().
    std::string file_template = "%(rev)s_%(slug)s";
    std::string timezone = "UTC";
    std::size_t truncate_slug_length = 40;
    /// Commands for the shell; REVISION_SCRIPT_FILENAME stands for the new file.
    std::vector<std::string> post_write_hooks;
};

/// Reads `file`, or the kiln.toml of the working directory or the nearest folder above it; without
/// one the defaults stand. Throws K510 to K513 with line and column, all faults at once.
Settings read_settings(const std::optional<std::string>& file);

/// Where what was found out of the revisions may be kept: in the folder `build` or else the one of
/// the settings, or where there is a folder for what comes and goes beside them. Empty: nowhere.
std::string place_for_cache(const Settings& settings, const std::string& build);

}  // namespace kiln::tool
