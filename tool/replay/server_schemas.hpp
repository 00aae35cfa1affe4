#pragma once

#include "tool/command_line/server_schemas.hpp"
#include "tool/servers/trial_server.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/migrator.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kiln::tool {

/// By replays on trial servers, as the build's are found.
std::shared_ptr<const ServerSchemas> schemas_on_trial_servers();

/// What the table's revisions make there up to these rows (positions). Of the options it takes
/// those that say where Kiln's tables are and how a run is split. Throws as Migrator::upgrade().
DescribedSchema describe_on_server(const TrialServer& server, const MigrationTable& table,
                                   const Options& options, const std::vector<std::uint32_t>& rows);

/// What the database of a URL has, as SQL that makes the same. The table need only know its driver.
DescribedSchema describe_database(const std::string& url, const MigrationTable& table,
                                  const Options& options);

}  // namespace kiln::tool
