# Makes the package that the other cases use.
file(REMOVE_RECURSE "${prefix}")
set(config "")
if(NOT KILN_CONFIG STREQUAL "")
  set(config --config "${KILN_CONFIG}")
endif()
run(succeeds COMMAND "${CMAKE_COMMAND}" --install "${KILN_BINARY_DIR}" ${config}
  --prefix "${prefix}")
run(succeeds COMMAND "${prefix}/bin/kiln" --version TEXT "kiln ${KILN_VERSION}\nSQLite 3.")

# Completion, manual pages and the schema of kiln.toml stand where shells, man and editors look for them.
foreach(page IN ITEMS bash-completion/completions/kiln zsh/site-functions/_kiln
    fish/vendor_completions.d/kiln.fish man/man1/kiln.1 man/man1/kiln-upgrade.1 kiln/kiln.schema.json)
  if(NOT EXISTS "${prefix}/share/${page}")
    fail("'share/${page}' is not installed")
  endif()
endforeach()

# It can be moved, and knows nothing of the build.
file(GLOB_RECURSE modules "${prefix}/*.cmake")
foreach(module IN LISTS modules)
  file(READ "${module}" text)
  foreach(trace IN ITEMS "${KILN_SOURCE_DIR}" "${KILN_BINARY_DIR}" "${prefix}" kiln_build_options
      kiln_warnings)
    string(FIND "${text}" "${trace}" position)
    if(NOT position EQUAL -1)
      fail("'${module}' holds '${trace}'")
    endif()
  endforeach()
endforeach()

# A program asks for the version that it was written for.
file(WRITE "${scratch}/version/CMakeLists.txt" "
cmake_minimum_required(VERSION 3.22)
project(version LANGUAGES CXX)
find_package(Kiln 99 REQUIRED)
")
set(source "${scratch}/version")
set(precompiled "")  # which may not be there yet
configure(fails PRINTS "requested version \"99\""
  "KilnConfig.cmake, version: ${KILN_VERSION}")
