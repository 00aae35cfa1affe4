#pragma once
// What `kiln init` writes.

#include <span>
#include <string>
#include <string_view>

namespace kiln::tool {

/// In paths and texts, `@DIRECTORY@` stands for the folder of the revisions and `@REVISION@` for
/// the id of the first.
struct TemplateFile {
    std::string_view path;
    std::string_view text;
};

struct ProjectTemplate {
    std::string_view name;
    std::string_view summary;
    std::span<const TemplateFile> files;
    std::string_view next_steps;  ///< printed at the end
};

std::span<const ProjectTemplate> templates();
const ProjectTemplate* find_template(std::string_view name);
std::string fill_in(std::string_view text, std::string_view directory, std::string_view revision);

}  // namespace kiln::tool
