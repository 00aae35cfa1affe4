#include "tool/project/settings.hpp"

#include "tests/support/fifo.hpp"
#include "tests/support/temporary_directory.hpp"

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
        fs::create_directories(folder_ / "a/b");
        fs::current_path(folder_);
    }
    ~SettingsTest() override { fs::current_path(before_); }
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

    /// What is said of the kiln.toml that is there.
    static std::string fault_of_file() {
        try {
            read_settings(std::nullopt);
        } catch (const kiln::Error& error) {
            return to_string(error.diagnostics()[0].code) + " " + error.diagnostics()[0].message;
        }
        return "none";
    }

private:
    fs::path before_;
    kiln::TemporaryDirectory temporary_;
    fs::path folder_ = temporary_.path();
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
round_trip = false
rules = ["K610=error", "K612=off", "K601=warning"]
sqlite_minimum = "3.35.5"
)");
    fs::current_path("a/b");
    const Settings settings = read_settings(std::nullopt);
    EXPECT_EQ(settings.script_location, (std::vector<std::string>{"../../db/one", "/srv/two"}));
    EXPECT_EQ(settings.url, "sqlite:///../../data/clinic.db");
    EXPECT_EQ(settings.version_table, "versions");
    EXPECT_TRUE(settings.transaction_per_migration);
    EXPECT_EQ(settings.lock_wait, std::chrono::milliseconds(2500));
    EXPECT_EQ(settings.dialects, (std::vector{Dialect::sqlite, Dialect::postgresql}));
    EXPECT_TRUE(settings.checks.allow_multiple_heads);
    EXPECT_FALSE(settings.checks.round_trip);
    using kiln::tool::RuleLevel;
    EXPECT_EQ(settings.checks.rules, (kiln::tool::RuleLevels{{kiln::Code{601}, RuleLevel::warning},
                                                             {kiln::Code{610}, RuleLevel::error},
                                                             {kiln::Code{612}, RuleLevel::off}}));
    EXPECT_EQ(settings.checks.sqlite_minimum, 3035005);
}

TEST_F(SettingsTest, reach_a_file_whatever_its_name) {
    fs::create_directory("why?");
    write("why?/kiln.toml", "url = \"sqlite:///file:a%3Fb.db?uri=true\"");
    EXPECT_EQ(read_settings("why?/kiln.toml").url, "sqlite:///file:why%3F/a%3Fb.db?uri=true");
    write("why?/kiln.toml", "url = \"sqlite:///a%3Fb.db\"");
    EXPECT_EQ(read_settings("why?/kiln.toml").url, "sqlite:///file:why%3F/a%253Fb.db?uri=true");
    write("why?/kiln.toml", "url = \"sqlite:///a.db?mode=ro\"");
    EXPECT_EQ(read_settings("why?/kiln.toml").url, "sqlite:///a.db?mode=ro");
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
    EXPECT_EQ(to_string(found[0].code), "K512");
    EXPECT_EQ(found[0].message, "unknown setting 'script_locatoin'");
    EXPECT_EQ(found[0].hint, "did you mean 'script_location'?");
    EXPECT_EQ(found[0].location, (kiln::Location{"kiln.toml", 1, 1}));
    EXPECT_EQ(to_string(found[1].code), "K513");
    EXPECT_EQ(found[1].message, "'lock_wait' must be a number of seconds");
    EXPECT_EQ(to_string(found[2].code), "K513");
    EXPECT_EQ(found[2].message, "'dialect' must be of sqlite, postgresql and mysql");
    EXPECT_EQ(found[2].location, (kiln::Location{"kiln.toml", 3, 11}));
}

