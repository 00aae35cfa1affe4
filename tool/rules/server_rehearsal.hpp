#pragma once
// A revision tried on rows on a server, before it runs for good.

#include "tool/replay/passage.hpp"
#include "tool/rules/server_stage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// What became of a table of before: of its rows, or of the triggers on it.
struct ServerLoss {
    Code code{};         ///< K601 of a foreign key, K602 to K604, K606
    Oid64 table = 0;     ///< of K602 and K603
    std::string name;    ///< of the table, as it was; of K604 what cannot be done
    std::string column;  ///< of K603
    std::string message;
    std::string note;
    std::optional<std::size_t> offset{};  ///< of the statement behind which it is so, where known
};

struct ServerRehearsal {
    std::optional<Refusal> up;
    std::optional<Refusal> down;     ///< or the upgrade behind it: Refusal::again
    std::vector<ServerLoss> losses;  ///< of the upgrade
    /// Tables that the upgrade made, by their names without schemas, and why.
    std::map<std::string, std::string> unfilled;
};

/// Runs the upgrade on rows in the tables that are reached, and the downgrade and the upgrade again
/// where there is one; takes all of it back. What fails on empty tables too is left out.
/// `with_fixtures`: tables that have rows of fixtures, and get no others. Throws kiln::Error where
/// the server itself fails.
ServerRehearsal rehearse_on_server(ServerStage& stage, const RevisionFile& file, const Section& up,
                                   const Section* down, const std::set<Oid64>& reached,
                                   const std::set<Oid64>& with_fixtures);

}  // namespace kiln::tool
