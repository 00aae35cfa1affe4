#pragma once
// K602, K603: what tables held before an upgrade on a server, and behind it.

#include "tool/rules/server_rehearsal.hpp"

#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

/// The values of a column as texts, sorted; NULLs are left out.
struct ServerValues {
    std::string name;
    std::string type;
    std::vector<std::string> values;
};
struct ServerRows {
    std::size_t count = 0;
    std::map<int, ServerValues> columns;
};
using ServerContents = std::map<Oid64, ServerRows>;

/// Of tables that are there.
ServerContents read_contents(ServerStage& stage, const ServerState& state);

/// Adds what is gone, and what the section does not say. `state` is of before.
void find_losses(ServerStage& stage, const Section& section, const ServerState& state,
                 const ServerContents& before, std::vector<ServerLoss>& found);

}  // namespace kiln::tool
