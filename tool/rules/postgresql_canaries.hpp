#pragma once
// What PostgreSQL's catalogs say of tables into which rows are put.

#include "src/database/connection.hpp"
#include "tool/replay/planned_questions.hpp"
#include "tool/rules/server_canary_sql.hpp"

namespace kiln::tool {

class PostgresqlCanaries final : public CanarySql {
public:
    /// Both must outlive it.
    PostgresqlCanaries(Connection& connection, PlannedQuestions& questions);

    SqlRules rules() const override { return SqlRules::postgresql; }
    FilledTables read(const std::set<Oid64>& tables) const override;
    std::optional<std::string> value(const FilledColumn& column, const ValueFor& at) const override;
    std::string literal(const FilledColumn& column, const std::string& text) const override;
    std::string key_of(const FilledTable& parent, const std::vector<std::string>& referred,
                       std::size_t which, int seed) const override;
    bool keys_are_sql() const override { return true; }
    std::string referred_sql(const std::string& name) const override;
    std::string insertion(const FilledTable& table,
                          const std::vector<RowValues>& rows) const override;
    bool is_of(const Fault& fault, const FilledCheck& check) const override;
    bool is_no_value(const Fault& fault) const override;
    bool is_of_condition(const Fault& fault) const override;

private:
    Connection& connection_;
    PlannedQuestions& questions_;
};

/// As SQL: an array of the type oid.
std::string oid_array(const std::set<Oid64>& numbers);
/// With its schema, in quotes.
std::string quoted_table(const std::string& schema, const std::string& name);

}  // namespace kiln::tool
