#include "tool/replay/revisions_database.hpp"

#include "tests/support/table_builder.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tool/schema/memory_database.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

std::int64_t number_in(const sqlite::Connection& database, const std::string& sql) {
    sqlite::Statement row;
    EXPECT_EQ(row.prepare(database, sql), SQLITE_OK) << sqlite3_errmsg(database.get());
    return row.step() == SQLITE_ROW ? row.number(0) : -1;
}

/// Of two revisions, the second with this upgrade. What was made twice has two numbers.
std::int64_t chance(const std::string& folder, const std::string& upgrade = "SELECT 1",
                    std::uint32_t revision = 1, const Options& options = {}) {
    const support::TestTable table(
        "a; b < a", {{"a", {.upgrade = "CREATE TABLE t(x); INSERT INTO t VALUES (random())"}},
                     {"b", {.upgrade = upgrade}}});
    return number_in(database_of_revisions(table, options, {revision}, folder), "SELECT x FROM t");
}

TEST(RevisionsDatabase, is_taken_from_where_it_was_kept) {
    const TemporaryDirectory folder;
    const std::string place = folder / "kept";
    EXPECT_EQ(chance(place), chance(place));
    EXPECT_NE(chance(""), chance(""));
}

TEST(RevisionsDatabase, is_that_of_these_revisions_alone) {
    const TemporaryDirectory folder;
    const std::string place = folder.path().string();
    const std::int64_t at_head = chance(place);
    EXPECT_NE(chance(place, "SELECT 2"), at_head);
    EXPECT_NE(chance(place, "SELECT 1", 0), at_head);
    Options options;
    options.version_table = "other";
    EXPECT_NE(chance(place, "SELECT 1", 1, options), at_head);
    have_in_memory({.extensions = {}, .functions = {{"f", 1}}, .collations = {}});
    EXPECT_NE(chance(place), at_head);
    have_in_memory({});
    EXPECT_EQ(chance(place), at_head);
}

TEST(RevisionsDatabase, is_made_anew_where_what_was_kept_is_damaged_or_an_extension_has_a_say) {
    const TemporaryDirectory folder;
    const std::string place = folder / "kept";
    const std::int64_t first = chance(place);
    for (const fs::directory_entry& entry : fs::directory_iterator(place)) {
        fs::resize_file(entry.path(), fs::file_size(entry.path()) / 2);
    }
    const std::int64_t second = chance(place);
    EXPECT_NE(second, first);
    EXPECT_EQ(chance(place), second);
    Options options;
    options.connect = [](sqlite3*) {};
    EXPECT_NE(chance(place, "SELECT 1", 1, options), second);
    folder.write("file", "");
    EXPECT_NE(chance(folder / "file"), second);
}

}  // namespace
}  // namespace kiln::tool
