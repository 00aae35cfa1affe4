#pragma once

#include "tool/replay/server_trial.hpp"

#include <memory>
#include <span>

namespace kiln::tool {

/// DDL commits there by itself, so nothing is taken back. A section that changes Kiln's own tables
/// is a fault (K316).
std::unique_ptr<ServerTrial> make_mysql_trial(const TrialServer& server);

/// Whether a server for the sections of these files must have its system tables: those of routines,
/// events and accounts.
bool need_system_tables(std::span<const RevisionFile> files);

}  // namespace kiln::tool
