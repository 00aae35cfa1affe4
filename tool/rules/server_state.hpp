#pragma once
// What rules on a server go by: tables, and what hangs on them, by numbers that outlive every new
// name: the server's own, or where it has none such as a ServerStage gives.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {

using Oid64 = std::uint64_t;  ///< such a number; 0 is none

struct ServerColumn {
    std::string name;
    bool not_null = false;
    bool generated = false;
    bool inherited = false;  ///< from a table above it
    std::string type{};      ///< as the server writes it
};

/// Without the schema `public`, or where there is none.
std::string shown_table(const std::string& schema, const std::string& name);

struct ServerTable {
    std::string schema;
    std::string name;
    /// Changes when the table is written anew; "0" of a partitioned one, empty where the server
    /// does not tell.
    std::string file;
    Oid64 parent = 0;                     ///< that it inherits from, or is a partition of
    std::map<int, ServerColumn> columns;  ///< by their numbers, which are never used again

    /// As messages call it: without the schema `public`.
    std::string shown() const { return shown_table(schema, name); }
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
    bool inherited = false;  ///< from a table above it, or a part of that one's
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

/// All tables but Kiln's own, extensions' and temporary ones: schema and name.
using ServerTableNames = std::map<Oid64, std::pair<std::string, std::string>>;

/// What of `now` was there in `before`: tables, columns, constraints and indexes.
ServerState known_before(const ServerState& now, const ServerState& before);

/// What happens to a row may, by such a script, happen to those that refer to it.
bool may_cascade(std::string_view sql);
/// Which of these tables a script may reach, by names in it and `ways`: a name, and a text that
/// names what is reached by it.
std::set<Oid64> reached_tables(const ServerTableNames& tables, std::string_view sql,
                               std::multimap<std::string, std::string> ways);

}  // namespace kiln::tool
