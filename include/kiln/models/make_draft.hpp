#pragma once
// Metadata to drafts: one function for each option of a table.

#include <kiln/models/draft.hpp>

namespace kiln::models {

template <class T>
void add_option(TableDraft& table, const ColumnOption<T>& option) {
    ColumnDraft& column = table.columns[option.position];
    switch (option.kind) {
        case ColumnOption<T>::Kind::name:
            column.name = option.text;
            break;
        case ColumnOption<T>::Kind::old_name:
            column.old_name = option.text;
            break;
        case ColumnOption<T>::Kind::type:
            column.type = option.text;
            break;
        case ColumnOption<T>::Kind::length:
            column.length = option.number;
            break;
        case ColumnOption<T>::Kind::default_value:
            column.default_value = option.text;
            break;
    }
}
template <class T>
void add_option(TableDraft& table, const Collated<T>& option) {
    table.columns[option.position].collation = option.collation;
}
template <class T>
void add_option(TableDraft& table, const Generated<T>& option) {
    table.columns[option.position].expression = option.expression;
    table.columns[option.position].is_stored = option.is_stored;
}
template <class T, std::size_t N, bool CanCount>
void add_option(TableDraft& table, const PrimaryKey<T, N, CanCount>& key) {
    table.primary_key = PrimaryKeyDraft{key.positions, key.given_name, key.counts};
}
template <class T, std::size_t N>
void add_option(TableDraft& table, const Unique<T, N>& unique) {
    table.constraints.push_back(
        {ConstraintDraft::Kind::unique, unique.given_name, unique.positions});
}
template <class T, class Target, std::size_t N>
void add_option(TableDraft& table, const ForeignKey<T, Target, N>& key) {
    table.constraints.push_back({ConstraintDraft::Kind::foreign_key,
                                 key.given_name,
                                 key.positions,
                                 {},
                                 columns<Target>.data(),
                                 key.target_positions,
                                 key.deleted,
                                 key.updated,
                                 key.is_deferred});
}
inline void add_option(TableDraft& table, const Check& check) {
    table.constraints.push_back(
        {ConstraintDraft::Kind::check, check.given_name, {}, check.condition});
}
template <class T, std::size_t N>
void add_option(TableDraft& table, const Index<T, N>& index) {
    table.indexes.push_back({index.parts, index.given_name, index.condition, index.is_unique});
}
inline void add_option(TableDraft& table, const Strict&) { table.is_strict = true; }
inline void add_option(TableDraft& table, const WithoutRowid&) { table.has_rowid = false; }
inline void add_option(TableDraft& table, const TableRenamedFrom& renamed) {
    table.old_name = renamed.old_name;
}

/// A table with its columns and no options.
inline TableDraft begin_table(std::string_view name, std::span<const Column> columns) {
    TableDraft table{columns.data(), name};
    for (const Column& column : columns) {
        ColumnDraft& draft = table.columns.emplace_back();
        draft.column = column;
        draft.name = column.name;
    }
    return table;
}

template <class T, class... Options>
void add_part(SchemaDraft& schema, const Table<T, Options...>& table) {
    TableDraft& draft = schema.tables.emplace_back(begin_table(table.name, columns<T>));
    table.options.for_each([&](const auto& option) { add_option(draft, option); });
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
