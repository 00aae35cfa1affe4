#pragma once
// What MySQL and MariaDB say of tables into which rows are put.

#include "src/database/connection.hpp"
#include "tool/replay/mysql_table.hpp"
#include "tool/rules/server_canary_sql.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// The tables of a database, by their numbers.
class MysqlTables {
public:
    MysqlTables() = default;
    MysqlTables(const MysqlTables&) = delete;
    MysqlTables& operator=(const MysqlTables&) = delete;
    virtual ~MysqlTables() = default;

    virtual Connection& connection() const = 0;
    virtual std::optional<std::string> name_of(Oid64 table) const = 0;
    virtual std::optional<Oid64> number_of(const std::string& name) const = 0;
    /// By any name; 0 where there is none.
    virtual int column(Oid64 table, const std::string& name) const = 0;
    /// None where it is not there.
    virtual const MysqlTable* table(Oid64 number) = 0;
};

class MysqlCanaries final : public CanarySql {
public:
    /// The tables must outlive it.
    explicit MysqlCanaries(MysqlTables& tables) : tables_(tables) {}

    SqlRules rules() const override { return SqlRules::mysql; }
    FilledTables read(const std::set<Oid64>& tables) const override;
    std::optional<std::string> value(const FilledColumn& column, const ValueFor& at) const override;
    std::string literal(const FilledColumn& column, const std::string& text) const override;
    std::string key_of(const FilledTable& parent, const std::vector<std::string>& referred,
                       std::size_t which, int seed) const override;
    /// A trigger may change the table that a subquery reads, which the server refuses.
    bool keys_are_sql() const override { return false; }
    std::string referred_sql(const std::string& name) const override;
    std::string insertion(const FilledTable& table,
                          const std::vector<RowValues>& rows) const override;
    bool is_of(const Fault& fault, const FilledCheck& check) const override;
    bool is_no_value(const Fault& fault) const override;
    bool is_of_condition(const Fault& fault) const override;

private:
    MysqlTables& tables_;
};

std::string text_in_mysql(std::string_view text);
bool is_binary_in_mysql(std::string_view base);

}  // namespace kiln::tool
