#include "tool/verbs/project/verbs.hpp"

#include "tool/replay/revisions_database.hpp"
#include "tool/report/print.hpp"
#include "tool/report/schema_diagrams.hpp"
#include "tool/schema/describe_schema.hpp"
#include "tool/schema/live_schema.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct SchemaOptions {
    std::string revision = "heads";
    std::string format = "sql";
};

DescribedSchema described(const Workspace& workspace, const std::vector<std::uint32_t>& revisions) {
    if (workspace.dialect() == Dialect::sqlite) {
        const sqlite::Connection database =
            database_of_revisions(workspace.table(), workspace.options, revisions, workspace.cache);
        return describe_schema(database.get(), own_tables(workspace.options.version_table));
    }
    ServerSchemas::Description found =
        workspace.server_schemas->describe(workspace, rows_behind(workspace, revisions));
    require_server(found.missing);
    return std::move(found.schema);
}

void schema(const Globals& globals, const SchemaOptions& options,
            std::vector<Diagnostic>& warnings) {
    const Workspace workspace = globals.open_to_list(warnings);
    const std::vector<std::uint32_t> revisions = revisions_named(workspace, options.revision);
    workspace.require_code(revisions);
    const DescribedSchema schema = described(workspace, revisions);
    if (options.format == "json") return print(schema_json(schema));
    if (options.format == "dot") return print(schema_dot(schema));
    if (options.format == "mermaid") return print(schema_mermaid(schema));
    print(schema_sql(schema));
}

}  // namespace

Action add_schema(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<SchemaOptions>();
    parser.argument("revision", options->revision, "Behind which revision (default: heads)",
                    {.example = "schema head"});
    parser.option("--format", options->format,
                  "How the answer is printed; dot is Graphviz's language",
                  {.choices = {"sql", "json", "dot", "mermaid"}, .default_shown = true});
    return action_of(schema, globals, options);
}

}  // namespace kiln::tool
