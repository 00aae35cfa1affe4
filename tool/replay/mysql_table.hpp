#pragma once
// A table of MySQL or MariaDB, as SHOW CREATE TABLE tells of it.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct MysqlColumn {
    std::string name;
    std::string type;                    ///< `int(10) unsigned`
    std::string base;                    ///< folded: `int`
    std::vector<std::string> arguments;  ///< `10`, `2`; of ENUM and SET what stands in quotes
    std::string charset;                 ///< of texts
    bool is_unsigned = false;
    bool not_null = false;
    bool generated = false;
    bool has_default = false;
};

struct MysqlKey {
    std::string name;  ///< `PRIMARY`
    bool unique = false;
    std::vector<std::string> columns;  ///< empty: an expression
};

struct MysqlForeignKey {
    std::string name;
    std::vector<std::string> columns;
    std::string parent;  ///< empty: in another database
    std::vector<std::string> referred;
    std::string text;  ///< FOREIGN KEY (…) REFERENCES …
};

struct MysqlCheck {
    std::string name;  ///< of a column: `table.column`
    std::string text;  ///< CHECK (…)
};

/// All in the order in which they stand there.
struct MysqlTable {
    std::string create;
    std::vector<MysqlColumn> columns;
    std::vector<MysqlKey> keys;
    std::vector<MysqlForeignKey> foreign_keys;
    std::vector<MysqlCheck> checks;
};

MysqlTable read_mysql_table(std::string create);

}  // namespace kiln::tool
