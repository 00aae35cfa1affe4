# Run by shared.symbols; see CMakeLists.txt beside this file.
cmake_minimum_required(VERSION 3.22)
separate_arguments(compiler UNIX_COMMAND "${COMPILER}")
file(REMOVE_RECURSE "${FOLDER}")
file(MAKE_DIRECTORY "${FOLDER}/generated/minimal_db")

function(run)
  execute_process(COMMAND ${ARGN} WORKING_DIRECTORY "${FOLDER}"
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT "${result}" STREQUAL "0")
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# share(<name> <static library> <linked with>...)
function(share name library)
  run(${compiler} -shared -o lib${name}.so -Wl,-soname,lib${name}.so -Wl,--version-script=${ROOT}/cmake/exported.map
    -Wl,--whole-archive "${library}" -Wl,--no-whole-archive -Wl,--no-undefined ${ARGN})
  run("${NM}" --dynamic --defined-only --demangle lib${name}.so)
  # What would make one element of several of a list, or several of one.
  string(REGEX REPLACE "[][;]" "_" output "${output}")
  string(REGEX MATCHALL "[0-9a-f]+ [A-Za-z] [^\n]+" symbols "${output}")
  list(TRANSFORM symbols REPLACE "^[0-9a-f]+ [A-Za-z] " "")
  set(${name}_symbols "${symbols}" PARENT_SCOPE)
  list(FILTER symbols EXCLUDE REGEX "^(typeinfo for |typeinfo name for |vtable for |VTT for |guard variable for )?kiln::")
  if(symbols)
    list(JOIN symbols "\n  " symbols)
    message(FATAL_ERROR "lib${name}.so shows what is not Kiln's:\n  ${symbols}")
  endif()
endfunction()

share(kiln_runtime "${RUNTIME}")
share(kiln_sqlite "${SQLITE}" -L. -lkiln_runtime ${SQLITE3})
foreach(name IN ITEMS "kiln::Migrator::upgrade(" "typeinfo for kiln::Error" "vtable for kiln::Error")
  string(FIND "${kiln_runtime_symbols}" "${name}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "libkiln_runtime.so does not show ${name}")
  endif()
endforeach()

set(project "${ROOT}/test-projects/minimal")
run("${KILN}" bake --namespace minimal_db --include minimal_db/migrations.hpp
  --header generated/minimal_db/migrations.hpp --source generated/migrations.cpp ${project}/migrations)
run(${compiler} -std=c++20 -O0 -I ${ROOT}/include -I generated ${project}/main.cpp generated/migrations.cpp
  -o minimal -L. -lkiln_sqlite -lkiln_runtime "-Wl,-rpath,$ORIGIN")
run("${FOLDER}/minimal")
if(NOT "${output}" STREQUAL "applied a1\napplied b2\nat b2\n")
  message(FATAL_ERROR "with the shared libraries minimal prints:\n${output}")
endif()
