#pragma once
// Rows that Kiln makes itself, for revisions to run on.

#include "tool/replay/canary_plan.hpp"
#include "tool/replay/packing.hpp"
#include "tool/schema/schema.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

/// Makes rows from what tables declare; the same schema gives the same rows. It keeps what it
/// learned of a CREATE TABLE, so one object serves a whole replay.
class CanaryRows {
public:
    enum class Kind : std::uint8_t {
        all,       ///< some alike where the table lets them be, one with NULL wherever it may, odd
                   ///< values
        ordinary,  ///< two, no two alike in any column where it lets them be, nothing odd
        suited,    ///< two that suit as well what their table becomes
    };
    /// What tables become: folded names, and groups of a schema.
    using Suits = std::map<std::string, std::vector<SchemaObject>>;
    struct Unfilled {
        std::string table;  ///< folded
        std::string why;
    };

    /// Inserts rows into these tables (folded names; virtual tables, views and what does not exist
    /// are passed over), and into the parents that their rows need where those hold none to refer
    /// to. Foreign keys must be off; the rows fit them all the same. Triggers do not run, and rows
    /// that are there already stay as they are.
    /// `generation`: rows of another generation have other keys, so that a second call adds rows
    /// beside those of the first.
    /// `suits` is for rows that are to be suited.
    /// Returns the tables that are empty still, children with their parents.
    std::vector<Unfilled> fill(sqlite3* db, const Schema& schema,
                               const std::set<std::string>& tables, Kind kind, unsigned generation,
                               const Suits& suits = {});

    /// What it knows of the tables of `before` that are other ones now, so that what it knows is a
    /// matter of the tables that there are.
    void forget(const Schema& before, const Schema& now);
    void keep(Packer& out, const Schema& now) const;
    /// Throws NotPacked.
    void take_up(Unpacker& in, const Schema& now);

    /// What it knows of some tables, by keys that say all that they declare; packed.
    using Known = std::map<std::string, std::string>;
    /// Of a group of a schema; empty where it knows nothing of it.
    const std::string& known_of(const std::vector<SchemaObject>& group) const;
    /// What fill() learns from here on, as long as it knows it then.
    void note_what_it_learns() { before_.clear(); }
    Known learned() const;
    /// What another one learned, knowing the same as this one.
    void learn(const Known& learned);

private:
    /// Of a table, packed until it is asked for.
    struct Entry {
        std::optional<CanaryPlan> plan;
        mutable std::string packed;  // empty where the plan may say more
        const std::string& pack() const;
    };
    CanaryPlan& plan_of(const std::vector<SchemaObject>& group);

    std::map<std::string, Entry> entries_;
    Known before_;  // of what was asked for since note_what_it_learns()
};

}  // namespace kiln::tool
