#pragma once
// A table that stays, from one definition to another.

#include "src/schema/definition.hpp"
#include "tool/schema/schema.hpp"
#include "tool/schema/sql_text.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace kiln::tool {

struct TableChange {
    /// Each the table with its indexes and triggers.
    TableChange(const std::vector<SchemaObject>& from_group,
                const std::vector<SchemaObject>& to_group);

    const std::vector<SchemaObject>& from_group;
    const std::vector<SchemaObject>& to_group;
    const SchemaObject& from;
    const SchemaObject& to;
    TableDefinition was;
    TableDefinition is;
    std::vector<std::optional<std::size_t>> origin;  ///< of each column of `is`, its index in `was`
    std::vector<std::size_t> dropped;                ///< columns of `was` that go

    /// A new column that has rows to fill and nothing to fill them with: NOT NULL without a
    /// default, or unique with one that would be the same in all rows.
    bool needs_value(std::size_t column) const;
    /// What a person has to know or do: "column 'phone' of 'patient' and its values are lost".
    Confirmation needed_value(std::size_t column) const;
    Confirmation loss(std::size_t dropped_column) const;
    /// Of a column that stays: where values may be changed, refused or lost.
    std::vector<Confirmation> hazards(std::size_t column) const;
    /// Of the table as a whole, without its indexes.
    std::vector<Confirmation> hazards() const;
};

}  // namespace kiln::tool
