#pragma once
// What a SELECT says, from its tokens.

#include "src/schema/tokens.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// A value or condition.
struct Expression {
    std::string normal;           ///< see normal()
    std::string written;          ///< as it was written, without comments
    std::string column;           ///< folded, where all of it is one column
    std::string qualifier;        ///< folded, what stands before that column's dot
    std::set<std::string> names;  ///< folded, of columns and whatever else has one; no functions

    /// Names one of these columns (folded).
    bool mentions(const std::set<std::string>& columns) const;
};

/// `*` has an empty `normal` and may have a qualifier.
struct SelectedValue : Expression {
    std::string name;  ///< folded: behind AS, else the column's; empty where SQLite makes one up
    bool is_star() const { return normal.empty(); }
};

struct Query;

/// A table or query behind FROM.
struct QuerySource {
    std::string table;          ///< folded, a schema's name in front if it is there: `main.t`
    std::string alias;          ///< folded: what its columns are qualified with
    std::vector<Query> query;   ///< none or one: a subquery, or the query of WITH
    bool inner_joined = false;  ///< rows without a partner go
};

/// One SELECT.
struct Selection {
    bool distinct = false;
    std::vector<SelectedValue> values;
    std::vector<QuerySource> sources;
    std::optional<Expression> where;
    bool group_by = false;
    std::optional<Expression> having;
};

/// SELECTs between UNION and the like.
struct Query {
    std::vector<Selection> selections;  ///< empty for VALUES
    bool is_union_all = true;           ///< no UNION, INTERSECT or EXCEPT
    bool limit = false;
};

/// The queries that WITH names, by folded name.
using CommonTables = std::map<std::string, Query>;

Expression read_expression(Tokens tokens);
/// `SELECT …`, `VALUES …` or `WITH …`; what stands behind the query (ON CONFLICT, RETURNING) is
/// left alone.
Query read_query(Tokens tokens, const CommonTables& common);
/// If `WITH …` stands at `at`, reads it and moves `at` behind it.
CommonTables read_common_tables(Tokens tokens, std::size_t& at, CommonTables common = {});
/// `t`, `main.t`: folded, and `at` moves behind it.
std::string read_table_name(Tokens tokens, std::size_t& at);

}  // namespace kiln::tool
