#pragma once
// What a PostgreSQL database consists of, by its catalogs. Names of the schema public have no
// schema; extensions' own objects are left out.

#include "src/database/connection.hpp"
#include "src/database/version_table.hpp"
#include "tool/replay/catalog.hpp"
#include "tool/replay/planned_questions.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// In one statement, which changes nothing; `version_table` is the name of Kiln's. Throws
/// kiln::Error.
Catalog read_postgresql_catalog(Connection& connection, const std::string& version_table);

/// Reads the catalogs of one connection, again and again.
class PostgresqlCatalog {
public:
    /// Where the role may, it has the server note what is changed from here on: a schema
    /// `kiln_check` with two event triggers, which are no part of the catalog.
    explicit PostgresqlCatalog(Connection& connection, const std::string& version_table =
                                                           std::string(default_version_table));

    // Both throw kiln::Error where the server does not answer, and leave a transaction as it is.

    /// All of it.
    Catalog read();
    /// The same, of what is known of the last reading: of this or any before which all was rolled
    /// back. Reads what was changed since, and what says its name; all where that is not known.
    Catalog read(Catalog last, bool all_may_have_changed = false);

    /// Such a section is about to run on the connection.
    void expect(std::string_view sql) { questions_.see(sql); }

private:
    void ask(const std::string& sql, const std::function<void(Row)>& each_row = {});
    void read_into(Catalog& catalog, const std::string& sql);
    void forget_lost_sequences(Catalog& catalog);

    Connection& connection_;
    PlannedQuestions questions_;
    bool is_watched_ = false;
};

}  // namespace kiln::tool
