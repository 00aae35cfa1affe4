#pragma once
// One section as it ran on a server, statement by statement.

#include "src/sql/lexer.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/rules/server_state.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct ServerStatement {
    std::size_t offset = 0;  ///< in the section's SQL
    std::string_view text;   ///< there
    /// Of the tables of before, and what hangs on them.
    std::shared_ptr<const ServerState> after;
};

struct ServerPassage {
    const RevisionFile& file;
    const Section& section;
    SqlRules rules;
    /// The tables of older revisions that it may reach. Of a downgrade without what its own upgrade
    /// made.
    ServerState before;
    std::vector<ServerStatement> statements{};
    ServerTableNames tables_after{};
    const ServerPassage* upgrade = nullptr;  ///< of a downgrade: what it takes back

    /// As the statement found them, what the section made included.
    const ServerState& found_by(std::size_t statement) const {
        return statement == 0 ? start() : *statements[statement - 1].after;
    }
    /// As they stood, with what `before` leaves out.
    const ServerState& start() const { return now ? *now : before; }
    std::shared_ptr<const ServerState> now{};
};

/// Adds what it finds.
using ServerRule = void (*)(const ServerPassage& passage, std::vector<Diagnostic>& found);

}  // namespace kiln::tool
