#pragma once
// The build that knows the project's models: add_migrations(MODELS) leaves a note in its folder.

#include "tool/project/settings.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

struct ModelBuild {
    std::string folder;  ///< of the build
    std::string target;  ///< that writes the schema of the models
    std::string config;  ///< may be empty
    std::string models;  ///< the file that it writes
    std::string header;  ///< where the models are
    std::string log;     ///< of building it: beside the note, whatever that says
};

/// The build configured last, of those in or below `build`, that has models for one of the
/// settings' script_locations. An empty `build` is what the settings name, if that is there; else
/// the settings' folder, two levels deep, and what CMake recorded in its .kiln/. Throws K522 if
/// there is none.
ModelBuild find_model_build(const Settings& settings, const std::string& build);

/// The same of notes in another folder of the build than `kiln-models`. Nothing if there is none.
std::optional<ModelBuild> find_build(const Settings& settings, const std::string& build,
                                     std::string_view notes_folder);

/// Whether a CMakeLists.txt beside kiln.toml or a script_location says METADATA: a project that has
/// models, although no build may know them yet.
bool seem_to_have_models(const Settings& settings);

/// Builds the file of the models. Throws K523 with the compiler's errors.
void build_models(const ModelBuild& build);

}  // namespace kiln::tool
