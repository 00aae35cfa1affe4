use_project(two_targets)
configure(succeeds)
build(succeeds)
run_program(app TEXT "create users\ncreate events\ncreate events\n")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}" -C Debug
  PRINTS "users_db\\.heads" "events_db\\.heads" "audit_db\\.heads" "0 tests failed out of 9")

# A change of one folder leaves the other library alone.
file(TOUCH "${source}/events/a1_event.sql")
build(succeeds PRINTS "migrations of events_db" "migrations of audit_db" NOT "migrations of users_db"
  "Building")
