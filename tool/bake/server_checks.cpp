#include "tool/bake/server_checks.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/source_text.hpp"
#include "tool/replay/mysql_trial.hpp"
#include "tool/replay/server_schemas.hpp"
#include "tool/rules/judge.hpp"
#include "tool/rules/server_check.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

namespace kiln::tool {
namespace {

/// By how it begins: what is wrong behind that is told with its variable.
std::string url_for(Dialect dialect, const std::vector<std::string>& urls) {
    const auto found = std::ranges::find_if(urls, [dialect](const std::string& url) {
        return dialect == Dialect::postgresql ? url.starts_with("postgres") : url.starts_with("m");
    });
    return found == urls.end() ? std::string() : *found;
}

std::vector<Diagnostic> found_on(const TrialServer& server, Dialect dialect, const Project& project,
                                 const ServerChecks& checks) {
    std::vector<Diagnostic> found = check_on_server(project.files(), project.graph(), server,
                                                    checks.replay, checks.rules.cache);
    return judge(std::move(found), project.files(), checks.rules, dialect);
}

DescribedSchema described_heads(const TrialServer& server, const Project& project,
                                const ServerChecks& checks) {
    const MigrationTable table = project.table();
    Options options;
    if (!checks.version_table.empty()) options.version_table = checks.version_table;
    options.transaction_per_migration = checks.replay.commits_each;
    return describe_on_server(server, table, options,
                              {table.real_heads.begin(), table.real_heads.end()});
}

}  // namespace

CheckedOnServers check_on_servers(const Project& project, std::span<const Dialect> dialects,
                                  const ServerChecks& checks,
                                  std::vector<std::vector<Diagnostic>>& found) {
    CheckedOnServers checked;
    for (const Dialect dialect : dialects) {
        if (dialect == Dialect::sqlite) continue;
        const std::string sections = "the sections for " + std::string(server_name(dialect));
        std::string missing;
        ServerChoice choice = server_choice(dialect, url_for(dialect, checks.urls));
        choice.system_tables = need_system_tables(project.files());
        const std::unique_ptr<TrialServer> server = TrialServer::find(dialect, choice, missing);
        const bool is_described = checks.described == dialect;
        if (server) {
            std::vector<Diagnostic> here = found_on(*server, dialect, project, checks);
            if (is_described && !has_fault(here)) {
                checked.schema = schema_sql(described_heads(*server, project, checks));
            }
            found.push_back(std::move(here));
        } else if (is_described) {
            found.push_back({diagnose(Code::no_server,
                                      fmt::format("the schema of {} cannot be written: {}",
                                                  server_name(dialect), missing),
                                      "without --schema and SCHEMA that is a line, not an error")});
        } else if (checks.are_required) {
            found.push_back(
                {diagnose(Code::no_server, fmt::format("{} were not run: {}", sections, missing),
                          "without --require-servers and Kiln_REQUIRE_SERVERS that is a "
                          "line, not an error")});
        } else {
            checked.not_run.push_back(fmt::format("Not run: {}: {}", sections, missing));
        }
    }
    return checked;
}

}  // namespace kiln::tool
