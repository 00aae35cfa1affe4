#include "tool/project/shown_paths.hpp"

#include "tool/project/source_hash.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kiln::tool {
namespace {

std::vector<std::string> shown(const std::vector<std::string>& directories,
                               const std::vector<std::string>& files) {
    const ShownPaths paths(directories, "");
    std::vector<std::string> all;
    for (const std::string& file : files) all.push_back(paths.file(file));
    return all;
}

using Texts = std::vector<std::string>;

TEST(ShownPaths, of_one_folder_are_its_files) {
    EXPECT_EQ(shown({"/no/where/migrations"}, {"/no/where/migrations/a.sql", "/else/where.hpp"}),
              (Texts{"a.sql", "where.hpp"}));
    EXPECT_EQ(shown({"migrations/"}, {"migrations/a.sql"}), (Texts{"a.sql"}));
}

TEST(ShownPaths, of_several_tell_in_which_they_are) {
    EXPECT_EQ(shown({"/no/a/migrations", "/no/b/migrations"},
                    {"/no/a/migrations/x.sql", "/no/b/migrations/y.sql"}),
              (Texts{"a/migrations/x.sql", "b/migrations/y.sql"}));
    EXPECT_EQ(shown({"/no/m", "/no/m/more"}, {"/no/m/x.sql", "/no/m/more/y.sql"}),
              (Texts{"x.sql", "more/y.sql"}));
}

TEST(ShownPaths, messages_tell_no_place_on_a_machine) {
#ifdef _WIN32
    const std::string no = "C:/no";
#else
    const std::string no = "/no";
#endif
    const std::vector<std::string> directories{no + "/m"};
    const ShownPaths paths(directories, no);
    Diagnostic diagnostic;
    diagnostic.location = {no + "/m/a.sql", 3, 1};
    diagnostic.message = "'a' (" + no + "/m/a.sql) and " + no + "/kiln.toml";
    diagnostic.hint = "see " + no + "/m/b.sql";
    diagnostic.notes = {{{no + "/m/b.sql", 1, 1}, "in " + no + "/m/b.sql"}};
    const Diagnostic shown = paths.diagnostic(diagnostic);
    EXPECT_EQ(shown.location.file, "a.sql");
    EXPECT_EQ(shown.message, "'a' (a.sql) and kiln.toml");
    EXPECT_EQ(shown.hint, "see b.sql");
    EXPECT_EQ(shown.notes[0].location.file, "b.sql");
    EXPECT_EQ(shown.notes[0].message, "in b.sql");
}

// printf abc | openssl dgst -sha256 -binary | base64
TEST(SourceHash, is_what_browsers_compute) {
    EXPECT_EQ(source_hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

}  // namespace
}  // namespace kiln::tool
