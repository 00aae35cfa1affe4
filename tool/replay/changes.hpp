#pragma once
// What scripts changed, and what stood there before.

#include "tool/schema/schema.hpp"

#include <set>
#include <string>

namespace kiln::tool {

/// What a script may have changed; more than it did, never less. Names are folded.
struct Changes {
    std::set<std::string> schema;  ///< tables and views whose group (see Schema) may differ
    bool whole_schema = false;     ///< any group may differ
    std::set<std::string> rows;    ///< tables whose rows may differ

    void add(const Changes& other);
};

/// The groups that `changes` names; the others are not looked at.
Schema groups_of(const Schema& schema, const Changes& changes);

/// The groups that differ; of those that `changes` names, which `before` holds.
std::set<std::string> different_groups(const Schema& before, const Schema& after,
                                       const Changes& changes);

/// What several scripts changed one after the other, and these groups as they stood before the
/// first of them.
struct Past {
    Changes changes;
    Schema schema;

    /// One script more; `before` holds the groups that it changed, as they stood before it.
    void add(const Changes& later, const Schema& before);
};

}  // namespace kiln::tool