TEST_F(SettingsTest, report_broken_toml_with_its_place) {
    const auto found = faults("url = \n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_string(found[0].code), "K511");
    EXPECT_EQ(found[0].location.line, 1U);
    EXPECT_EQ(found[0].source_line, "");
    EXPECT_EQ(faults("lock_wait = \n")[0].source_line, "lock_wait = ");
}

TEST_F(SettingsTest, never_show_a_password) {
    const std::string url = "postgresql://bob:sEcReT@db/x";
    for (const std::string& text : std::initializer_list<std::string>{
             "url = \"" + url, "url = " + url, url, "urll = \"" + url + "\"", "\"" + url + "\" = 1",
             "\"bob:sEcReT\" = 1", "\"sEcReT@db\" = 1", "sEcReT" + std::string(41, 's') + " = 1",
             "url = \"a\"\nurl = \"" + url + "\"", "\"" + url + "\" = 1\n\"" + url + "\" = 2",
             "[\"" + url + "\"]\n[\"" + url + "\"]", "a = {}\n[a.\"" + url + "\"]",
             "URL = \"x:sEcReT", "post_write_hooks = [\"PGPASSWORD=sEcReT psql",
             "post_write_hooks = [\n\"psql " + url + "\n]", "ulr = \"bob:sEcReT@db\"",
             "[x.\"" + url + "\"" + std::string(40, '.')}) {
        const auto found = faults(text);
        ASSERT_FALSE(found.empty()) << text;
        for (const kiln::Diagnostic& each : found) {
            const std::string said = each.message + each.hint + each.source_line;
            EXPECT_EQ(said.find("sEcReT"), std::string::npos) << said;
        }
    }
}

TEST_F(SettingsTest, name_a_key_unless_it_may_be_a_url) {
    const auto message = [](const std::string& text) { return faults(text).at(0).message; };
    EXPECT_EQ(message("\"a:b\" = 1"), "unknown setting");
    EXPECT_EQ(message(std::string(41, 'a') + " = 1"), "unknown setting");
    EXPECT_EQ(message("aa = 1"), "unknown setting 'aa'");
    EXPECT_EQ(message("aa = 1\naa = 2"),
              "Error while parsing key-value pair: cannot redefine existing integer 'aa'");
    EXPECT_EQ(message("\"a:b\" = 1\n\"a:b\" = 2"),
              "Error while parsing key-value pair: cannot redefine existing integer");
}

TEST_F(SettingsTest, may_have_tables_of_others_only_as_unknown_settings) {
    const auto found =
        faults("[tool.x]\na.b.c = \"1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18\"\n");
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(to_string(found[0].code), "K512");
    EXPECT_EQ(found[0].message, "unknown setting 'tool'");
}

std::string repeated(const std::string& text, int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += text;
    return out;
}

TEST_F(SettingsTest, have_no_key_of_thousands_of_parts) {
    const std::string deep = "a" + repeated(".a", 40'000);
    for (const std::string& key :
         {deep + "=1", "a" + repeated(" . \"a\"", 40'000) + "=1", "[" + deep + "]",
          "[[" + deep + "]]", "x = {" + deep + " = 1}", "x = [\"\"\"y\"\"\"\", {" + deep + " = 1}]",
          "x = ['''y''', {" + deep + " = 1}]", "x = [{y = 1}, 1.5, {" + deep + " = 1}]"}) {
        const auto found = faults("# it's\nversion_table = \"\"\"\n\\\"\"\"\"\n" + key + "\n");
        ASSERT_EQ(found.size(), 1U) << key.substr(0, 20);
        EXPECT_EQ(to_string(found[0].code), "K511") << key.substr(0, 20);
        EXPECT_EQ(found[0].message, "a key has more than 16 dots") << key.substr(0, 20);
        EXPECT_EQ(found[0].location.line, 4U) << key.substr(0, 20);
    }
    EXPECT_EQ(to_string(faults("a" + repeated(".a", 16) + " = 1").at(0).code), "K512");
}

TEST_F(SettingsTest, are_read_from_regular_files_of_a_megabyte_at_most) {
    write("kiln.toml", "#" + std::string((1 << 20) - 1, 'x'));
    EXPECT_EQ(read_settings(std::nullopt).url, "");
    write("kiln.toml", "#" + std::string(1 << 20, 'x'));
    EXPECT_EQ(fault_of_file(), "K510 cannot read the settings file: it has more than 1 MiB");
    fs::remove("kiln.toml");
    ASSERT_TRUE(kiln::make_fifo("kiln.toml"));
    EXPECT_EQ(fault_of_file(), "K510 cannot read the settings file: it is not a regular file");
    fs::remove("kiln.toml");
    fs::create_directory("kiln.toml");
    EXPECT_EQ(fault_of_file(), "K510 cannot read the settings file: it is not a regular file");
}

TEST_F(SettingsTest, are_not_passed_over_where_a_link_leads_nowhere) {
    fs::create_symlink("kiln.toml", "kiln.toml");
    EXPECT_EQ(fault_of_file(),
              "K510 cannot read the settings file: Too many levels of symbolic links");
    fs::remove("kiln.toml");
    fs::create_symlink("nowhere", "kiln.toml");
    EXPECT_EQ(fault_of_file(), "K510 cannot read the settings file: No such file or directory");
}

TEST_F(SettingsTest, refuse_values_that_make_no_sense) {
    for (const char* text :
         {"lock_wait = -1", "lock_wait = nan", "lock_wait = true", "url = \"\"",
          "script_location = []", "script_location = [1]", "version_table = 3", "lock_wait = 1e8",
          "script_location = [\"a\", 1]", "truncate_slug_length = 0", "truncate_slug_length = 201",
          "rules = \"K610=off\"", "round_trip = 1"}) {
        const auto found = faults(text);
        ASSERT_EQ(found.size(), 1U) << text;
        EXPECT_EQ(to_string(found[0].code), "K513") << text;
    }
}

TEST_F(SettingsTest, tell_each_rule_and_level_that_there_is_not_at_its_line) {
    const auto found = faults(
        "rules = [\"K610=error\",\n\"K613=off\", \"K301=off\",\n\"K601=fatal\",\n\"K602\",\n"
        "\"K610=off\",\n12,\n\"postgresql://bob:sEcReT@db/x=off\"]\n");
    std::vector<std::string> said;
    for (const kiln::Diagnostic& each : found) {
        said.push_back(std::to_string(each.location.line) + ":" +
                       std::to_string(each.location.column) + " " + to_string(each.code) + " " +
                       each.message + (each.hint.empty() ? "" : " => " + each.hint));
    }
    EXPECT_EQ(said,
              (std::vector<std::string>{
                  "2:1 K513 unknown rule 'K613' => the rules are K601 to K612 and K621 to K624",
                  "2:13 K513 unknown rule 'K301' => the rules are K601 to K612 and K621 to K624",
                  "3:1 K513 unknown level 'fatal' => the levels are error, warning and off",
                  "4:1 K513 a rule has no level => write it like \"K610=error\"",
                  "5:1 K513 K610 is set twice => remove one of the two",
                  "6:1 K513 'rules' must be a list of strings",
                  "7:1 K513 unknown rule => the rules are K601 to K612 and K621 to K624"}));
}

TEST_F(SettingsTest, have_an_oldest_sqlite_that_is_a_version_in_quotes) {
    for (const auto& [text, version] : std::initializer_list<std::pair<const char*, int>>{
             {"3.26", 3026000}, {"3.40.1", 3040001}, {"3.7.0", 3007000}}) {
        write("kiln.toml", std::string("sqlite_minimum = \"") + text + "\"");
        EXPECT_EQ(read_settings(std::nullopt).checks.sqlite_minimum, version);
    }
    for (const char* text : {"3.26", "\"3\"", "\"3.\"", "\"3.26.\"", "\"3.26.1.2\"", "\"2.8\"",
                             "\"3.x\"", "\" 3.26\"", "\"3.1000\"", "\"\"", "\"3.-1\"", "[]"}) {
        const auto found = faults(std::string("sqlite_minimum = ") + text);
        ASSERT_EQ(found.size(), 1U) << text;
        EXPECT_EQ(found[0].message, "'sqlite_minimum' must be a version of SQLite, like \"3.26\"")
            << text;
    }
}

TEST_F(SettingsTest, must_exist_where_they_are_named) {
    try {
        read_settings("no/such.toml");
        FAIL();
    } catch (const kiln::Error& error) {
        EXPECT_EQ(to_string(error.code()), "K510");
        EXPECT_EQ(error.diagnostics()[0].location.file, "no/such.toml");
    }
}

}  // namespace
