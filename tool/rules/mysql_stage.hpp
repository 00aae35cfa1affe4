#pragma once

#include "tool/rules/server_stage.hpp"

#include <memory>

namespace kiln::tool {

/// DDL cannot be taken back there: a trial has a database of its own, with copies of the tables
/// that it may reach, and a revision that fails is left behind with its database.
std::unique_ptr<ServerStage> make_mysql_stage(const TrialServer& server);

}  // namespace kiln::tool
