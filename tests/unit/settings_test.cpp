#include "tool/commands/settings.hpp"

#include <kiln/error.hpp>

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using kiln::Dialect;
using kiln::tool::read_settings;
using kiln::tool::Settings;

/// A working directory that is gone when the test is.
class SettingsTest : public testing::Test {
protected:
    SettingsTest() : before_(fs::current_path()) {
        std::string pattern = (fs::temp_directory_path() / "kiln-settings-XXXXXX").string();
        folder_ = mkdtemp(pattern.data());
        fs::create_directories(folder_ / "a/b");
        fs::current_path(folder_);
    }
    ~SettingsTest() override {
        fs::current_path(before_);
        fs::remove_all(folder_);
    }
    static void write(const char* path, const std::string& text) { std::ofstream(path) << text; }

    /// The diagnostics that reading `text` ends in.
    static std::vector<kiln::Diagnostic> faults(const std::string& text) {
        write("kiln.toml", text);
        try {
            read_settings(std::nullopt);
        } catch (const kiln::Error& error) {
            return error.diagnostics();
        }
        return {};
    }

private:
    fs::path before_;
    fs::path folder_;
};

TEST_F(SettingsTest, are_the_defaults_where_there_is_no_file) {
    const Settings settings = read_settings(std::nullopt);
    EXPECT_EQ(settings.script_location, std::vector<std::string>{"migrations"});
    EXPECT_EQ(settings.version_table, "alembic_version");
    EXPECT_EQ(settings.lock_wait, std::chrono::seconds(30));
}

TEST_F(SettingsTest, are_read_from_the_nearest_folder_above_and_reached_from_here) {
    write("kiln.toml", R"(
script_location = ["db/one", "/srv/two"]
url = "sqlite:///data/clinic.db"
version_table = "versions"
transaction_per_migration = true
lock_wait = 2.5
dialect = ["sqlite", "postgresql"]
allow_multiple_heads = true
)");
    fs::current_path("a/b");
    const Settings settings = read_settings(std::nullopt);
    EXPECT_EQ(settings.script_location, (std::vector<std::string>{"../../db/one", "/srv/two"}));
    EXPECT_EQ(settings.url, "sqlite:///../../data/clinic.db");
    EXPECT_EQ(settings.version_table, "versions");
    EXPECT_TRUE(settings.transaction_per_migration);
    EXPECT_EQ(settings.lock_wait, std::chrono::milliseconds(2500));
    EXPECT_EQ(settings.dialects, (std::vector{Dialect::sqlite, Dialect::postgresql}));
    EXPECT_TRUE(settings.allow_multiple_heads);
}

TEST_F(SettingsTest, leave_absolute_memory_and_server_urls_as_they_are) {
    for (const std::string url :
         {"sqlite:////srv/clinic.db", "sqlite://", "sqlite:///:memory:", "postgresql://u@h/db"}) {
        write("kiln.toml", "url = \"" + url + "\"");
        fs::current_path("a");
        EXPECT_EQ(read_settings(std::nullopt).url, url);
        fs::current_path("..");
    }
}

TEST_F(SettingsTest, report_all_faults_at_once_with_their_places) {
    const auto found =
        faults("script_locatoin = \"x\"\nlock_wait = \"long\"\ndialect = \"oracle\"\n");
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0].code, "K512");
    EXPECT_EQ(found[0].message, "unknown setting 'script_locatoin'");
    EXPECT_EQ(found[0].hint, "did you mean 'script_location'?");
    EXPECT_EQ(found[0].location, (kiln::Location{"kiln.toml", 1, 1}));
    EXPECT_EQ(found[1].code, "K513");
    EXPECT_EQ(found[1].message, "'lock_wait' must be a number of seconds");
    EXPECT_EQ(found[2].code, "K513");
    EXPECT_EQ(found[2].message, "'dialect' must be of sqlite, postgresql and mysql");
    EXPECT_EQ(found[2].location, (kiln::Location{"kiln.toml", 3, 11}));
}

TEST_F(SettingsTest, report_broken_toml_with_its_place) {
    const auto found = faults("url = \n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, "K511");
    EXPECT_EQ(found[0].location.line, 1U);
    EXPECT_EQ(found[0].source_line, "url = ");
}

TEST_F(SettingsTest, refuse_values_that_make_no_sense) {
    for (const char* text :
         {"lock_wait = -1", "lock_wait = nan", "lock_wait = true", "url = \"\"",
          "script_location = []", "script_location = [1]", "version_table = 3"}) {
        const auto found = faults(text);
        ASSERT_EQ(found.size(), 1U) << text;
        EXPECT_EQ(found[0].code, "K513") << text;
    }
}

TEST_F(SettingsTest, must_exist_where_they_are_named) {
    try {
        read_settings("no/such.toml");
        FAIL();
    } catch (const kiln::Error& error) {
        EXPECT_EQ(error.code(), "K510");
        EXPECT_EQ(error.diagnostics()[0].location.file, "no/such.toml");
    }
}

}  // namespace
