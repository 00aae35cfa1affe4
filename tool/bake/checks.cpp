#include "tool/bake/checks.hpp"

#include "src/database/version_table.hpp"
#include "tool/models/column_order.hpp"
#include "tool/models/models_file.hpp"
#include "tool/project/frozen.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/resolve.hpp"
#include "tool/rules/judge.hpp"
#include "tool/schema/memory_database.hpp"
#include "tool/schema/name_pattern.hpp"

#include <kiln/error.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace kiln::tool {
namespace {

/// Where the models are not what the revisions make, and what keeps that from being seen.
std::vector<Diagnostic> model_faults(Schema schema, const CheckOptions& options) {
    // The version table of the replay has Alembic's name, whatever the settings say.
    const std::string version_table(default_version_table);
    try {
        Models models = read_models(options.models);
        std::ranges::copy(options.leave_alone, std::back_inserter(models.leave_alone));
        const Schema wanted = schema_of(models, options.models_header);
        refuse_shadow_names(schema, wanted, options.models_header);
        const Schema answered = answered_for(std::move(schema), models, version_table);
        return model_drift(
            answered,
            with_columns_as(answered, answered_for(wanted, models, version_table), models.ordered),
            options.models_header);
    } catch (const Error& fault) {
        return fault.diagnostics();
    }
}

std::vector<Diagnostic> run_for_sqlite(const Project& project, const Frozen& frozen,
                                       const CheckOptions& options, bool leaves_code_out,
                                       Checked& checked) {
    have_in_memory(options.objects);
    ReplayEnd end;
    ReplayOptions replayed = options.replay;
    replayed.frozen = frozen.revisions();
    std::vector<Diagnostic> found = replay(project.files(), project.graph(), replayed, &end);
    if (!options.models.empty() && !leaves_code_out && !has_fault(found)) {
        std::ranges::move(model_faults(std::move(end.schema), options), std::back_inserter(found));
    }
    checked.snapshot = std::move(end.snapshot);
    // What others own is not theirs to be recognized by.
    std::erase_if(end.tables, [&](const TableHistory& each) {
        return is_like_any(each.table, options.leave_alone);
    });
    checked.fingerprints = packed(end.tables, project.table());
    return found;
}

}  // namespace

CheckOptions::CheckOptions(const Settings& settings, const CheckArguments& arguments)
    : allow_multiple_heads(arguments.allow_multiple_heads || settings.checks.allow_multiple_heads),
      objects(arguments.objects(settings)),
      models(arguments.models),
      models_header(arguments.models_header),
      leave_alone(settings.leave_alone) {
    replay.round_trip = settings.checks.round_trip && !arguments.no_round_trip;
    replay.levels = settings.checks.rules;
    replay.sqlite_minimum = settings.checks.sqlite_minimum;
    replay.snapshot = settings.checks.snapshot;
    if (!arguments.no_cache) replay.cache = arguments.cache;
    servers.are_required = arguments.require_servers;
    servers.urls = arguments.read_server_urls();
    servers.version_table = settings.version_table;
    servers.replay.commits_each = settings.transaction_per_migration;
}

Checked check_project(const Project& project, std::span<const Dialect> dialects,
                      const CheckOptions& options, std::vector<Diagnostic>& warnings) {
    if (options.heads && !options.allow_multiple_heads) {
        std::vector<Diagnostic> faults;
        check_heads(project.files(), project.graph(), faults);
        settle(std::move(faults), warnings);
    }
    std::vector<Diagnostic> faults;
    const Frozen frozen = read_frozen(project.directories(), faults);
    settle(std::move(faults), warnings);
    std::vector<std::vector<Diagnostic>> found{
        check_frozen(frozen, project.files(), project.graph())};
    Checked checked;
    if (options.scripts) {
        const bool leaves_code_out =
            options.may_leave_code_out && !has_linked_code() && has_code(project);
        if (!leaves_code_out) require_code(project);
        const bool is_for_sqlite = std::ranges::find(dialects, Dialect::sqlite) != dialects.end();
        if (is_for_sqlite) {
            found.push_back(run_for_sqlite(project, frozen, options, leaves_code_out, checked));
        }
        if (options.on_servers) {
            ServerChecks servers = options.servers;
            servers.replay = {.round_trip = options.replay.round_trip,
                              .commits_each = options.servers.replay.commits_each,
                              .tells_left_out = !is_for_sqlite,
                              .progress = options.replay.progress};
            servers.rules = options.replay;
            servers.rules.frozen = frozen.revisions();
            CheckedOnServers there = check_on_servers(project, dialects, servers, found);
            checked.not_run = std::move(there.not_run);
            checked.schema = std::move(there.schema);
        }
    }
    settle(united(std::move(found), project.files(), dialects), warnings);
    return checked;
}

}  // namespace kiln::tool
