#pragma once
// A schema as it is shown to people and programs.

#include <kiln/dialect.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct DescribedColumn {
    std::string name;
    std::string type;  ///< as written; may be empty
    bool not_null = false;
    std::optional<std::string> default_text;  ///< SQL
    unsigned primary_key = 0;                 ///< its place in the key, from 1; 0: not in it
};

struct DescribedIndex {
    std::string name;
    bool unique = false;
    std::vector<std::optional<std::string>> columns;  ///< none for an expression
};

struct DescribedForeignKey {
    std::vector<std::string> columns;
    std::string references;  ///< the table's name as it stands in the key
    std::vector<std::string> referred_columns;
};

struct DescribedTable {
    std::string name;
    std::vector<DescribedColumn> columns;
    std::vector<DescribedIndex> indexes;  ///< those that have a name of their own
    std::vector<DescribedForeignKey> foreign_keys;
    /// Sets of columns of which no two rows have the same: the key, UNIQUE, unique indexes.
    std::vector<std::vector<std::string>> unique_columns;
};

struct DescribedView {
    std::string name;
    std::string sql;
};

struct DescribedTrigger {
    std::string name;
    std::string table;
    std::string sql;
};

/// Each in the order in which it was made.
struct DescribedSchema {
    std::vector<DescribedTable> tables;
    std::vector<DescribedView> views;
    std::vector<DescribedTrigger> triggers;
    std::vector<std::string> statements;  ///< that make all of it, without semicolons
    std::vector<std::string> left_out;  ///< what they do not make: `operator ===(integer,integer)`
    Dialect dialect = Dialect::sqlite;
};

/// One statement of MySQL's as its client takes it: with a DELIMITER where it has semicolons.
std::string terminated_for_mysql(std::string_view statement);

/// The statements, each on lines of its own; what is left out as comments behind them.
std::string schema_sql(const DescribedSchema& schema);

/// As the contract has it: tables, views, triggers.
std::string schema_json(const DescribedSchema& schema);

}  // namespace kiln::tool
