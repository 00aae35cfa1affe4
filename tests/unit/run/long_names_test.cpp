// Databases in folders whose names a system with code pages and a limit of 260 letters could trip
// over.

#include "tests/support/database_file.hpp"
#include "tests/support/table_builder.hpp"

#include <kiln/migrator.hpp>
#include <kiln/sqlite.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

namespace fs = std::filesystem;

TEST(LongNames, a_database_is_reached_by_path_and_url_whatever_the_letters_and_length) {
    const TestTable table{"a", {{"a", {.upgrade = "CREATE TABLE t (x);"}}}};
    const TemporaryFolder folder;
    fs::path long_folder = folder.path();
    for (int i = 0; i < 8; ++i) long_folder /= u8"Wartezimmer süß Ωμέγα ждать 100% #1";
    fs::create_directories(long_folder);
    const fs::path file = long_folder / u8"Kartei 診.db";
    ASSERT_GT(file.native().size(), 260U);
    for (const fs::path& path : {file, fs::path(file).make_preferred()}) {
        fs::remove(file);
        Migrator migrator(sqlite_url(path), table);
        EXPECT_EQ(migrator.state(), State::absent);
        EXPECT_EQ(migrator.upgrade().steps.size(), 1U);
        EXPECT_TRUE(fs::exists(file));
        EXPECT_EQ(migrator.current(), std::vector<std::string>{"a"});
    }
    // As a person writes it.
    const std::u8string text = file.generic_u8string();
    const std::string url = "sqlite:///" + std::string(text.begin(), text.end());
    EXPECT_EQ(Migrator(url, table).state(), State::at_heads);
}

}  // namespace
}  // namespace kiln::support
