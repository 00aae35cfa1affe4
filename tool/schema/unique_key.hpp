#pragma once
// What a table and its unique indexes let no two rows share.

#include "src/schema/definition.hpp"
#include "tool/schema/schema.hpp"

#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

/// No two rows may have the same in all of these.
struct UniqueKey {
    std::map<std::string, std::string> columns;  // folded name to its collation, normal
    std::string where;                           // normal; of a partial index
    std::string what;                            // in words
    std::string index;                           // its name, folded; empty of a constraint
    bool has_expression = false;
};

/// Of primary key, UNIQUE and the unique indexes of a table's group.
std::vector<UniqueKey> unique_keys(const std::vector<SchemaObject>& group,
                                   const TableDefinition& table);

/// Rows that `old_key` tells apart, `key` tells apart too. `new_names` are those of old columns,
/// folded.
bool follows_from(const UniqueKey& key, const UniqueKey& old_key,
                  const std::map<std::string, std::string>& new_names);

}  // namespace kiln::tool
