# A cross build runs nothing that it compiles, and yet compares the models: with the same words.
use_project(records)
use_kiln()
set(models "${source}/models.hpp")
set(cross "-DCMAKE_SYSTEM_NAME=${CMAKE_HOST_SYSTEM_NAME}" "-DKiln_EXECUTABLE=${kiln}"
  "-DBoost_DIR=${KILN_BOOST_DIR}")
configure(succeeds ${cross})
# Not even where the project optimizes across files: such objects hold no text.
configure(succeeds ${cross} "-DCMAKE_CXX_FLAGS=${precompiled} ${KILN_CXX_FLAGS} -flto=auto")
build(succeeds NOT "Reading the models")
build(succeeds NOT "Checking and baking|Building")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" PRINTS "records_db\\.models"
  "100% tests passed, 0 tests failed out of 4")
file(GLOB programs "${build}/records_db_models*")
if(NOT "${programs}" STREQUAL "")
  fail("a cross build linked ${programs}")
endif()

# What differs is named by table and column, as in a native build.
edit("${models}" "city;" "town;")
build(fails TEXT "models.hpp: error: the revisions make column 'city' of table 'user', and the models do not have it: 'TEXT' [K320]"
  PRINTS "the models have column 'town' of table 'user'" "hint: run: kiln revision --autogenerate")
edit("${models}" "std::optional<std::string> town;" "std::int64_t city;")
build(fails TEXT "models.hpp: error: column 'city' of table 'user' is 'INTEGER NOT NULL' in the models, and the revisions make 'TEXT' [K320]")
edit("${models}" "std::int64_t city;" "std::optional<std::string> city;")
edit("${models}" "kiln::index(&User::name)" "kiln::index(kiln::descending(&User::name))")
build(fails PRINTS "index 'ix_user_name' of table 'user' is .* DESC")
edit("${models}" "kiln::index(kiln::descending(&User::name))" "kiln::index(&User::name)")
build(succeeds)

# The commands work in such a build too.
edit("${models}" "city;" "city;\n    std::optional<double> height;")
kiln(fails ARGUMENTS check TEXT "the models have column 'height' of table 'user'")
kiln(succeeds ARGUMENTS revision --autogenerate -m "height"
  TEXT "Detected added column 'height' of table 'user'")
build(succeeds)
kiln(succeeds ARGUMENTS check TEXT "No new upgrade operations detected.")

# Without the text in it, the object file is refused and not taken for models without tables.
file(WRITE "${scratch}/empty.o" "no models here")
kiln(fails ARGUMENTS verify --models "${scratch}/empty.o" --models-header models.hpp PRINTS "K321")
