use_project(multiple_heads)
configure(succeeds)
build(succeeds)
run_program(notes TEXT "at b2\nat c3\n")
run(fails COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" --output-on-failure PRINTS
  "allowed_db\\.heads \\.* +Passed" "allowed_db\\.round_trip \\.* +Passed"
  "refused_db\\.heads \\.*\\*\\*\\*Failed" "\\[K210\\]")
build(fails --target refused_db PRINTS
  "\\[K210\\]" "${source}/migrations/b2_tag\\.sql" "${source}/migrations/c3_link\\.sql"
  "hint: run: kiln merge [^\n]*b2 c3")
