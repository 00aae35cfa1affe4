#pragma once
// Does what depends on something still compile?

#include "tool/schema/mentions.hpp"

#include <set>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

struct BrokenDependent {
    Dependent dependent;
    std::string key;      ///< of a foreign key, its foreign_key_name()
    std::string parent;   ///< of a foreign key
    std::string message;  ///< SQLite's, as a rule
};

/// Which of a table's foreign keys it is.
std::string foreign_key_name(const std::vector<std::string>& columns, const std::string& parent);

/// Those of `suspects` that are in `schema`, the database's own, and do not work, each for itself:
/// a view that SQLite cannot compile, a trigger with which a statement on its table cannot be, or
/// whose UPDATE OF names no column, a virtual table that cannot be read, a foreign key without its
/// parent's key. Strings in double quotes are none here. In the end the database and the connection
/// are as they were.
std::vector<BrokenDependent> broken_among(sqlite3* db, const Schema& schema,
                                          const std::set<Dependent>& suspects);

/// The same of a database that would be made of `is`, of what differs from `was`, and without what
/// does not work there either. Nothing where such databases cannot be made in one go.
std::vector<BrokenDependent> newly_broken(const Schema& was, const Schema& is);

/// "view 'adults'", "trigger 'trim_name'", "the foreign key of 'visit' to 'patient'".
std::string describe(const BrokenDependent& broken, const Schema& schema);

}  // namespace kiln::tool
