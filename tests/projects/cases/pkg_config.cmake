# A program that is built by make and pkg-config, from a package that has moved since.
use_project(makefile)
file(COPY "${prefix}/" DESTINATION "${scratch}/another_prefix")
set(prefix "${scratch}/another_prefix")
file(GLOB_RECURSE kiln_pc "${prefix}/kiln.pc")
get_filename_component(directory "${kiln_pc}" DIRECTORY)
set(ENV{PKG_CONFIG_PATH} "${directory}")
run(succeeds COMMAND pkg-config --modversion kiln TEXT "${KILN_VERSION}\n")
set(make make -C "${source}" "CXX=${KILN_CXX_COMPILER}" "KILN=${prefix}/bin/kiln")

run(succeeds COMMAND ${make})
run(succeeds COMMAND "${CMAKE_COMMAND}" -E chdir "${scratch}" "${source}/notes"
  TEXT "applied a1\napplied b2\nat b2\n")
run(succeeds COMMAND ${make} PRINTS "is up to date")

# What is edited is checked again, and what is wrong is no program.
file(APPEND "${source}/migrations/b2_note_title.sql" "DROP TABLE nowhere;\n")
run(fails COMMAND ${make}
  PRINTS "migrations/b2_note_title\\.sql:[0-9]+:[0-9]+: error: [^\n]*no such table: nowhere")
