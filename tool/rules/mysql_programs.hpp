#pragma once
// Views, triggers and routines of a MySQL database, and what they name.

#include "src/database/connection.hpp"
#include "tool/rules/server_state.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

struct MysqlProgram {
    enum class Kind : std::uint8_t { view, trigger, procedure, function };
    Kind kind = Kind::view;
    std::string name;
    std::string table;  ///< of a trigger
    std::string text;
    std::set<std::string> words{};  ///< of the text (sql_words())

    bool names(const std::string& other) const;
};

/// As far as the server tells of them.
std::vector<MysqlProgram> read_mysql_programs(Connection& connection);
/// What makes it again, in a database of another name than `database`; in the order in which it
/// has to be said, settings first.
std::vector<std::string> creation_of(Connection& connection, const MysqlProgram& program,
                                     const std::string& database);
/// Whether a statement may make, change or drop some, or what they name.
bool may_change_programs(const std::set<std::string>& words);

}  // namespace kiln::tool
