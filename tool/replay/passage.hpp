#pragma once
// One section of one revision as it ran on a trial database, and who looks at that.

#include "src/database/fault.hpp"
#include "src/database/sqlite/violations.hpp"
#include "tool/project/revision_file.hpp"
#include "tool/replay/chain.hpp"
#include "tool/replay/changes.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/table_rows.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace kiln::tool {

class TrialDatabase;

/// A statement that ran.
struct RanStatement {
    std::size_t offset = 0;  ///< in the section's SQL
    std::string_view text;   ///< there
    Changes changes;
};

/// What the tables held before a section ran on rows.
struct RowsBefore {
    std::map<std::string, TableRows> tables;  ///< those that it can reach, by their folded names
    std::set<std::string> canaries;           ///< those in which Kiln made rows itself
    std::map<std::string, std::string> unfilled;  ///< those that stayed empty, and why
    Violations violations;                        ///< of foreign keys of these tables
};

/// Rows made a section fail that runs on empty tables.
struct Refusal {
    Fault fault;
    /// The table and row that met it; empty where that is not known.
    std::string table{};
    std::string row{};
    bool is_canary = false;          ///< Kiln made the row itself
    bool again = false;              ///< it is the upgrade behind the downgrade that failed
    std::vector<Fault> elsewhere{};  ///< what other rows met, each at another statement
};

/// A finding whose statement is still to be found: the one behind which it is so, and stays so.
struct SoughtPlace {
    std::size_t finding = 0;  ///< index among all that was found
    std::function<bool(sqlite3*)> is_so;
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
    const RowsBefore* rows = nullptr;  ///< none: it ran on empty tables
    /// What happened on other rows, where there is something to tell.
    const Refusal* refusal = nullptr;
    /// Where there are rows: who cannot tell a finding's statement adds to it.
    std::vector<SoughtPlace>* sought = nullptr;
    /// Of code what `section` is: its `sql` has the statements that ran.
    std::shared_ptr<const Section> as_ran{};
};

class Inspector {
public:
    virtual ~Inspector() = default;

    /// Looks at a passage that went well, and adds what it finds. It sees them in their order. The
    /// transaction is still open, unless the section is `no-transaction`. Whatever is done to the
    /// database here, in the end it is as it was.
    virtual void inspect(const Passage& passage, std::vector<Diagnostic>& found) = 0;

    /// What it knows from the passages so far, unless the schema behind them says it.
    virtual void keep(Packer& /*out*/, const Chain& /*chain*/) const {}
    /// A new one becomes what one was that kept it; `now` is the schema. Throws NotPacked.
    virtual void take_up(Unpacker& /*in*/, const Chain& /*chain*/, const Schema& /*now*/) {}
};

}  // namespace kiln::tool
