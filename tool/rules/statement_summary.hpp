#pragma once
// What a statement of a revision does, from its tokens.

#include "tool/rules/query.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// `c = 1`; of `(a, b) = (…)` each column has the whole of it.
struct Assignment {
    std::string column;  ///< folded
    Expression value;
};

/// Names are folded. That of a table has its schema in front where the statement says it
/// (`main.t`).
struct StatementSummary {
    enum class Kind : std::uint8_t {
        other,
        create_table,
        create_virtual_table,
        create_view,
        create_index,
        create_trigger,
        drop_table,
        drop_view,
        drop_index,
        drop_trigger,
        rename_table,
        rename_column,
        add_column,
        drop_column,
        insert,
        update,
        remove,  ///< DELETE
    };
    enum class Conflict : std::uint8_t { fail, ignore, replace };  ///< all others fail

    Kind kind = Kind::other;
    std::string name;    ///< of the object that is created, dropped, altered or written to
    std::string table;   ///< of an index or trigger that is created: what it is on
    std::string column;  ///< of RENAME, ADD and DROP COLUMN
    std::string new_name;
    bool if_exists = false;  ///< IF EXISTS, IF NOT EXISTS
    bool temporary = false;
    bool unique = false;
    std::string definition;  ///< of a created table, as sqlite_schema would hold it, or of a column

    std::vector<std::string> columns;  ///< of INSERT, as listed
    std::optional<Query> query;        ///< behind INSERT or CREATE TABLE AS
    Conflict conflict = Conflict::fail;
    bool upsert = false;

    std::vector<Assignment> assignments;  ///< of UPDATE, and of an INSERT's DO UPDATE
    std::optional<Expression> where;      ///< of UPDATE and DELETE
};

/// By `rules` of a server: of UPDATE and DELETE alone; what else it has there is left out.
StatementSummary summary_of(std::string_view statement, SqlRules rules = SqlRules::sqlite);

}  // namespace kiln::tool
