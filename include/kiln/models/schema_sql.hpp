#pragma once
// The SQL of metadata that are plain values already. Needs no Boost.PFR.

#include <kiln/models/table_writer.hpp>

#include <string>
#include <vector>

namespace kiln {

struct ModelSchema {
    /// CREATE TABLE and CREATE INDEX in SQLite's dialect, in the order of the metadata, each table
    /// followed by its indexes; without semicolons.
    std::vector<std::string> statements;
    std::vector<std::string> leave_alone;  ///< patterns: `%` stands for any characters
    struct Rename {
        std::string table, column;  ///< as they are now; no column: the table itself
        std::string old_name;
    };
    std::vector<Rename> renames;
    std::vector<std::string> ordered;  ///< tables whose columns stand in the members' order
};

namespace models {

inline void add_table(ModelSchema& result, const SchemaDraft& schema, const TableDraft& table) {
    const TableWriter writer(schema, table);
    result.statements.push_back(writer.create_table());
    for (const IndexDraft& index : table.indexes) {
        result.statements.push_back(writer.create_index(index));
    }
    const std::string name(table.name);
    if (table.is_ordered) result.ordered.push_back(name);
    if (!table.old_name.empty()) result.renames.push_back({name, "", std::string(table.old_name)});
    for (const ColumnDraft& column : table.columns) {
        if (column.old_name.empty()) continue;
        result.renames.push_back({name, column.name, std::string(column.old_name)});
    }
}

inline ModelSchema schema_of(const SchemaDraft& draft) {
    ModelSchema result;
    for (const TableDraft& table : draft.tables) add_table(result, draft, table);
    result.leave_alone.assign(draft.leave_alone.begin(), draft.leave_alone.end());
    return result;
}

}  // namespace models
}  // namespace kiln
