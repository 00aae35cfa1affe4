# Kiln's sources in the project, without its program: the one that Kiln_EXECUTABLE names runs. And
# without the drivers of servers, which the project does not use.
use_project(add_subdirectory)
configure(succeeds "-DKILN_SOURCE_DIR=${KILN_SOURCE_DIR}" -DKILN_BUILD_TOOL=OFF -DKILN_POSTGRESQL=OFF -DKILN_MYSQL=OFF
  "-DKiln_EXECUTABLE=${prefix}/bin/kiln")
build(succeeds)
run_program(reader TEXT "applied 1\n")
build(succeeds NOT "baking the migrations|Building|Linking")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}"
  PRINTS "notes_db\\.round_trip" "100% tests passed, 0 tests failed out of 3")
