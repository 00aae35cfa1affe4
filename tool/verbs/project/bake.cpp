#include "tool/verbs/project/verbs.hpp"

#include "src/text/message.hpp"
#include "tool/bake/bake.hpp"
#include "tool/bake/checks.hpp"
#include "tool/project/check_options.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <memory>

namespace kiln::tool {
namespace {

struct BakeOptions {
    std::vector<std::string> directories;
    std::vector<std::string> dialects;
    bool allow_multiple_heads = false;
    bool no_round_trip = false;
    std::string header;
    std::string source;
    std::string stamp;
    std::string models;
    std::string models_header;
    BakeNames names;
};

/// Whether `#include <name>` includes one file and does nothing else.
bool is_include_name(const std::string& name) {
    return !name.empty() && name.find_first_of("<>\"\\") == std::string::npos &&
           escape(name) == name;
}

void bake(const BakeOptions& options, std::vector<Diagnostic>& warnings) {
    if (!is_cpp_namespace(options.names.cpp_namespace)) {
        throw UsageError{"--namespace '" + options.names.cpp_namespace +
                         "' is no C++ namespace; write it like clinic::db"};
    }
    if (!is_include_name(options.names.include)) {
        throw make_error(
            Code::malformed_option,
            fmt::format("--include '{}' is no name of a header", options.names.include),
            "write it like clinic/migrations.hpp, without quotes, brackets and backslashes");
    }
    const std::vector<Dialect> dialects = dialects_from(options.dialects);
    const Project project(options.directories, dialects, warnings);
    CheckOptions checks;
    checks.allow_multiple_heads = options.allow_multiple_heads;
    checks.round_trip = !options.no_round_trip;
    checks.models = options.models;
    checks.models_header = options.models_header;
    check_project(project, dialects, checks, warnings);

    write_if_changed(options.header, bake_header(project.table(), options.names));
    write_if_changed(options.source, bake_source(project.table(), options.names));
    if (!options.stamp.empty()) touch(options.stamp);
}

}  // namespace

Action add_bake(Parser& parser, const Globals&) {
    auto options = std::make_shared<BakeOptions>();
    parser.argument("directories", options->directories, "Folders of revision files",
                    {.required = true});
    parser.option("--header", options->header, "The header to write",
                  {.type = "FILE", .required = true});
    parser.option("--source", options->source, "The source to write",
                  {.type = "FILE", .required = true});
    parser.option("--include", options->names.include, "How the source includes the header",
                  {.type = "PATH", .required = true});
    parser.option("--namespace", options->names.cpp_namespace, "The C++ namespace",
                  {.type = "A::B", .required = true});
    parser.option("--stamp", options->stamp, "A file to touch when all is done", {.type = "FILE"});
    add_check_options(parser, options->dialects, options->allow_multiple_heads,
                      options->no_round_trip);
    add_model_options(parser, options->models, options->models_header);
    return [options](std::vector<Diagnostic>& warnings) { bake(*options, warnings); };
}

}  // namespace kiln::tool
