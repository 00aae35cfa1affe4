#pragma once
// What a CREATE statement says, apart from how it is written.

#include "src/schema/schema.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// A piece of SQL. Two that mean the same have the same `normal`: case of keywords and names,
/// white space, comments, the quoting of names and what SQLite assumes anyway do not count, nor
/// does that a text stands in double quotes.
struct SqlPiece {
    std::string name;  ///< of a named constraint, normal; not part of `normal`
    std::string normal;
    std::string written;  ///< as it was written, without comments
};

/// The same meaning. A name counts only where both have one.
bool same_meaning(const SqlPiece& a, const SqlPiece& b);

/// Which members of two lists have no partner of the same meaning in the other.
struct Unmatched {
    std::vector<std::size_t> was;
    std::vector<std::size_t> is;

    bool empty() const { return was.empty() && is.empty(); }
};

struct ColumnDefinition {
    std::string name;
    std::string written;               ///< type and constraints, as written
    std::string type;                  ///< normal
    std::string type_text;             ///< the same as written
    std::vector<SqlPiece> attributes;  ///< NOT NULL, DEFAULT, COLLATE, generated
    bool not_null = false;             ///< also where the primary key makes it so
    bool generated = false;
    bool stored = false;        ///< if generated
    std::string default_value;  ///< normal; empty without one
    std::string default_text;   ///< the same as written
};

/// PRIMARY KEY, UNIQUE, CHECK and foreign keys: those of a column too, as the table constraints
/// that they are.
struct Constraint : SqlPiece {
    enum class Kind : std::uint8_t { primary_key, unique, check, foreign_key };
    Kind kind = Kind::check;
    std::optional<std::size_t> column;  ///< at which it stands; none for a table constraint
    std::vector<std::string> columns;   ///< normal names, of a check those that it may mention
    std::string parent;                 ///< normal name, of a foreign key
    std::vector<std::string> parent_columns;  ///< normal; empty where it names none
    /// Of one that names no columns of its parent, where they would stand in `normal`.
    std::optional<std::size_t> parent_columns_at;
};

struct TableDefinition {
    std::vector<ColumnDefinition> columns;
    std::vector<Constraint> constraints;
    std::vector<SqlPiece> options;  ///< STRICT, WITHOUT ROWID
    bool autoincrement = false;
    /// The column that is the rowid, by INTEGER PRIMARY KEY.
    std::optional<std::size_t> rowid_alias;

    bool has_option(std::string_view normal) const;
    /// `rowid`, or another of its names, that no column has; empty where there is none, or no
    /// rowid.
    std::string_view rowid_name() const;
    /// Folded name to index; none if there is no such column.
    std::optional<std::size_t> find(std::string_view column) const;
};

/// Of a CREATE TABLE as sqlite_schema holds it.
TableDefinition parse_table(std::string_view sql);

/// The same of a table of a schema, which tells what `REFERENCES p` means: p's primary key.
TableDefinition parse_table(const SchemaObject& table, const Schema& schema);

/// What stands behind the name in any other CREATE statement, UNIQUE in front of it. The arguments
/// of a virtual table's module are the module's business: there the case of letters counts. Of an
/// index, `table_sql` is the CREATE TABLE of its table, whose columns tell names from texts in
/// double quotes; without it they are names.
SqlPiece parse_body(std::string_view sql, std::string_view table_sql = {});

/// Pairs each piece with one of its meaning: first those that have the same name too.
template <typename Piece>
Unmatched unmatched(const std::vector<Piece>& was, const std::vector<Piece>& is) {
    std::vector<bool> was_taken(was.size());
    std::vector<bool> is_taken(is.size());
    for (const bool by_name : {true, false}) {
        for (std::size_t i = 0; i < was.size(); ++i) {
            for (std::size_t j = 0; j < is.size() && !was_taken[i]; ++j) {
                if (is_taken[j] || !same_meaning(was[i], is[j])) continue;
                if (by_name && was[i].name != is[j].name) continue;
                was_taken[i] = is_taken[j] = true;
            }
        }
    }
    Unmatched left;
    for (std::size_t i = 0; i < was.size(); ++i) {
        if (!was_taken[i]) left.was.push_back(i);
    }
    for (std::size_t j = 0; j < is.size(); ++j) {
        if (!is_taken[j]) left.is.push_back(j);
    }
    return left;
}

bool same_attributes(const ColumnDefinition& a, const ColumnDefinition& b);

}  // namespace kiln
