#pragma once
// What is asked of PostgreSQL's catalogs again and again: to plan it takes longer than to answer
// it.

#include "src/database/connection.hpp"

#include <map>
#include <string>
#include <string_view>

namespace kiln::tool {

/// On one connection, as prepared statements, which survive a rollback.
class PlannedQuestions {
public:
    /// The connection must outlive it.
    explicit PlannedQuestions(Connection& connection);

    /// `sql` may have `$1`, an array of oid. Throws kiln::Error where the server refuses it.
    void add(const std::string& name, std::string sql);
    /// Once more, on another session.
    void plan_again() const;
    /// The statement to run; `oids` is SQL.
    std::string with(const std::string& name, const std::string& oids = "") const;
    /// Such a section may drop what is prepared: from here on all is planned anew.
    void see(std::string_view section);

private:
    void plan(const std::string& name, const std::string& sql) const;

    Connection& connection_;
    std::map<std::string, std::string> questions_;
    bool is_planned_ = true;
};

}  // namespace kiln::tool
