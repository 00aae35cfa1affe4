# Kiln built by the project: its kiln is built before it runs, and nothing of Kiln's own (tests,
# warnings, install rules) gets into the project.
use_project(fetch_content)
# Pieces that Kiln's own build has, take_object.sh takes from there.
if(NOT KILN_CXX_FLAGS MATCHES "-fsanitize=|--coverage|-flto")
  string(REPLACE ";" " " launcher "${KILN_CXX_COMPILER_LAUNCHER}")
  file(WRITE "${scratch}/launcher"
    "#!/bin/sh\nexec '${KILN_SOURCE_DIR}/tests/projects/take_object.sh' '${KILN_BINARY_DIR}' ${launcher} \"$@\"\n")
  file(CHMOD "${scratch}/launcher" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
  set(KILN_CXX_COMPILER_LAUNCHER "${scratch}/launcher")
endif()
set(KILN_CXX_FLAGS "")
set(precompiled "")
configure(succeeds "-DFETCHCONTENT_SOURCE_DIR_KILN=${KILN_SOURCE_DIR}")
# Kiln's libraries are one piece each, the project's own targets what they were.
build(succeeds PRINTS "kiln_runtime\\.dir/Unity/unity_0_cxx" NOT "notes[a-z_]*\\.dir/Unity")
run_program(notes TEXT "applied 1\n")
build(succeeds NOT "baking the migrations|Building|Linking")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}"
  PRINTS "notes_db\\.round_trip" "100% tests passed, 0 tests failed out of 3")
run(succeeds COMMAND "${CMAKE_COMMAND}" --install "${build}" --prefix "${scratch}/installed"
  PRINTS "installed/bin/notes" NOT "/installed/[^\n]*kiln")

# Nothing is fetched where a Kiln of that version is installed.
file(REMOVE_RECURSE "${build}")
configure(succeeds)
build(succeeds NOT "kiln_runtime")
run_program(notes TEXT "applied 1\n")
