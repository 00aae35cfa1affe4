#pragma once
// What a build writes for kiln, as JSON: the models, in a file of their own or in an object file
// where it could not run what it compiled, and a note of where they are.

#include "tool/models/models.hpp"

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A text that no build wrote.
struct NotOfABuild : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What kiln::print_model_schema() wrote, or kiln::models::embed(). Throws NotOfABuild.
Models read_models(std::string_view text);

/// Of an object file with the text of kiln::models::embed(); nothing if it has none. Throws
/// NotOfABuild for a text that embed() did not write.
std::optional<Models> embedded_models(std::string_view object);

/// What add_migrations() notes of a target with models.
struct BuildNote {
    std::vector<std::string> directories;
    std::string build;
    std::string target;
    std::string config;
    std::string models;
    std::string header;
};

/// Throws NotOfABuild.
BuildNote read_build_note(std::string_view text);

}  // namespace kiln::tool
