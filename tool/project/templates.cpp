#include "tool/project/templates.hpp"

#include <utility>

namespace kiln::tool {
namespace {

constexpr std::string_view generic_settings =
    R"(# Settings of the program kiln. Paths are relative to this file.

# Where the revision files are: one folder, or a list of them.
script_location = "@DIRECTORY@"

# The database that upgrade, downgrade, current and stamp work on. KILN_URL in the environment or
# --url on the command line win over it.
url = "sqlite:///app.db"

# Commit after each revision instead of once for a whole run.
# transaction_per_migration = true

# Seconds to wait for a database that others hold.
# lock_wait = 30

# How new files are named.
# file_template = "%(year)d-%(month).2d-%(day).2d_%(rev)s_%(slug)s"

# Run on each new file.
# post_write_hooks = ["$EDITOR REVISION_SCRIPT_FILENAME"]
)";

constexpr std::string_view multi_dialect_settings =
    R"(# Settings of the program kiln. Paths are relative to this file.

script_location = "@DIRECTORY@"
url = "sqlite:///app.db"

# `kiln revision` writes a section for each; the build runs those for sqlite.
dialect = ["sqlite", "postgresql", "mysql"]
)";

constexpr std::string_view cmake_lists = R"(cmake_minimum_required(VERSION 3.22)
project(app LANGUAGES CXX)

find_package(Kiln REQUIRED)
add_migrations(app_db DIRECTORY @DIRECTORY@ NAMESPACE app::db)

add_executable(app main.cpp)
target_link_libraries(app PRIVATE app_db)
)";

constexpr std::string_view main_file = R"(#include <app/db/migrations.hpp>
#include <kiln/migrator.hpp>

#include <iostream>

int main() {
    try {
        kiln::Migrator migrator{"sqlite:///app.db", app::db::migrations()};
        const kiln::Report report = migrator.upgrade();
        std::cout << "revisions applied: " << report.steps.size() << '\n';
    } catch (const kiln::Error& error) {
        std::cerr << "app: " << error.what() << '\n';
        return 1;
    }
}
)";

constexpr std::string_view item_revision = R"(-- revision: @REVISION@
-- down_revision: none
-- message: create the item table

-- kiln:upgrade
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL
);

-- kiln:downgrade
DROP TABLE item;
)";

constexpr TemplateFile generic_files[] = {{"kiln.toml", generic_settings}};
constexpr TemplateFile cmake_files[] = {
    {"kiln.toml", generic_settings},
    {"CMakeLists.txt", cmake_lists},
    {"main.cpp", main_file},
    {"@DIRECTORY@/@REVISION@_create_the_item_table.sql", item_revision}};
constexpr TemplateFile multi_dialect_files[] = {{"kiln.toml", multi_dialect_settings}};

constexpr std::string_view generic_steps = R"(
Put these lines into CMakeLists.txt:

  find_package(Kiln REQUIRED)
  add_migrations(app_db DIRECTORY @DIRECTORY@)
  target_link_libraries(app PRIVATE app_db)

and write the first revision with: kiln revision -m "create tables"
)";
constexpr std::string_view multi_dialect_steps = R"(
Put these lines into CMakeLists.txt:

  find_package(Kiln REQUIRED)
  add_migrations(app_db DIRECTORY @DIRECTORY@ DIALECT sqlite postgresql mysql)
  target_link_libraries(app PRIVATE app_db)

and write the first revision with: kiln revision -m "create tables"
)";
constexpr std::string_view cmake_steps = R"(
Build and run it with:

  cmake -S . -B build && cmake --build build && ./build/app
)";

constexpr ProjectTemplate known_templates[] = {
    {"generic", "settings and an empty folder", generic_files, generic_steps},
    {"cmake", "a whole small CMake project that builds and runs", cmake_files, cmake_steps},
    {"multi-dialect", "revisions for SQLite, PostgreSQL and MySQL", multi_dialect_files,
     multi_dialect_steps},
};

}  // namespace

std::span<const ProjectTemplate> templates() { return known_templates; }

const ProjectTemplate* find_template(std::string_view name) {
    for (const ProjectTemplate& each : known_templates) {
        if (each.name == name) return &each;
    }
    return nullptr;
}

std::string fill_in(std::string_view text, std::string_view directory, std::string_view revision) {
    std::string out(text);
    const std::pair<std::string_view, std::string_view> values[] = {{"@DIRECTORY@", directory},
                                                                    {"@REVISION@", revision}};
    for (const auto& [placeholder, value] : values) {
        for (std::size_t at = out.find(placeholder); at != std::string::npos;
             at = out.find(placeholder, at + value.size())) {
            out.replace(at, placeholder.size(), value);
        }
    }
    return out;
}

}  // namespace kiln::tool
