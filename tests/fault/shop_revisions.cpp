#include "tests/fault/shop_revisions.hpp"

#include <kiln/operations.hpp>

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>

namespace kiln::fault {
namespace {

const char* const create_tables = R"(
CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);
CREATE TABLE invoice (id INTEGER PRIMARY KEY,
    customer INTEGER NOT NULL REFERENCES customer ON DELETE CASCADE, total INTEGER NOT NULL);
CREATE TABLE line (id INTEGER PRIMARY KEY,
    invoice INTEGER NOT NULL REFERENCES invoice ON DELETE CASCADE, text TEXT NOT NULL);
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40)
    INSERT INTO customer SELECT i, printf('customer %04d', i), NULL FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 80)
    INSERT INTO invoice SELECT i, 1 + i % 40, i * 7 FROM n;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 160)
    INSERT INTO line SELECT i, 1 + i % 80, printf('%0200d', i) FROM n;
)";

const char* const drop_tables = R"(
DROP TABLE line;
DROP TABLE invoice;
DROP TABLE customer;
)";

const char* const fill_in_email = R"(
UPDATE customer SET email = 'c' || id || '@example.org';
CREATE UNIQUE INDEX customer_email ON customer (email);
)";

const char* const empty_email = R"(
DROP INDEX customer_email;
UPDATE customer SET email = NULL;
)";

/// The same as a revision in C++.
void fill_in_email_by_code(Operations& op) {
    for (const auto& row : op.query("SELECT id FROM customer ORDER BY id")) {
        const auto id = row.get<std::int64_t>(0);
        op.execute("UPDATE customer SET email = ? WHERE id = ?",
                   "c" + std::to_string(id) + "@example.org", id);
    }
    op.execute("CREATE UNIQUE INDEX customer_email ON customer (email)");
}

void empty_email_by_code(Operations& op) {
    op.execute("DROP INDEX customer_email");
    op.execute("UPDATE customer SET email = NULL");
}

const char* const add_columns = R"(
ALTER TABLE invoice ADD COLUMN paid INTEGER NOT NULL DEFAULT 0;
UPDATE invoice SET paid = total % 2;
ALTER TABLE line ADD COLUMN price INTEGER;
CREATE INDEX line_invoice ON line (invoice);
)";

const char* const drop_columns = R"(
DROP INDEX line_invoice;
ALTER TABLE line DROP COLUMN price;
ALTER TABLE invoice DROP COLUMN paid;
)";

const char* const rebuild_parent = R"(
CREATE TABLE customer_new (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE,
    email TEXT NOT NULL CHECK (email LIKE '%@%'));
INSERT INTO customer_new SELECT id, name, email FROM customer;
DROP TABLE customer;
ALTER TABLE customer_new RENAME TO customer;
CREATE UNIQUE INDEX customer_email ON customer (email);
)";

const char* const rebuild_parent_back = R"(
CREATE TABLE customer_old (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT);
INSERT INTO customer_old SELECT id, name, email FROM customer;
DROP TABLE customer;
ALTER TABLE customer_old RENAME TO customer;
CREATE UNIQUE INDEX customer_email ON customer (email);
)";

const char* const archive = R"(
CREATE TABLE archive (id INTEGER PRIMARY KEY, invoice INTEGER NOT NULL, text TEXT NOT NULL,
    price INTEGER);
INSERT INTO archive SELECT id, invoice, text, price FROM line WHERE id % 4 = 0;
DELETE FROM line WHERE id % 4 = 0;
CREATE TRIGGER line_kept AFTER DELETE ON line BEGIN
    INSERT INTO archive VALUES (OLD.id, OLD.invoice, OLD.text, OLD.price); END;
CREATE VIEW open_invoice AS SELECT id, total FROM invoice WHERE NOT paid;
)";

const char* const unarchive = R"(
DROP VIEW open_invoice;
DROP TRIGGER line_kept;
INSERT INTO line SELECT id, invoice, text, price FROM archive;
DROP TABLE archive;
)";

