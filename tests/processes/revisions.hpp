#pragma once

#include "tests/support/table_builder.hpp"

#include <string>

namespace kiln::processes {

/// `count` revisions in a row, r0 and on. Each makes a table, says in a row of `ran` that it ran,
/// and touches what the ones before it made.
inline support::TestTable revisions(int count) {
    std::string graph;
    std::map<std::string, support::TestScripts> scripts;
    for (int i = 0; i < count; ++i) {
        const std::string id = "r" + std::to_string(i);
        const std::string table = "t" + std::to_string(i);
        graph += (i == 0 ? "" : "; ") + id + (i == 0 ? "" : " < r" + std::to_string(i - 1));
        scripts[id].upgrade =
            "CREATE TABLE IF NOT EXISTS ran (id TEXT);\n"
            "INSERT INTO ran VALUES ('" +
            id +
            "');\n"
            "CREATE TABLE " +
            table +
            " (x INTEGER PRIMARY KEY, y TEXT);\n"
            "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 50)\n"
            "INSERT INTO " +
            table +
            " SELECT i, hex(zeroblob(20)) FROM n;\n"
            "CREATE INDEX ix_" +
            table + " ON " + table + " (y);\n" +
            (i == 0 ? "" : "UPDATE t0 SET y = y || '" + id + "';\n");
        scripts[id].downgrade = "DROP TABLE " + table + ";";
    }
    return support::TestTable(graph, scripts);
}

}  // namespace kiln::processes
