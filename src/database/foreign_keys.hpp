#pragma once
// Which rows violate foreign keys: a run may keep what it finds, and adds none.

#include "src/database/sqlite.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

struct Violations {
    /// How many rows of a child table miss their rows of a parent table.
    std::map<std::pair<std::string, std::string>, std::uint64_t> counts;
    std::string mismatch;  ///< SQLite's words where it cannot check: a parent key is not unique
};

/// Looks at every row of every table that has a foreign key. A result code that is neither
/// SQLITE_OK nor a mismatch is an error of the connection.
int find_violations(const sqlite::Connection& connection, Violations& found);

/// One message for each pair of tables whose count has grown. A table that `exists` denies was
/// renamed: what it had may appear under another name.
std::vector<std::string> describe_new(const Violations& before, const Violations& after,
                                      const std::function<bool(const std::string& table)>& exists);

/// False if SQL can prove that no violation comes or goes with it: it only creates indexes and
/// adds columns without REFERENCES. That spares a look at every row of a large database.
bool may_change_violations(std::string_view sql);

}  // namespace kiln
