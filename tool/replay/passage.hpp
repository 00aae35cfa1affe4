#pragma once
// One section of one revision as it ran on a trial database, and who looks at that.

#include "tool/project/revision_file.hpp"
#include "tool/replay/changes.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <string_view>
#include <vector>

namespace kiln::tool {

class TrialDatabase;

/// A statement that ran.
struct RanStatement {
    std::size_t offset = 0;  ///< in the section's SQL
    std::string_view text;   ///< there
    Changes changes;
};

struct Passage {
    const RevisionFile& file;
    const Section& section;
    std::vector<RanStatement> statements;
    Changes changes;      ///< of all of them
    Schema before;        ///< the groups that `changes` names, as they stood before
    const Schema& after;  ///< all of the schema now: as the section left it, until the next runs
    TrialDatabase& database;
    const Passage* upgrade = nullptr;  ///< of a downgrade: what it takes back
};

class Inspector {
public:
    virtual ~Inspector() = default;

    /// Looks at a passage that went well, and adds what it finds. It sees them in their order. The
    /// transaction is still open, unless the section is `no-transaction`. Whatever is done to the
    /// database here, in the end it is as it was.
    virtual void inspect(const Passage& passage, std::vector<Diagnostic>& found) = 0;
};

}  // namespace kiln::tool
