#include "tool/models/autogenerate.hpp"

#include "src/database/version_table.hpp"
#include "src/plan/lineage.hpp"
#include "src/schema/definition.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/models/column_order.hpp"
#include "tool/models/model_build.hpp"
#include "tool/models/models_file.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/name_pattern.hpp"
#include "tool/schema/on_branch.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace kiln::tool {
namespace {

/// What the models say, built anew.
struct BuiltModels {
    std::string header;
    Models models;
    Schema schema;
};

BuiltModels build_and_read(const ModelBuild& build, const Settings& settings) {
    build_models(build);
    BuiltModels out{build.header, read_models(build.models), {}};
    std::ranges::copy(settings.leave_alone, std::back_inserter(out.models.leave_alone));
    out.schema = schema_of(out.models, build.header);
    return out;
}

/// Of a database that is at the heads: else its difference would hold what is only pending. A table
/// that neither a revision nor a model makes is another program's: to drop it is not ours.
Schema database_schema(const ConfiguredProject& project, const Schema& models) {
    const Workspace workspace = project.workspace();
    workspace.migrator().check();
    Schema schema = live_schema(workspace.url(), workspace.options);
    for (const std::string& table : made_by_others(schema, workspace.table(), workspace.options)) {
        if (models.groups.count(table) == 0) schema.groups.erase(table);
    }
    return schema;
}

Rename parse_rename(const std::string& text) {
    const std::size_t equals = text.find('=');
    const std::string old_name = text.substr(0, equals);
    const std::size_t dot = old_name.find('.');
    Rename rename{old_name.substr(0, dot), dot == std::string::npos ? "" : old_name.substr(dot + 1),
                  equals == std::string::npos ? "" : text.substr(equals + 1)};
    const bool complete = !rename.table.empty() && !rename.name.empty() &&
                          (dot == std::string::npos || !rename.column.empty());
    if (complete) return rename;
    throw make_error(Code::malformed_option, fmt::format("--rename '{}' is not a rename", text),
                     "write table.old_column=new_column, or old_table=new_table");
}

/// As it is written there; empty where there is none.
std::string column_name(const Schema& schema, const std::string& table, const std::string& column) {
    const SchemaObject* const object = find_table(schema, folded(table));
    if (object == nullptr) return "";
    const TableDefinition definition = parse_table(object->sql);
    const auto index = definition.find(folded(column));
    return index ? definition.columns[*index].name : "";
}

std::string owner_name(const Schema& schema, const std::string& table) {
    const auto group = schema.groups.find(folded(table));
    return group == schema.groups.end() ? "" : group->second.front().name;
}

/// In case alone, where the old one stands there.
bool is_other_case(const std::string& there, const std::string& old_name, const std::string& name) {
    return folded(old_name) == folded(name) && !there.empty() && there != name;
}

/// The models' renames that are still to come: they may stay in the models when the revision that
/// did them is long written.
std::vector<Rename> said_in_models(const Models& models, const Schema& from, const Schema& to) {
    std::vector<Rename> renames;
    for (const Models::Rename& each : models.renames) {
        if (each.column.empty()) {
            const std::string there = owner_name(from, each.old_name);
            const bool comes = !there.empty() && from.groups.count(folded(each.table)) == 0;
            if (comes || is_other_case(there, each.old_name, each.table))
                renames.push_back({each.old_name, "", each.table});
            continue;
        }
        std::string old_table = each.table;
        for (const Models::Rename& table : models.renames) {
            if (table.column.empty() && folded(table.table) == folded(each.table) &&
                from.groups.count(folded(each.table)) == 0) {
                old_table = table.old_name;
            }
        }
        const std::string there = column_name(from, old_table, each.old_name);
        const bool comes = !there.empty() && column_name(to, each.table, each.old_name).empty();
        if (comes || is_other_case(there, each.old_name, each.column)) {
            renames.push_back({each.table, each.old_name, each.column});
        }
    }
    return renames;
}

/// What the models want, with all that they do not answer for as it is: views, triggers, the tables
/// of others.
Schema wanted_schema(const Schema& from, const Schema& answered, Schema models) {
    for (const auto& [table, objects] : from.groups) {
        const auto kept = answered.groups.find(table);
        if (kept == answered.groups.end()) {
            // A model may take the name of a view.
            models.groups.emplace(table, objects);
            continue;
        }
        const auto group = models.groups.find(table);
        if (group == models.groups.end()) continue;  // its triggers go with it
        for (const SchemaObject& object : objects) {
            if (object.kind == SchemaObject::Kind::trigger) group->second.push_back(object);
        }
    }
    return models;
}

/// For the schema of one branch, where all branches make `all`, which differs from `wanted` by
/// `found`.
Generated generated_on_branch(const Schema& branch, std::span<const Rename> renames,
                              const Schema& all, const Schema& wanted,
                              const std::vector<SchemaDifference>& found) {
    const Schema now = renamed(branch, renames);
    const Schema to = on_branch(now, all, wanted);
    const std::vector<SchemaDifference> here = differences(now, to);
    if (here.empty() && renames.empty()) {
        throw make_error(
            Code::cannot_alter,
            "what the models change was made on another branch: " + detected(found.front()),
            "name that branch with --head, or bring the branches together first: " +
                command("merge heads"));
    }
    Generated out = generated(branch, to, renames, here);
    for (const SchemaDifference& each : found) {
        const bool is_done = std::ranges::any_of(here, [&](const SchemaDifference& done) {
            return done.subject == each.subject && folded(done.table) == folded(each.table) &&
                   folded(done.object) == folded(each.object);
        });
        if (!is_done)
            out.notes.push_back("not written, as another branch made what changes: " +
                                detected(each));
    }
    return out;
}

}  // namespace

