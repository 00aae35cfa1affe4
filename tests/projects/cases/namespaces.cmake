# Two libraries of migrations with one NAMESPACE: an error where one program would link both.
file(WRITE "${scratch}/source/main.cpp" "int main() {}\n")
file(WRITE "${scratch}/source/migrations/a1.sql"
  "-- revision: a1\n-- down_revision: none\n\n-- kiln:upgrade\n")
set(source "${scratch}/source")

# project_with(<CMake code>): behind two libraries of one NAMESPACE and a third.
function(project_with code)
  file(REMOVE_RECURSE "${build}")
  file(WRITE "${source}/CMakeLists.txt" "cmake_minimum_required(VERSION 3.22)
project(namespaces LANGUAGES CXX)
find_package(Kiln REQUIRED)
add_migrations(ours_db NAMESPACE app::db)
add_migrations(theirs_db NAMESPACE app::db)
add_migrations(others_db NAMESPACE others::db)
${code}")
endfunction()

set(both "which both have NAMESPACE 'app::db'")
project_with("add_executable(app main.cpp)\ntarget_link_libraries(app PRIVATE ours_db theirs_db)\n")
configure(fails TEXT "   add_migrations: 'app' links 'ours_db' and 'theirs_db', ${both}\n   hint: give one of them another NAMESPACE, or link one of them only\n")

# Through libraries, by another name, and into what is loaded later.
project_with("add_library(plain STATIC main.cpp)
target_link_libraries(plain PRIVATE theirs_db)
add_library(Plain::plain ALIAS plain)
add_library(plugin SHARED main.cpp)
target_link_libraries(plugin PRIVATE ours_db PUBLIC Plain::plain)
")
configure(fails PRINTS "'plugin' links '(ours|theirs)_db' and '(ours|theirs)_db', ${both}")
project_with("add_subdirectory(below)\n")
file(WRITE "${source}/below/CMakeLists.txt" "add_executable(app ../main.cpp)
target_link_libraries(app $<LINK_ONLY:ours_db> theirs_db)\n")
configure(fails PRINTS "'app' links")

# One each for two programs, and different ones in one.
project_with("add_executable(one main.cpp)
target_link_libraries(one PRIVATE ours_db others_db)
add_executable(two main.cpp)
target_link_libraries(two PRIVATE theirs_db others_db)
")
configure(succeeds)
