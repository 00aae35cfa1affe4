#pragma once
// What a kind of server says of tables into which rows are put, and how it wants them.

#include "src/database/fault.hpp"
#include "src/sql/lexer.hpp"
#include "tool/rules/server_state.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct FilledColumn {
    std::string name;
    std::string type;                 ///< as the server writes it
    std::string base;                 ///< the bare type, without domains: int4, _text, mediumint
    std::string check;                ///< of its domain
    std::vector<std::string> labels;  ///< of an enum
    bool not_null = false;
    bool generated = false;
    bool has_default = false;
    std::size_t length = 0;  ///< the most characters or bytes; 0 is as many as one likes
    std::string charset{};   ///< where texts may be of another than the database's
    bool is_unsigned = false;
    bool is_null = false;  ///< always: what it refers to is left alone
};

struct FilledCheck {
    std::string name;       ///< empty: of the partition
    std::set<int> columns;  ///< empty: those that it names
    std::string text;
};

struct FilledKey {
    Oid64 parent = 0;
    std::vector<int> columns;
    std::vector<std::string> referred;  ///< as SQL
};

struct FilledTable {
    std::string sql;  ///< its name
    std::string name;
    bool is_partitioned = false;  ///< only its partitions take rows
    std::map<int, FilledColumn> columns;
    std::vector<FilledCheck> checks;
    std::vector<FilledKey> keys;
    std::set<int> unique;  ///< columns of unique indexes
};

using FilledTables = std::map<Oid64, FilledTable>;
using RowValues = std::map<int, std::string>;  ///< SQL, by columns

/// What a value is for.
struct ValueFor {
    int seed = 0;    ///< the row, from 1 to 99
    int column = 0;  ///< its number
    bool is_key = false;
};

/// Numbers that columns can be told apart by, and days.
std::string digits_of(int number, std::size_t count);
std::string day_for(const ValueFor& at);
/// Of a number with so many digits in all, and behind the point: what fits, and would suffer as a
/// whole number.
std::string decimal_for(int precision, int scale, int number);
/// A text that no customer's would be longer than.
std::string text_for(const ValueFor& at);

/// Whether a message names it, in whatever language and quotes.
bool says_name(std::string_view message, std::string_view name);

class CanarySql {
public:
    CanarySql() = default;
    CanarySql(const CanarySql&) = delete;
    CanarySql& operator=(const CanarySql&) = delete;
    virtual ~CanarySql() = default;

    virtual SqlRules rules() const = 0;
    /// Throws kiln::Error where the server does not answer.
    virtual FilledTables read(const std::set<Oid64>& tables) const = 0;
    /// Such that columns can be told apart; none for a type that is not known here.
    virtual std::optional<std::string> value(const FilledColumn& column,
                                             const ValueFor& at) const = 0;
    virtual std::string literal(const FilledColumn& column, const std::string& text) const = 0;
    /// Of a row of this table, another one for another seed: the value of `referred[which]`.
    virtual std::string key_of(const FilledTable& parent, const std::vector<std::string>& referred,
                               std::size_t which, int seed) const = 0;
    /// Whether keys may be asked for before their rows are there.
    virtual bool keys_are_sql() const = 0;
    /// How a key names a column (FilledKey::referred).
    virtual std::string referred_sql(const std::string& name) const = 0;
    virtual std::string insertion(const FilledTable& table,
                                  const std::vector<RowValues>& rows) const = 0;
    /// Whether this is what the server says where the condition is not met.
    virtual bool is_of(const Fault& fault, const FilledCheck& check) const = 0;
    /// A value that its type does not take.
    virtual bool is_no_value(const Fault& fault) const = 0;
    /// A row that the condition of a domain does not take, or another condition.
    virtual bool is_of_condition(const Fault& fault) const = 0;
};

}  // namespace kiln::tool
