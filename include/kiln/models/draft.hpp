#pragma once
// Metadata as plain values, for what does not care about the structs' types.

#include <kiln/models/naming.hpp>
#include <kiln/models/plain.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::models {

struct ColumnDraft {
    Column column;
    std::string name;
    std::string_view old_name;
    std::string_view type;  ///< empty: the member's
    std::size_t length = 0;
    std::string_view default_value;
    std::string_view collation;
    std::string_view expression;  ///< not empty: generated
    bool is_stored = false;
    std::string_view values;  ///< not empty: those that it takes, as in an IN list
};

/// Positions are those of the table's columns; `target` is the TableDraft::model of a table.
struct ConstraintDraft {
    enum class Kind { unique, foreign_key, check };
    Kind kind = Kind::check;
    std::string_view given_name;
    std::span<const std::size_t> positions = {};
    std::string_view condition = {};
    std::uint64_t target = 0;
    std::span<const std::size_t> target_positions = {};
    Action deleted = Action::none;
    Action updated = Action::none;
    bool is_deferred = false;
};

struct PrimaryKeyDraft {
    std::span<const std::size_t> positions;
    std::string_view given_name;
    bool counts = false;
};

struct IndexDraft {
    std::span<const AnyIndexPart> parts;
    std::string_view given_name;
    std::string_view condition;
    bool is_unique = false;
};

struct TableDraft {
    std::uint64_t model = 0;  ///< which struct it is of
    std::string_view name;
    std::string_view old_name = {};
    std::vector<ColumnDraft> columns = {};
    std::optional<PrimaryKeyDraft> primary_key = {};
    std::vector<ConstraintDraft> constraints = {};
    std::vector<IndexDraft> indexes = {};
    bool is_strict = false;
    bool has_rowid = true;
    bool is_ordered = false;
};

inline void add_option(TableDraft& table, const PlainColumnOption& option) {
    using Kind = PlainColumnOption::Kind;
    ColumnDraft& column = table.columns[option.position];
    switch (option.kind) {
        case Kind::name:
            column.name = option.text;
            break;
        case Kind::old_name:
            column.old_name = option.text;
            break;
        case Kind::type:
            column.type = option.text;
            break;
        case Kind::length:
            column.length = option.number;
            break;
        case Kind::default_value:
            column.default_value = option.text;
            break;
        case Kind::collation:
            column.collation = option.text;
            break;
        case Kind::generated:
        case Kind::stored:
            column.expression = option.text;
            column.is_stored = option.kind == Kind::stored;
            break;
        case Kind::names:
            column.type = "TEXT";
            [[fallthrough]];
        case Kind::values:
            column.values = option.text;
            break;
    }
}
/// Refers to the metadata that it was made of.
struct SchemaDraft {
    std::vector<TableDraft> tables;
    NamingConvention naming;
    std::vector<std::string_view> leave_alone;
};

}  // namespace kiln::models
