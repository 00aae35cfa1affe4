# A database of a server that was there before Kiln: it is the first revision, and is stamped.
set(source "${scratch}/source")
use_kiln()
foreach(server IN ITEMS postgres mysql)
  file(MAKE_DIRECTORY "${source}/${server}")
  set(dialect mysql)
  if(server STREQUAL postgres)
    set(dialect postgresql)
  endif()
  run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${source}/${server}"
    "${KILN_SOURCE_DIR}/tests/projects/begin_on_server.sh"
    "${KILN_SOURCE_DIR}/test-projects/clinic/server.sh" ${server} "${kiln}"
    PRINTS "has no tables \\[K536\\]"
      "kiln: --from-database of a server needs the template generic"
      "add_migrations\\(app_db DIRECTORY migrations DIALECT ${dialect}\\)"
      "kiln.toml has no password: "
      "1 revision, 1 head: no fault found"
      "No new upgrade operations detected"
      "\\(head\\)\n"
      "irreversible"
      "Ada\n"
      "is at '[0-9a-f]+' already \\[K536\\]"
      "-- kiln:upgrade ${dialect}\nCREATE TABLE"
    NOT s3 "\n-- kiln:downgrade")
endforeach()
