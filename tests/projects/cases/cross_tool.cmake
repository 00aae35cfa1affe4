# A cross build runs the kiln of the machine that builds, never one for the target.
set(cross "-DCMAKE_SYSTEM_NAME=${CMAKE_HOST_SYSTEM_NAME}")
set(host_kiln "${prefix}/bin/kiln")
set(host_prefix "${prefix}")
hide_installed_kiln()
set(path "$ENV{PATH}")

# The target's package has no program; the servers' drivers are not what this is about.
set(source "${KILN_SOURCE_DIR}")
set(build "${scratch}/kiln")
configure(succeeds ${cross} -DKILN_POSTGRESQL=OFF -DKILN_MYSQL=OFF -DCMAKE_UNITY_BUILD=ON -DCMAKE_UNITY_BUILD_BATCH_SIZE=0 PRINTS "Configuring done")
build(succeeds NOT "tool/")
set(prefix "${scratch}/target")
run(succeeds COMMAND "${CMAKE_COMMAND}" --install "${build}" --prefix "${prefix}")
file(GLOB programs "${prefix}/bin/*")
if(NOT "${programs}" STREQUAL "")
  fail("a cross build installed ${programs}")
endif()

use_project(cross_tool)
set(build "${scratch}/build")

# None at all.
set(no_kiln "   add_migrations(notes_db): found no kiln that runs on this machine
   hint: build Kiln for this machine, then put kiln on PATH or configure with -DKiln_EXECUTABLE=/path/to/kiln
")
configure(fails ${cross} TEXT "${no_kiln}")
# One below the prefix is the target's, whether the package says so or not.
set(target_prefix "${prefix}")
set(prefix "${host_prefix}")
configure(fails ${cross} TEXT "${no_kiln}")
set(prefix "${target_prefix}")
file(MAKE_DIRECTORY "${prefix}/bin")
file(COPY "${host_kiln}" DESTINATION "${prefix}/bin")
file(REMOVE_RECURSE "${build}")
configure(fails ${cross} TEXT "${no_kiln}")
file(REMOVE_RECURSE "${prefix}/bin")

# Found on PATH.
set(ENV{PATH} "${host_prefix}/bin:${path}")
configure(succeeds ${cross})
set(ENV{PATH} "${path}")
build(succeeds)
run_program(notes TEXT "applied 1\n")
build(succeeds NOT "baking the migrations|Building|Linking")
run(succeeds COMMAND "${CMAKE_CTEST_COMMAND}" --test-dir "${build}"
  PRINTS "notes_db\\.round_trip" "100% tests passed, 0 tests failed out of 3")

# Named.
file(REMOVE_RECURSE "${build}")
configure(succeeds ${cross} "-DKiln_EXECUTABLE=${host_kiln}")
build(succeeds)
run_program(notes TEXT "applied 1\n")

# Named, but not what it should be.
function(refuses executable message)
  configure(fails ${cross} "-DKiln_EXECUTABLE=${executable}"
    TEXT "   add_migrations(notes_db): ${message}\n")
endfunction()
refuses("${scratch}/nowhere"
  "Kiln_EXECUTABLE '${scratch}/nowhere' is not the absolute path of a program")
refuses("${scratch}" "Kiln_EXECUTABLE '${scratch}' is not the absolute path of a program")
file(WRITE "${scratch}/old" "#!/bin/sh\necho kiln 0.0.1\necho SQLite 3.26.0\n")
file(CHMOD "${scratch}/old" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
refuses("${scratch}/old"
  "'${scratch}/old' is kiln 0.0.1, but this is the package of Kiln ${KILN_VERSION}
   hint: install the same version of both, or set Kiln_EXECUTABLE to kiln ${KILN_VERSION}")
file(WRITE "${scratch}/other" "#!/bin/sh\necho something else >&2\nexit 3\n")
file(CHMOD "${scratch}/other" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
refuses("${scratch}/other"
  "'${scratch}/other --version' does not answer as kiln (3): something else
   hint: set Kiln_EXECUTABLE to a kiln that runs on this machine")
