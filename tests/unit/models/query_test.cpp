#include <kiln/models/query.hpp>

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace kiln::support {
namespace {

struct Account {
    std::int64_t id;
    std::string name;
    std::optional<double> balance;
};

std::string told;

void tell_accounts(Operations& op) {
    op.execute("CREATE TABLE account (balance REAL, name TEXT, id INTEGER PRIMARY KEY, more TEXT)");
    op.execute("INSERT INTO account VALUES (2.5, 'ada', 1, 'x'), (NULL, 'bob', 2, 'y')");
    for (const Account& each : op.query<Account>("SELECT * FROM account WHERE id > ?", 0)) {
        told += std::to_string(each.id) + each.name + (each.balance ? "+" : "-") + " ";
    }
    for (const auto& each : op.query<Account>("SELECT * FROM account WHERE id > 2")) {
        told += each.name;
    }
    EXPECT_EQ(caught([&] {
                  for (const auto& each : op.query<Account>("SELECT id, name FROM account")) {
                      told += each.name;
                  }
              }).message,
              "there is no column 'balance': the row has 'id', 'name'");
    EXPECT_EQ(caught([&] {
                  for (const auto& each :
                       op.query<Account>("SELECT id, NULL AS name, 1 AS balance FROM account")) {
                      told += each.name;
                  }
              }).message,
              "the column holds NULL, not text");
}

TEST(QueryOfStructs, reads_columns_by_the_names_of_members) {
    const TemporaryFolder folder;
    const TestTable table("a", {{"a", {.up = tell_accounts}}});
    told.clear();
    Migrator(url_of(folder.file("x.db")), table).upgrade();
    EXPECT_EQ(told, "1ada+ 2bob- ");
}

}  // namespace
}  // namespace kiln::support
