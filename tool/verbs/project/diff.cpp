#include "tool/verbs/project/verbs.hpp"

#include "src/text/message.hpp"
#include "tool/replay/revisions_database.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"
#include "tool/report/print.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/migration_sql.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

struct DiffOptions {
    std::string range;
    std::string format = "text";
};

/// Without the lines that ask a person to confirm something: nothing is to be run here.
std::string without_marks(std::string_view sql) {
    std::string text;
    while (!sql.empty()) {
        const std::size_t end = sql.find('\n');
        const std::string_view line = sql.substr(0, end);
        if (!line.starts_with("-- kiln:")) text.append(line).append("\n");
        if (end == std::string_view::npos) break;
        sql.remove_prefix(end + 1);
    }
    return text;
}

Json json_of(const SchemaDifference& difference) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? Json::null() : Json(text);
    };
    const bool is_of_table = difference.subject >= SchemaDifference::Subject::index;
    return Json::object({{"change", change_verb(difference)},
                         {"kind", subject_noun(difference)},
                         {"name", difference.object},
                         {"table", is_of_table ? Json(difference.table) : Json::null()},
                         {"was", or_null(difference.was)},
                         {"is", or_null(difference.is)}});
}

std::string describe_change(const ServerSchemas::Change& change) {
    std::string text = change.verb + "s " + change.kind;
    if (!change.name.empty()) text += " " + change.name;
    if (!change.table.empty()) text += " of " + change.table;
    if (change.verb == "change") {
        text += ": was " + quote(one_line(change.was)) + ", is " + quote(one_line(change.is));
    }
    return text;
}

Json json_of(const ServerSchemas::Change& change) {
    const auto or_null = [](const std::string& text) {
        return text.empty() ? Json::null() : Json(text);
    };
    return Json::object({{"change", change.verb},
                         {"kind", change.kind},
                         {"name", change.name},
                         {"table", or_null(change.table)},
                         {"was", or_null(change.was)},
                         {"is", or_null(change.is)}});
}

/// As people and programs read it.
template <class Change>
void print_changes(const std::vector<Change>& found, bool as_json) {
    if (as_json) {
        std::vector<Json> all;
        all.reserve(found.size());
        for (const Change& change : found) all.push_back(json_of(change));
        return print(Json::array(std::move(all)).text());
    }
    std::string text;
    for (const Change& change : found) text += escape(describe_change(change)) + "\n";
    print(text);
}

void diff(const Globals& globals, const DiffOptions& options, std::vector<Diagnostic>& warnings) {
    const std::size_t colon = options.range.find(':');
    if (colon == std::string::npos) {
        throw make_error(Code::malformed_identifier,
                         "'" + escape(options.range) + "' names no two revisions",
                         "write a:b; an end that is left out is the base or the heads");
    }
    const std::string from = options.range.substr(0, colon);
    const std::string to = options.range.substr(colon + 1);
    const Workspace workspace = globals.open_to_list(warnings);
    const auto behind = [&](const std::string& identifier) {
        std::vector<std::uint32_t> revisions = revisions_named(workspace, identifier);
        workspace.require_code(revisions);
        return revisions;
    };
    const std::vector<std::uint32_t> first = behind(from.empty() ? "base" : from);
    const std::vector<std::uint32_t> last = behind(to.empty() ? "heads" : to);
    const bool as_json = options.format == "json";
    if (workspace.dialect() != Dialect::sqlite) {
        if (options.format == "sql") {
            throw make_error(Code::schema_needs_sqlite,
                             "the SQL between two revisions is written for SQLite alone",
                             "see what changes without --format sql");
        }
        const ServerSchemas::Changes found = workspace.server_schemas->changes(
            workspace, rows_behind(workspace, first), rows_behind(workspace, last));
        require_server(found.missing);
        return print_changes(found.all, as_json);
    }
    const auto schema_at = [&](const std::vector<std::uint32_t>& revisions) {
        return application_schema(
            database_of_revisions(workspace.table(), workspace.options, revisions, workspace.cache),
            workspace.options);
    };
    const Schema was = schema_at(first);
    const Schema is = schema_at(last);
    if (options.format == "sql") return print(without_marks(write_migration(was, is).upgrade));
    print_changes(differences(was, is), as_json);
}

}  // namespace

Action add_diff(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<DiffOptions>();
    parser.argument("range", options->range, "From which revision to which: a:b",
                    {.required = true, .example = "diff ae10:head"});
    parser.option("--format", options->format, "How the answer is printed",
                  {.choices = {"text", "sql", "json"}, .default_shown = true});
    return action_of(diff, globals, options);
}

}  // namespace kiln::tool
