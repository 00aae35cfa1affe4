// revision: 3f2a9c61d0b7
// down_revision: 1975ea83b712
// message: hash the passwords
// create_date: 2026-11-23T09:00:00Z

#include "hashing.hpp"

#include <kiln/operations.hpp>

template <>
void kiln::revision<"3f2a9c61d0b7">::upgrade(kiln::Operations& op) {
    op.execute("ALTER TABLE account ADD COLUMN password_hash TEXT NOT NULL DEFAULT ''");
    for (const auto& row : op.query("SELECT id, password FROM account")) {
        op.execute("UPDATE account SET password_hash = ? WHERE id = ?",
                   hash(row.get<std::string_view>(1)), row.get<std::int64_t>(0));
    }
}

// The passwords are still there.
template <>
void kiln::revision<"3f2a9c61d0b7">::downgrade(kiln::Operations& op) {
    op.execute("ALTER TABLE account DROP COLUMN password_hash");
}
