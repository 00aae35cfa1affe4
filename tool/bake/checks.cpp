#include "tool/bake/checks.hpp"

#include "src/database/version_table.hpp"
#include "tool/models/models_file.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/build_replay.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
void check_project(const Project& project, std::span<const Dialect> dialects,
                   const CheckOptions& options, std::vector<Diagnostic>& warnings) {
    if (options.heads && !options.allow_multiple_heads) {
        std::vector<Diagnostic> faults;
        check_heads(project.files(), project.graph(), faults);
        settle(std::move(faults), warnings);
    }
    // PostgreSQL and MySQL have no server inside the build: their sections are read, not run.
    const bool runs = std::ranges::find(dialects, Dialect::sqlite) != dialects.end();
    if (!options.replay || !runs) return;
    Schema schema;
    settle(replay(project.files(), project.graph(), ReplayOptions{options.round_trip}, &schema),
           warnings);
    if (options.models.empty()) return;
    const Models models = read_models(options.models);
    // The version table of the replay has Alembic's name, whatever the settings say.
    const std::string version_table(default_version_table);
    const Schema wanted = schema_of(models, options.models_header);
    settle(model_drift(answered_for(std::move(schema), models, version_table),
                       answered_for(wanted, models, version_table), options.models_header),
           warnings);
}

}  // namespace kiln::tool
