#pragma once
// What rules on a PostgreSQL server go by: tables, and what hangs on them, by the server's own
// numbers, which outlive every new name.

#include "src/database/connection.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

using Oid64 = std::uint64_t;  ///< an OID; 0 is none

struct ServerColumn {
    std::string name;
    bool not_null = false;
    bool generated = false;
    bool inherited = false;  ///< from a table above it
};

struct ServerTable {
    std::string schema;
    std::string name;
    std::string file;  ///< changes when the table is written anew; "0" of a partitioned one
    Oid64 parent = 0;  ///< that it inherits from, or is a partition of
    std::map<int, ServerColumn> columns;  ///< by their numbers, which are never used again

    /// As messages call it: without the schema `public`.
    std::string shown() const { return schema == "public" ? name : schema + "." + name; }
    /// The column of this name (folded), or 0.
    int find(std::string_view column) const;
};

struct ServerConstraint {
    std::string name;
    Oid64 table = 0;
    char kind = 0;       ///< c, f, p, u, x
    bool valid = false;  ///< all rows are known to pass
    std::string text;    ///< CHECK (…)
    std::set<int> columns;
};

struct ServerIndex {
    std::string name;
    Oid64 table = 0;
    bool unique = false;
    std::set<int> columns;  ///< 0 among them: of an expression
};

struct ServerState {
    std::map<Oid64, ServerTable> tables;
    std::map<Oid64, ServerConstraint> constraints;
    std::map<Oid64, ServerIndex> indexes;

    /// The one above all that it inherits from, as far as they are known here.
    Oid64 root(Oid64 table) const;
    /// A table by its name as a statement says it (folded, the schema in front if it is there).
    std::optional<Oid64> find(const std::string& name) const;
};

/// As the server writes a number; 0 where it is none.
std::uint64_t server_number(std::string_view text);
/// As SQL: an array of the type oid.
std::string oid_array(const std::set<Oid64>& numbers);

/// All tables but Kiln's own, extensions' and temporary ones: schema and name.
using ServerTableNames = std::map<Oid64, std::pair<std::string, std::string>>;
/// Throws kiln::Error where the server does not answer.
ServerTableNames read_table_names(Connection& connection);

/// Of these tables, as far as they are there. Works inside of a section; none where the server does
/// not answer.
std::shared_ptr<const ServerState> read_state(Connection& connection,
                                              const std::set<Oid64>& tables);

/// What of `now` was there in `before`: tables, columns, constraints and indexes.
ServerState known_before(const ServerState& now, const ServerState& before);

/// Which of these tables a script may reach: by their names, and those of functions, views and
/// triggers. More than there are, never less, but for names that are put together at run time.
std::set<Oid64> reached_tables(Connection& connection, const ServerTableNames& tables,
                               std::string_view sql);

}  // namespace kiln::tool
