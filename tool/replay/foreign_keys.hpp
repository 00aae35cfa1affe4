#pragma once
// Foreign key violations, looked for only where a script may have made some.

#include "tool/replay/trial_database.hpp"
#include "tool/schema/schema.hpp"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

class ForeignKeys {
public:
    /// Violations, in words, that are there now and were not when this was last asked. `schema` is
    /// the schema now, `changes` what was done since then.
    std::vector<std::string> new_violations(sqlite3* db, const Schema& schema,
                                            const Changes& changes);

private:
    void learn(const Schema& schema, const std::string& table);
    std::set<std::string> suspects(const Schema& schema, const Changes& changes) const;

    std::map<std::string, std::set<std::string>> parents_;   // of each table that has any
    std::map<std::string, std::set<std::string>> children_;  // the same from the other side
    std::map<std::string, std::set<std::string>> known_;     // violations of each table
};

}  // namespace kiln::tool
