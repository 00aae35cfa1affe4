// Connections that an application prepares.

#include "tests/support/caught.hpp"
#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

namespace kiln::support {
namespace {

using testing::HasSubstr;

int compare_sizes(void*, int size_a, const void*, int size_b, const void*) {
    return size_a - size_b;
}

void twice(sqlite3_context* context, int, sqlite3_value** values) {
    sqlite3_result_int64(context, 2 * sqlite3_value_int64(values[0]));
}

class Connect : public testing::Test {
protected:
    Connect() {
        options.connect = [this](sqlite3* connection) {
            ++connected;
            sqlite3_create_function(connection, "twice", 1, SQLITE_UTF8, nullptr, twice, nullptr,
                                    nullptr);
            sqlite3_create_collation(connection, "by_size", SQLITE_UTF8, nullptr, compare_sizes);
        };
    }
    Report upgrade(const std::string& url, const std::string& target = "heads") {
        return Migrator(url, table, options).upgrade(target);
    }

    const TestTable table{
        "a; b < a",
        {{"a", {.upgrade = "CREATE TABLE t (x, s TEXT UNIQUE COLLATE by_size);"}},
         {"b", {.upgrade = "INSERT INTO t VALUES (twice(21), 'one'), (1, 'three');"}}}};
    TemporaryFolder folder;
    std::string file = folder.file("x.db");
    Options options;
    int connected = 0;
};

TEST_F(Connect, prepares_a_file_before_anything_else) {
    upgrade(url_of(file));
    EXPECT_EQ(run_sql(file, "SELECT x FROM t NOT INDEXED"), "42 1");
    EXPECT_EQ(connected, 1);
    Migrator migrator(url_of(file), table, options);
    std::ignore = migrator.current();
    std::ignore = migrator.current();
    EXPECT_EQ(connected, 3) << "each call opens the file anew";
}

TEST_F(Connect, prepares_a_database_in_memory_once) {
    Migrator migrator("sqlite://", table, options);
    EXPECT_EQ(migrator.upgrade().steps.size(), 2U);
    EXPECT_EQ(migrator.current(), std::vector<std::string>{"b"});
    EXPECT_EQ(connected, 1);
}

TEST_F(Connect, leaves_an_applications_own_connection_alone) {
    const TestConnection own(file);
    const Caught error = caught([&] { Migrator(own.get(), table, options).upgrade(); });
    EXPECT_EQ(error.code, "K411");
    EXPECT_THAT(error.message, HasSubstr("no such collation sequence: by_size"));
    EXPECT_THAT(error.hint, HasSubstr("let Options::connect register it with the connections that "
                                      "Kiln opens"));
    EXPECT_EQ(connected, 0);
}

TEST_F(Connect, prepares_the_connections_of_a_backup) {
    upgrade(url_of(file), "a");
    {
        const TestConnection own(file);
        sqlite3_create_collation(own.get(), "by_size", SQLITE_UTF8, nullptr, compare_sizes);
        own.run("INSERT INTO t VALUES (1, 'a'), (2, 'bb')");
        // Found only by who can compare as the application does.
        own.run("PRAGMA writable_schema = ON");
        own.run("UPDATE sqlite_master SET sql = replace(sql, 'by_size', 'nocase')");
    }
    run_sql(file, "UPDATE t SET s = 'c' WHERE x = 2");
    {
        const TestConnection own(file);
        own.run("PRAGMA writable_schema = ON");
        own.run("UPDATE sqlite_master SET sql = replace(sql, 'nocase', 'by_size')");
    }
    options.backup = folder.file("x.bak");
    const Caught error = caught([&] { upgrade(url_of(file)); });
    EXPECT_EQ(error.code, "K420");
    EXPECT_THAT(error.message, HasSubstr("the copy is not sound"));
}

TEST_F(Connect, that_throws_ends_the_call_and_changes_nothing) {
    options.connect = [](sqlite3*) { throw std::runtime_error("no key"); };
    EXPECT_THROW(upgrade(url_of(file)), std::runtime_error);
    EXPECT_EQ(bytes_of(file), "");
}

TEST_F(Connect, is_an_error_with_a_url_of_another_database) {
    const Caught error = caught([&] { upgrade("postgresql://u:secret@h/db"); });
    EXPECT_EQ(error.code, "K525");
    EXPECT_THAT(error.message, HasSubstr("'postgresql://u:***@h/db' names another database"));
    options.connect = nullptr;
    EXPECT_EQ(caught([&] { upgrade("postgresql://u:secret@h/db"); }).code, "K402");
}

}  // namespace
}  // namespace kiln::support
