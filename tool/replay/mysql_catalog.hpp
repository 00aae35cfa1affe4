#pragma once
// What a database of MySQL or MariaDB consists of, by what SHOW CREATE says.

#include "src/database/connection.hpp"
#include "tool/replay/catalog.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// The words of a script, folded: each name that it says is one of them, and so are what stands in
/// quotes, and the parts of it.
std::set<std::string> sql_words(std::string_view sql);

/// Whether these words may change what they do not name, as what refers to a table that is renamed.
bool may_change_anything(const std::set<std::string>& words);

/// While one lives, SHOW CREATE writes names in backticks and a SELECT answers all rows, whatever
/// the server has for its sessions; then the session is as it was.
class MysqlReading {
public:
    explicit MysqlReading(Connection& connection);
    MysqlReading(const MysqlReading&) = delete;
    MysqlReading& operator=(const MysqlReading&) = delete;
    ~MysqlReading();

private:
    Connection& connection_;
    std::string back_;  ///< empty where nothing had to be set
};

std::string in_backticks(std::string_view name);
/// Takes `DEFINER=…` out of a CREATE statement: whose the object is.
std::string take_definer(std::string& sql);
/// Without the number that the next row gets: values are no part of it. `options` is what stands
/// behind a table's parentheses.
std::string without_counter(std::string options);
/// What a server says, without the name of a database before those of tables.
std::string without_database(std::string message, const std::string& database);

/// Reads one database, again and again.
class MysqlCatalog {
public:
    /// `version_table` is the name of Kiln's. `also_known_as` is a database with which this one is
    /// compared: views say the name of their own before a table's, and it may be an alias, too.
    MysqlCatalog(Connection& connection, const std::string& version_table,
                 const std::string& also_known_as = {});

    // Both throw kiln::Error where the server does not answer.

    /// All of it.
    Catalog read();
    /// The same, of what is known of the last reading: reads anew what these words name, and what
    /// came or went besides.
    Catalog read(Catalog last, const std::set<std::string>& words);

private:
    /// What a database has, by key: `table patient`, and its name.
    using Objects = std::map<std::string, std::string>;

    Catalog read(Catalog last, const std::set<std::string>* words);
    Objects objects() const;
    void ask(const std::string& sql, const std::function<void(Row)>& each_row) const;
    std::string unqualified(std::string create) const;
    void read_object(Catalog& catalog, const std::string& key, const std::string& name) const;
    void read_table(Catalog& catalog, const std::string& key, const std::string& name) const;

    Connection& connection_;
    std::set<std::string> own_;  ///< Kiln's tables, folded
    /// Names of the database, as views say them, and tables of the sequences in a DEFAULT.
    std::vector<std::string> qualifiers_;
    bool has_routines_ = true;  ///< the server can: its system tables are there
};

}  // namespace kiln::tool
