#pragma once

#include "tests/support/table_builder.hpp"

#include <kiln/operations.hpp>

#include <string>

namespace kiln::processes {

/// The second of them, in C++.
inline void run_second(Operations& op) {
    op.execute("INSERT INTO ran VALUES (?)", "r1");
    op.execute("CREATE TABLE t1 (x INTEGER PRIMARY KEY, y TEXT)");
    for (int x = 1; x <= 50; ++x) op.execute("INSERT INTO t1 VALUES (?, hex(zeroblob(20)))", x);
    op.execute("CREATE INDEX ix_t1 ON t1 (y)");
    op.execute("UPDATE t0 SET y = y || ?", "r1");
}
inline void take_second_back(Operations& op) { op.execute("DROP TABLE t1"); }

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
    if (count > 1) scripts["r1"] = {.up = run_second, .down = take_second_back};
    return support::TestTable(graph, scripts);
}

/// What they come to, as a build bakes it.
inline std::string snapshot_of_revisions(int count) {
    std::string sql = "CREATE TABLE ran (id TEXT);\n";
    std::string ids;
    for (int i = 0; i < count; ++i) {
        const std::string id = "r" + std::to_string(i);
        const std::string table = "t" + std::to_string(i);
        sql.append("INSERT INTO ran VALUES ('").append(id).append("');\nCREATE TABLE ");
        sql.append(table).append(" (x INTEGER PRIMARY KEY, y TEXT);\n");
        sql.append("WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 50)\n");
        sql.append("INSERT INTO ").append(table).append(" SELECT i, hex(zeroblob(20)) FROM n;\n");
        sql.append("CREATE INDEX ix_").append(table).append(" ON ").append(table).append(" (y);\n");
        if (i > 0) ids += id;
    }
    return sql.append("UPDATE t0 SET y = y || '").append(ids).append("';\n");
}

}  // namespace kiln::processes
