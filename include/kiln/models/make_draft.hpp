#pragma once
// Metadata to drafts: one function for each option of a table.

#include <kiln/models/draft.hpp>
#include <kiln/models/metadata.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kiln::models {

template <std::size_t N>
void add_option(TableDraft& table, const PlainPrimaryKey<N>& key) {
    table.primary_key = PrimaryKeyDraft{key.positions, key.given_name, key.counts};
}
template <std::size_t N>
void add_option(TableDraft& table, const PlainUnique<N>& unique) {
    table.constraints.push_back(
        {ConstraintDraft::Kind::unique, unique.given_name, unique.positions});
}
template <std::size_t N>
void add_option(TableDraft& table, const PlainForeignKey<N>& key) {
    table.constraints.push_back({ConstraintDraft::Kind::foreign_key,
                                 key.given_name,
                                 key.positions,
                                 {},
                                 key.target,
                                 key.target_positions,
                                 key.deleted,
                                 key.updated,
                                 key.is_deferred});
}
inline void add_option(TableDraft& table, const PlainCheck& check) {
    table.constraints.push_back(
        {ConstraintDraft::Kind::check, check.given_name, {}, check.condition});
}
template <std::size_t N>
void add_option(TableDraft& table, const PlainIndex<N>& index) {
    table.indexes.push_back({index.parts, index.given_name, index.condition, index.is_unique});
}
inline void add_option(TableDraft& table, const PlainStrict&) { table.is_strict = true; }
inline void add_option(TableDraft& table, const PlainWithoutRowid&) { table.has_rowid = false; }
inline void add_option(TableDraft& table, const PlainOrdered&) { table.is_ordered = true; }
inline void add_option(TableDraft& table, const PlainTableRenamed& renamed) {
    table.old_name = renamed.old_name;
}

/// A table with its columns and no options.
inline TableDraft begin_table(std::uint64_t model, std::string_view name,
                              std::span<const Column> columns) {
    TableDraft table{model, name};
    for (const Column& column : columns) {
        ColumnDraft& draft = table.columns.emplace_back();
        draft.column = column;
        draft.name = column.name;
    }
    return table;
}

template <class... Plain>
void add_table(SchemaDraft& schema, const TableOf<Plain...>& table) {
    TableDraft& draft =
        schema.tables.emplace_back(begin_table(table.model, table.name, table.columns));
    table.options.for_each([&](const auto& option) { add_option(draft, option); });
}

template <class T, class... Options>
void add_part(SchemaDraft& schema, const Table<T, Options...>& table) {
    add_table(schema, table);
}
template <std::size_t N>
void add_part(SchemaDraft& schema, const LeaveAlone<N>& tables) {
    schema.leave_alone.insert(schema.leave_alone.end(), tables.patterns.begin(),
                              tables.patterns.end());
}
inline void add_part(SchemaDraft& schema, const NamingConvention& naming) {
    schema.naming = naming;
}

template <class... Parts>
SchemaDraft make_draft(const Metadata<Parts...>& metadata) {
    SchemaDraft schema;
    metadata.parts.for_each([&](const auto& part) { add_part(schema, part); });
    return schema;
}

}  // namespace kiln::models
