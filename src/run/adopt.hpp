#pragma once
// Finds out which revision a database is at that has no version table, and stamps it.

#include "src/run/record.hpp"
#include "src/schema/fingerprint.hpp"

#include <kiln/migrator.hpp>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// Where an unversioned database is.
struct Adoption {
    Rows rows;     ///< for the version table
    Rows nearest;  ///< none fits: the rows of where the fewest tables do not
    /// What keeps it from being adopted; nothing where `rows` are good.
    std::optional<Diagnostic> fault;
};

/// By the tables that the database has now. `target` is an identifier of what it is to be at, or
/// empty for whatever fits. `nearest` is where it is nearest if none does, from who knows more than
/// fingerprints do. Throws K442 where the table has no fingerprints for the database, and
/// what the planner says of a bad identifier.
Adoption find_adoption(Connection& connection, const MigrationTable& table, std::string_view target,
                       const Rows& nearest = {});
/// The same by what is known of the tables in another way: their names have their kind, `view v`.
Adoption find_adoption(const Connection& connection, const MigrationTable& table,
                       const std::vector<TableHistory>& made,
                       const std::map<std::string, Fingerprint>& are, std::string_view target);

using FindAdoption = std::function<Adoption(Connection& connection)>;

/// Stamps what `find` finds behind the lock. Where the version table has rows, nothing is
/// done. Throws K403 for rows that the table does not know, and the fault that is found.
Report adopt(VersionStore& store, const MigrationTable& table, const Options& options,
             const Rows& rows, const FindAdoption& find, RunState& state);

}  // namespace kiln