std::string row(std::initializer_list<int> numbers) {
    std::string text;
    for (const int number : numbers) text += (text.empty() ? "(" : ",") + std::to_string(number);
    return text + ")";
}

}  // namespace

std::vector<support::TestScripts> shop_scripts() {
    return {
        {.upgrade = create_tables, .downgrade = drop_tables},
        {.upgrade = fill_in_email,
         .downgrade = empty_email,
         .up = fill_in_email_by_code,
         .down = empty_email_by_code},
        {.upgrade = add_columns, .downgrade = drop_columns},
        {.upgrade = rebuild_parent, .downgrade = rebuild_parent_back},
        {.upgrade = archive, .downgrade = unarchive},
    };
}

std::string shop_snapshot() {
    std::string sql =
        "CREATE TABLE invoice (id INTEGER PRIMARY KEY,\n    customer INTEGER NOT NULL REFERENCES "
        "customer ON DELETE CASCADE, total INTEGER NOT NULL, paid INTEGER NOT NULL DEFAULT 0);\n";
    for (int i = 1; i <= 80; ++i) {
        sql +=
            (i % 40 == 1 ? "INSERT INTO invoice VALUES" : ",") + row({i, 1 + i % 40, i * 7, i % 2});
        if (i % 40 == 0) sql += ";\n";
    }
    const std::string zeros(200, '0');
    const auto line = [&](int i) {
        const std::string number = std::to_string(i);
        return "(" + number + "," + std::to_string(1 + i % 80) + ",'" +
               zeros.substr(number.size()) + number + "',NULL)";
    };
    const auto lines = [&](const std::string& table, bool archived) {
        std::string statement;
        for (int i = 1; i <= 160; ++i) {
            if ((i % 4 == 0) != archived) continue;
            statement += (statement.empty() ? "INSERT INTO " + table + " VALUES" : ",") + line(i);
        }
        return statement + ";\n";
    };
    sql +=
        "CREATE TABLE line (id INTEGER PRIMARY KEY,\n    invoice INTEGER NOT NULL REFERENCES "
        "invoice "
        "ON DELETE CASCADE, text TEXT NOT NULL, price INTEGER);\n" +
        lines("line", false) + "CREATE INDEX line_invoice ON line (invoice);\n" +
        "CREATE TABLE \"customer\" (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE,\n   "
        " "
        "email TEXT NOT NULL CHECK (email LIKE '%@%'));\n";
    for (int i = 1; i <= 40; ++i) {
        const std::string number = std::to_string(i);
        sql += "INSERT INTO customer VALUES (" + number + ",'customer " +
               std::string(4 - number.size(), '0') + number + "','c" + number + "@example.org');\n";
    }
    return sql + "CREATE UNIQUE INDEX customer_email ON customer (email);\n" +
           "CREATE TABLE archive (id INTEGER PRIMARY KEY, invoice INTEGER NOT NULL, text TEXT NOT "
           "NULL,\n    price INTEGER);\n" +
           lines("archive", true) +
           "CREATE TRIGGER line_kept AFTER DELETE ON line BEGIN\n    INSERT INTO archive VALUES "
           "(OLD.id, OLD.invoice, OLD.text, OLD.price); END;\n"
           "CREATE VIEW open_invoice AS SELECT id, total FROM invoice WHERE NOT paid;\n";
}

support::TestTable shop_table(const std::vector<support::TestScripts>& scripts) {
    std::map<std::string, support::TestScripts> by_revision;
    std::string graph;
    for (std::size_t i = 0; i < shop_ids.size(); ++i) {
        const std::string id(shop_ids[i]);
        graph += id + (i == 0 ? "" : " < " + std::string(shop_ids[i - 1])) + ";";
        by_revision[id] = scripts.at(i);
    }
    return support::TestTable(graph, by_revision);
}

std::vector<std::string> statements_of(const std::string& section) {
    std::vector<std::string> statements;
    for (std::size_t at = 0; at < section.size();) {
        const std::size_t end = section.find(";\n", at);
        if (end == std::string::npos) break;
        statements.push_back(section.substr(at, end + 2 - at));
        at = end + 2;
    }
    return statements;
}

}  // namespace kiln::fault
