#pragma once
// What diagrams tell of a table's keys.

#include "tool/report/described_schema.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// What stands at the two ends of a foreign key.
struct Multiplicity {
    bool may_lack_parent = false;  ///< a child's key may be NULL
    bool has_one_child = false;    ///< no two children have the same parent
};

Multiplicity multiplicity_of(const DescribedTable& table, const DescribedForeignKey& key);

/// PK, FK, UK
std::vector<std::string> keys_of(const DescribedTable& table, const DescribedColumn& column);

}  // namespace kiln::tool
