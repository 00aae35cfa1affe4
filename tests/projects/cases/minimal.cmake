# Revision files in, a program out that migrates its own database, and tests of the revisions.
use_project(minimal)
configure(succeeds -DCMAKE_BUILD_TYPE=Release)
build(succeeds)
run_program(minimal TEXT "applied a1\napplied b2\nat b2\n")
run_program(minimal TEXT "at b2\n" NOT "applied")

# Without a revision in C++ nothing is linked of what those work through, however Kiln was built.
run(succeeds COMMAND nm --demangle "${build}/minimal" PRINTS "kiln::Migrator::upgrade" NOT "kiln::Operations::|CodeConnection|Queries::|kiln::detail::run_code")

set(ctest "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug --output-on-failure)
run(succeeds COMMAND ${ctest} --no-tests=error PRINTS
  "minimal_db\\.heads \\.* +Passed" "minimal_db\\.upgrade \\.* +Passed"
  "minimal_db\\.round_trip \\.* +Passed" "100% tests passed, 0 tests failed out of 3")

# The tests look at the files, not at what was built from them.
file(APPEND "${source}/migrations/b2_note_title.sql" "DROP TABLE nowhere;\n")
run(fails COMMAND ${ctest} PRINTS
  "minimal_db\\.heads \\.* +Passed" "minimal_db\\.upgrade \\.* +Passed"
  "minimal_db\\.round_trip \\.*\\*\\*\\*Failed"
  "${source}/migrations/b2_note_title\\.sql:[0-9]+:[0-9]+: error: [^\n]*no such table: nowhere")
