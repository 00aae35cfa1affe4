#include "tool/verbs/project/verbs.hpp"

#include "tool/project/templates.hpp"
#include "tool/report/print.hpp"

#include <fmt/format.h>

namespace kiln::tool {
namespace {

void list_templates() {
    std::string text = "Available templates:\n\n";
    for (const ProjectTemplate& project : templates()) {
        text += fmt::format("{} - {}\n", project.name, project.summary);
    }
    print(text +
          "\nTemplates are used via the 'init' command, e.g.:\n\n  kiln init -t generic "
          "migrations\n");
}

}  // namespace

Action add_list_templates(Parser&, const Globals&) {
    return [](std::vector<Diagnostic>&) { list_templates(); };
}

}  // namespace kiln::tool
