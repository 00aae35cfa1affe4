#include "tool/bake/checks.hpp"

#include "src/database/version_table.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/resolve.hpp"
#include "tool/replay/build_replay.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

/// The object file of a cross build holds the models too.
constexpr std::size_t max_models_size = std::size_t{1} << 30;

}  // namespace

Models read_models(const std::string& file) {
    // Looked at before it is opened: to open some devices is to do something to them.
    std::error_code error;
    const bool is_regular = std::filesystem::is_regular_file(file, error);
    FileReader reader(max_models_size);
    const FileBytes read = is_regular ? reader.read(file) : FileBytes{};
    if (!is_regular || read.outcome != FileBytes::Outcome::read) {
        Diagnostic diagnostic;
        diagnostic.code = Code::unreadable_file;
        diagnostic.location.file = file;
        diagnostic.message = "cannot read the schema of the models";
        diagnostic.hint = "build the target that writes it: <target>_models_schema";
        throw Error(std::move(diagnostic));
    }
    return parse_models(read.bytes, file);
}

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
