#pragma once
// A revision tried on rows on a server, before it runs for good.

#include "tool/replay/passage.hpp"
#include "tool/rules/server_state.hpp"

#include <kiln/diagnostic.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// What became of a table of before: of its rows, or of the triggers on it.
struct ServerLoss {
    Code code{};  ///< K602, K603, K604
    Oid64 table = 0;
    std::string name;    ///< of the table, as it was
    std::string column;  ///< of K603
    std::string message;
    std::string note;
};

struct ServerRehearsal {
    std::optional<Refusal> up;
    std::optional<Refusal> down;     ///< or the upgrade behind it: Refusal::again
    std::vector<ServerLoss> losses;  ///< of the upgrade
    /// Tables that the upgrade made, by their names without schemas, and why.
    std::map<std::string, std::string> unfilled;
};

/// Runs the upgrade on rows in the tables that are reached, and the downgrade and the upgrade again
/// where there is one; takes all of it back. Neither section may be `no-transaction`. What fails on
/// empty tables too is left out. `with_fixtures`: tables that have rows of fixtures, and get no
/// others. Throws kiln::Error where the server itself fails.
ServerRehearsal rehearse_on_server(Connection& connection, const RevisionFile& file,
                                   const Section& up, const Section* down,
                                   const std::set<Oid64>& reached,
                                   const std::set<Oid64>& with_fixtures);

/// Runs a section up to its end, deferred constraints included.
std::optional<Fault> run_on_server(Connection& connection, const Section& section);

}  // namespace kiln::tool
