#include "tool/verbs/project/verbs.hpp"

#include "src/text/message.hpp"
#include "tool/models/generated.hpp"
#include "tool/project/create.hpp"
#include "tool/project/place_options.hpp"
#include "tool/schema/alter.hpp"
#include "tool/schema/compare.hpp"

#include <kiln/codes.hpp>

#include <memory>
#include <span>

namespace kiln::tool {
namespace {

struct AlterOptions {
    PlaceOptions place;
    TableWishes wishes;
    std::vector<std::string> rename_columns;
    std::string rename_table;
};

Rename column_rename(const std::string& table, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
        throw make_error(Code::malformed_option,
                         "--rename-column " + quote(text) + " is not a rename", "write old=new");
    }
    return {table, text.substr(0, equals), text.substr(equals + 1)};
}

TableWishes wishes_of(const AlterOptions& options) {
    TableWishes wishes = options.wishes;
    for (const std::string& text : options.rename_columns) {
        wishes.renames.push_back(column_rename(wishes.table, text));
    }
    if (!options.rename_table.empty()) {
        wishes.renames.push_back({wishes.table, "", options.rename_table});
    }
    const std::size_t count = wishes.renames.size() + wishes.drop_indexes.size() +
                              wishes.drop_constraints.size() + wishes.drop_columns.size() +
                              wishes.alter_columns.size() + wishes.add_columns.size() +
                              wishes.add_constraints.size();
    if (count == 0) throw UsageError{"alter needs something to do, such as --drop-column NAME"};
    return wishes;
}

std::optional<Generated> generate(const ConfiguredProject& project, const TableWishes& wishes,
                                  std::span<const std::uint32_t> below,
                                  std::vector<Diagnostic>& warnings) {
    const Schema from = replayed_schema(project.project(), below, warnings);
    const Schema to = altered(from, wishes);
    const std::vector<SchemaDifference> found = differences(renamed(from, wishes.renames), to);
    if (found.empty() && wishes.renames.empty()) return std::nullopt;
    return generated(from, to, wishes.renames, found);
}

void alter(const Globals& globals, const AlterOptions& options, std::vector<Diagnostic>& warnings) {
    const TableWishes wishes = wishes_of(options);
    const ConfiguredProject project(globals, warnings);
    CreateRequest request = options.place.request;
    if (request.message.empty()) request.message = "alter " + wishes.table;
    request.parents = parents_of(project.table(), options.place.head);
    const std::optional<Generated> sql =
        generate(project, wishes, built_on(project.table(), request), warnings);
    if (!tell(sql, globals)) return;
    request.upgrade = sql->upgrade;
    request.downgrade = sql->downgrade;
    create_revision(globals, project, request, warnings);
}

void add_wishes(Parser& parser, AlterOptions& options) {
    const auto add = [&](const char* name, std::vector<std::string>& values, const char* help,
                         const char* type) { parser.option(name, values, help, {.type = type}); };
    parser.argument("table", options.wishes.table, "The table", {.required = true});
    add("--add-column", options.wishes.add_columns, "A column, as in CREATE TABLE", "DEFINITION");
    add("--drop-column", options.wishes.drop_columns, "A column and its values", "NAME");
    add("--alter-column", options.wishes.alter_columns,
        "A column's whole new definition, which begins with its name", "DEFINITION");
    add("--rename-column", options.rename_columns, "old=new; other options go by the new name",
        "RENAME");
    parser.option("--rename-table", options.rename_table, "The table's new name", {.type = "NAME"});
    add("--add-constraint", options.wishes.add_constraints,
        "A constraint of the table, as in CREATE TABLE", "DEFINITION");
    add("--drop-constraint", options.wishes.drop_constraints,
        "A constraint, by its name or its text", "CONSTRAINT");
    add("--drop-index", options.wishes.drop_indexes, "An index of the table", "NAME");
}

}  // namespace

Action add_alter(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<AlterOptions>();
    add_wishes(parser, *options);
    add_message(parser, options->place);
    add_head(parser, options->place);
    add_place(parser, options->place);
    return action_of(alter, globals, options);
}

}  // namespace kiln::tool
