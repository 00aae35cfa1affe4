#pragma once
// A table as whoever makes rows for it sees it.

#include "tool/replay/canary_column.hpp"
#include "tool/schema/schema.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct CanaryForeignKey {
    std::vector<std::size_t> columns;
    std::string parent;                       ///< folded
    std::vector<std::string> parent_columns;  ///< as written; empty: the parent's primary key
};

/// What rows must fulfil, or what must only be computed without an error.
struct CanaryCheck {
    std::string sql;  ///< an expression; 0 and an error mean no
    std::vector<std::size_t> columns;
    bool is_of_trigger = false;  ///< which does not run while rows are made
};

struct CanaryTable {
    std::string name;
    std::vector<CanaryColumn> columns;  ///< all but generated ones
    /// The rowid's name where it is no column; empty without one.
    std::string rowid_name;
    /// No two rows may be alike in all of these; the primary key is the first if there is one.
    std::vector<std::vector<std::size_t>> unique;
    std::vector<std::size_t> primary_key;
    std::vector<CanaryForeignKey> foreign_keys;
    std::vector<CanaryCheck> checks;
    /// Its columns without constraints, in parentheses: what follows CREATE TABLE and a name to
    /// make a table in which checks can be tried.
    std::string bare_columns;
    /// With a parameter for each column, then one for the rowid.
    std::string insert;

    /// By its name, whatever its case.
    std::optional<std::size_t> find(std::string_view column) const;
    /// Triggers refuse some rows.
    bool has_refusals() const;
    /// Two rows cannot have the same parent.
    bool is_unique(const CanaryForeignKey& key) const;
    /// From now on its rows are to fit that table as well, by columns of the same name.
    void suit(const CanaryTable& other);
};

/// All that makes the table differ for its rows: equal texts, equal rows.
std::string canary_key_of(const std::vector<SchemaObject>& group);

/// Of a table's group (see Schema), whose first object is the table.
CanaryTable canary_table(const std::vector<SchemaObject>& group);

}  // namespace kiln::tool
