# A library that links its migrations, installed with install(EXPORT), and a program elsewhere that
# knows of that package only.
file(WRITE "${scratch}/library/migrations/a1.sql" "-- revision: a1
-- down_revision: none
-- message: notes

-- kiln:upgrade
CREATE TABLE note (id INTEGER PRIMARY KEY);

-- kiln:downgrade
DROP TABLE note;
")
file(WRITE "${scratch}/library/notes.cpp" "#include <kiln/migrator.hpp>
#include <notes/db/migrations.hpp>
std::size_t prepare(const char* url) {
    return kiln::Migrator{url, notes::db::migrations()}.upgrade().steps.size();
}
")
file(WRITE "${scratch}/library/CMakeLists.txt" "cmake_minimum_required(VERSION 3.22)
project(notes LANGUAGES CXX)
include(GNUInstallDirs)
find_package(Kiln REQUIRED)
add_migrations(notes_db NAMESPACE notes::db)
add_library(notes STATIC notes.cpp)
target_link_libraries(notes PUBLIC notes_db)

install(TARGETS notes notes_db EXPORT NotesTargets)
install(DIRECTORY \"$<TARGET_PROPERTY:notes_db,KILN_HEADERS>\" DESTINATION \${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT NotesTargets NAMESPACE Notes:: DESTINATION lib/cmake/Notes)
file(WRITE \"\${CMAKE_CURRENT_BINARY_DIR}/NotesConfig.cmake\" \"
include(CMakeFindDependencyMacro)
find_dependency(Kiln)
include(\\\"\\\${CMAKE_CURRENT_LIST_DIR}/NotesTargets.cmake\\\")
\")
install(FILES \"\${CMAKE_CURRENT_BINARY_DIR}/NotesConfig.cmake\" DESTINATION lib/cmake/Notes)
")
set(source "${scratch}/library")
configure(succeeds)
build(succeeds)
run(succeeds COMMAND "${CMAKE_COMMAND}" --install "${build}" --prefix "${scratch}/installed")
file(REMOVE_RECURSE "${source}" "${build}")

file(WRITE "${scratch}/program/main.cpp" "#include <notes/db/migrations.hpp>
#include <cstddef>
#include <cstdio>
std::size_t prepare(const char* url);
static_assert(notes::db::head == \"a1\");
int main() { std::printf(\"%d applied\\n\", static_cast<int>(prepare(\"sqlite://\"))); }
")
file(WRITE "${scratch}/program/CMakeLists.txt" "cmake_minimum_required(VERSION 3.22)
project(program LANGUAGES CXX)
find_package(Notes REQUIRED PATHS \"${scratch}/installed\")
add_executable(program main.cpp)
target_link_libraries(program PRIVATE Notes::notes)
")
set(source "${scratch}/program")
configure(succeeds)
build(succeeds)
run_program(program TEXT "1 applied")

# Its namespace is taken, also where the package is found in another directory than the top one.
file(MAKE_DIRECTORY "${scratch}/program/below/migrations")
file(WRITE "${scratch}/program/below/migrations/b1.sql"
  "-- revision: b1\n-- down_revision: none\n\n-- kiln:upgrade\n")
file(WRITE "${scratch}/program/CMakeLists.txt" "cmake_minimum_required(VERSION 3.22)
project(program LANGUAGES CXX)
add_subdirectory(below)
")
file(WRITE "${scratch}/program/below/CMakeLists.txt" "
find_package(Notes REQUIRED PATHS \"${scratch}/installed\")
add_migrations(own_db NAMESPACE notes::db)
add_executable(program ../main.cpp)
target_link_libraries(program PRIVATE own_db Notes::notes)
")
file(REMOVE_RECURSE "${build}")
configure(fails PRINTS "'program' links 'own_db' and 'Notes::notes_db', which both have NAMESPACE 'notes::db'")
