#include "tool/verbs/project/verbs.hpp"

#include "tool/project/write_if_changed.hpp"
#include "tool/report/completion_scripts.hpp"
#include "tool/report/manual_pages.hpp"

#include <memory>
#include <string>

namespace kiln::tool {
namespace {

void write_pages(const Globals& globals, const std::string& folder) {
    const DescribedProgram program = globals.describe();
    for (const Page& page : manual_pages(program)) {
        write_if_changed(folder + "/" + page.path, page.text);
    }
    for (const Page& page : completion_scripts(program)) {
        write_if_changed(folder + "/" + page.path, page.text);
    }
}

}  // namespace

Action add_pages(Parser& parser, const Globals& globals) {
    auto folder = std::make_shared<std::string>();
    parser.argument("directory", *folder, "The share folder of a prefix, such as ~/.local/share",
                    {.required = true, .example = "pages ~/.local/share"});
    return [&globals, folder](std::vector<Diagnostic>&) { write_pages(globals, *folder); };
}

}  // namespace kiln::tool