std::optional<Generated> autogenerate(const Globals& globals, const ConfiguredProject& project,
                                      const AutogenerateOptions& options,
                                      std::span<const std::uint32_t> below,
                                      std::vector<Diagnostic>& warnings) {
    std::vector<Rename> said;
    for (const std::string& text : options.renames) said.push_back(parse_rename(text));
    const BuiltModels built =
        build_and_read(find_model_build(project.settings(), options.build), project.settings());
    const std::string& version_table = project.settings().version_table;
    const Schema from = globals.url.empty() ? replayed_schema(project.project(), warnings)
                                            : database_schema(project, built.schema);
    refuse_shadow_names(from, built.schema, built.header);
    const std::string own_table =
        globals.url.empty() ? std::string(default_version_table) : version_table;
    Schema models = answered_for(built.schema, built.models, version_table);

    std::vector<Rename> renames = said_in_models(built.models, from, models);
    renames.insert(renames.end(), said.begin(), said.end());

    const Schema now = renamed(from, renames);
    const Schema answered = answered_for(now, built.models, own_table);
    std::vector<std::string> late;
    models = with_columns_as(answered, std::move(models), built.models.ordered, &late);
    const std::vector<SchemaDifference> found = differences(answered, models);
    if (found.empty() && renames.empty()) return std::nullopt;
    const Schema wanted = wanted_schema(now, answered, models);
    const Flags kept = ancestors(project.table(), below, Edges::all);
    if (std::ranges::count(kept, false) == 0) {
        Generated out = generated(from, wanted, renames, found);
        std::ranges::move(late, std::back_inserter(out.notes));
        return out;
    }
    std::vector<Diagnostic> told_already;
    const Schema branch = replayed_schema(project.project(), below, told_already);
    return generated_on_branch(branch, renames, now, wanted, found);
}

Workspace::CheckedModels check_models(const ConfiguredProject& project, const std::string& build,
                                      std::vector<Diagnostic>& found) {
    BuiltModels built =
        build_and_read(find_model_build(project.settings(), build), project.settings());
    std::vector<Diagnostic> warnings;
    const std::string version_table(default_version_table);
    Schema replayed = replayed_schema(project.project(), warnings);
    refuse_shadow_names(replayed, built.schema, built.header);
    const Schema revisions = answered_for(std::move(replayed), built.models, version_table);
    const Schema models = with_columns_as(
        revisions, answered_for(built.schema, built.models, version_table), built.models.ordered);
    for (Diagnostic& each : model_drift(revisions, models, built.header)) {
        found.push_back(std::move(each));
    }
    return {built.header, [patterns = std::move(built.models.leave_alone)](
                              const std::string& table) { return is_like_any(table, patterns); }};
}

}  // namespace kiln::tool
