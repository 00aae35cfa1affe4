#pragma once
// Which rows violate foreign keys: a run may keep what it finds, and adds none.

#include "src/database/connection.hpp"
#include "src/database/sqlite/handles.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

struct Violations {
    /// How many rows of a child table miss their rows of a parent table.
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    /// Child tables that SQLite cannot check, with its words: a parent key is not unique, say.
    std::map<std::string, std::string> unchecked;
    std::set<std::string> tables;  ///< all that there are, where any violation is
};

/// Looks at every row of every table that has a foreign key. Any result code but SQLITE_OK is an
/// error of the connection.
int find_violations(const sqlite::Connection& connection, Violations& found);

/// Looks at the rows of these child tables alone.
int find_violations(const sqlite::Connection& connection, const std::set<std::string>& children,
                    Violations& found);

/// One for each pair of tables whose count has grown, and for each table that can be checked no
/// longer. What a table had that is gone may appear under a name that is new: it was
/// renamed.
std::vector<NewViolation> describe_new(const Violations& before, const Violations& after);

/// False if SQL can prove that no violation comes or goes with it: it only creates indexes and
/// adds columns without REFERENCES. That spares a look at every row of a large database.
bool may_change_violations(std::string_view sql);

}  // namespace kiln
