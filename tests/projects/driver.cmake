# Builds one project of test-projects/ in a scratch folder, step by step, and checks for each step
# the exit code and what was printed. (CTest's PASS_REGULAR_EXPRESSION ignores the exit code.)
#
#   cmake -D CASE=<name> -D SETTINGS=<file> [-D GENERATOR=<generator>] -P driver.cmake
#
# runs cases/<name>.cmake. The settings file, written by tests/CMakeLists.txt, names the compiler,
# Kiln's source and build folders, and the scratch folder.

cmake_minimum_required(VERSION 3.22)
include("${SETTINGS}")
if(NOT GENERATOR)
  set(GENERATOR Ninja)
endif()

# What the steps print must not depend on who runs them.
set(ENV{LC_ALL} C.UTF-8)
foreach(name IN ITEMS DESTDIR MAKEFLAGS MAKELEVEL MFLAGS CMAKE_GENERATOR CMAKE_BUILD_TYPE NINJA_STATUS
    CLICOLOR_FORCE VERBOSE KILN_URL Kiln_DIR Kiln_ROOT CMAKE_PREFIX_PATH)
  unset(ENV{${name}})
endforeach()

string(MAKE_C_IDENTIFIER "${CASE}_${GENERATOR}" scratch_name)
set(scratch "${KILN_SCRATCH}/${scratch_name}")
file(REMOVE_RECURSE "${scratch}")
file(MAKE_DIRECTORY "${scratch}")
set(prefix "${KILN_SCRATCH}/prefix")  # `cmake --install` of the build; the test project.install
# What every source of these projects includes first; the test project.precompiled, and for ccache.
set(precompiled "-include \"${KILN_SCRATCH}/precompiled/standard.hpp\" -fpch-preprocess")
set(ENV{CCACHE_SLOPPINESS} pch_defines,time_macros)
set(build "${scratch}/build")

# Copies test-projects/<name> to the scratch folder as `folder`, and sets `source`.
function(use_project name)
  set(folder source)
  if(ARGC GREATER 1)
    set(folder "${ARGV1}")
  endif()
  file(COPY "${KILN_SOURCE_DIR}/test-projects/${name}/" DESTINATION "${scratch}/${folder}")
  set(source "${scratch}/${folder}" PARENT_SCOPE)
endfunction()

# run(<succeeds|fails> [PRINTS <regex>...] [NOT <regex>...] [TEXT <exact text>] COMMAND ...)
# TEXT must occur as it stands. Standard output and error are read as one; `output` holds them.
function(run expected)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEXT" "PRINTS;NOT;COMMAND")
  execute_process(COMMAND ${arg_COMMAND} RESULT_VARIABLE result
    OUTPUT_VARIABLE output ERROR_VARIABLE output WORKING_DIRECTORY "${scratch}")
  set(faults "")
  if(("${expected}" STREQUAL "succeeds" AND NOT "${result}" STREQUAL "0")
      OR ("${expected}" STREQUAL "fails" AND NOT "${result}" MATCHES "^[0-9]+$")
      OR ("${expected}" STREQUAL "fails" AND "${result}" STREQUAL "0"))
    string(APPEND faults "  ended with '${result}', but ${expected} was expected\n")
  endif()
  foreach(regex IN LISTS arg_PRINTS)
    if(NOT "${output}" MATCHES "${regex}")
      string(APPEND faults "  does not print: ${regex}\n")
    endif()
  endforeach()
  foreach(regex IN LISTS arg_NOT)
    if("${output}" MATCHES "${regex}")
      string(APPEND faults "  prints: ${regex}\n")
    endif()
  endforeach()
  if(DEFINED arg_TEXT)
    string(FIND "${output}" "${arg_TEXT}" position)
    if(position EQUAL -1)
      string(APPEND faults "  does not print:\n${arg_TEXT}\n")
    endif()
  endif()
  if(NOT "${faults}" STREQUAL "")
    list(JOIN arg_COMMAND " " command)
    fail("${command}\n${faults}--- it printed\n${output}---")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

# Ends the case. Lines with a leading space are not wrapped by CMake.
function(fail text)
  string(REPLACE "\n" "\n " text "${text}")
  message(FATAL_ERROR " ${text}")
endfunction()

# hide_installed_kiln(): where the machine has one on PATH, its folder stands there no more, but one with
# links to all else in it.
function(hide_installed_kiln)
  string(REPLACE ":" ";" folders "$ENV{PATH}")
  set(path "")
  foreach(folder IN LISTS folders)
    if(EXISTS "${folder}/kiln")
      string(MAKE_C_IDENTIFIER "path${folder}" name)
      file(GLOB programs "${folder}/[a-z0-9]*")  # a list does not hold the one named [
      list(REMOVE_ITEM programs "${folder}/kiln")
      set(folder "${scratch}/${name}")
      file(MAKE_DIRECTORY "${folder}")
      foreach(program IN LISTS programs)
        cmake_path(GET program FILENAME file)
        file(CREATE_LINK "${program}" "${folder}/${file}" SYMBOLIC)
      endforeach()
    endif()
    list(APPEND path "${folder}")
  endforeach()
  list(JOIN path ":" path)
  set(ENV{PATH} "${path}")
endfunction()

# configure(<succeeds|fails> [<cache settings>] [PRINTS ...] [NOT ...] [TEXT ...])
function(configure expected)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEXT" "PRINTS;NOT")
  set(text "")
  if(DEFINED arg_TEXT)
    set(text TEXT "${arg_TEXT}")
  endif()
  run(${expected} PRINTS ${arg_PRINTS} NOT ${arg_NOT} ${text} COMMAND "${CMAKE_COMMAND}"
    -S "${source}" -B "${build}" -G "${GENERATOR}"
    "-DCMAKE_CXX_COMPILER=${KILN_CXX_COMPILER}" "-DCMAKE_CXX_FLAGS=${precompiled} ${KILN_CXX_FLAGS}"
    "-DCMAKE_CXX_COMPILER_LAUNCHER=${KILN_CXX_COMPILER_LAUNCHER}"
    "-DCMAKE_PREFIX_PATH=${prefix}" ${arg_UNPARSED_ARGUMENTS})
  set(output "${output}" PARENT_SCOPE)
endfunction()

# build(<succeeds|fails> [<arguments of cmake --build>] [PRINTS ...] [NOT ...] [TEXT ...])
function(build expected)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEXT" "PRINTS;NOT")
  set(text "")
  if(DEFINED arg_TEXT)
    set(text TEXT "${arg_TEXT}")
  endif()
  run(${expected} PRINTS ${arg_PRINTS} NOT ${arg_NOT} ${text}
    COMMAND "${CMAKE_COMMAND}" --build "${build}" --parallel 2 ${arg_UNPARSED_ARGUMENTS})
  set(output "${output}" PARENT_SCOPE)
endfunction()

# The program `name` of the build, in the configuration that is built without being asked.
function(run_program name)
  set(folder "${build}")
  if("${GENERATOR}" STREQUAL "Ninja Multi-Config")
    set(folder "${build}/Debug")
  endif()
  run(succeeds COMMAND "${folder}/${name}" ${ARGN})
endfunction()

# ---------------------------------------------------------------------------------------------
# For cases that use the command line too.

# Sets `kiln`, and `build` to a folder of the project, where kiln finds the models of a build.
macro(use_kiln)
  set(build "${source}/build")
  set(kiln "${prefix}/bin/kiln")
endmacro()

# kiln(<succeeds|fails> [PRINTS ...] [NOT ...] [TEXT ...] ARGUMENTS ...): in the project's folder.
function(kiln expected)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TEXT" "PRINTS;NOT;ARGUMENTS")
  set(text "")
  if(DEFINED arg_TEXT)
    set(text TEXT "${arg_TEXT}")
  endif()
  run(${expected} PRINTS ${arg_PRINTS} NOT ${arg_NOT} ${text}
    COMMAND "${CMAKE_COMMAND}" -E chdir "${source}" "${kiln}" ${arg_ARGUMENTS})
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(edit file from to)
  file(READ "${file}" content)
  string(REPLACE "${from}" "${to}" changed "${content}")
  if("${changed}" STREQUAL "${content}")
    fail("nothing to replace in ${file}: ${from}")
  endif()
  file(WRITE "${file}" "${changed}")
endfunction()

# Sets `revision` to the file of the one with this slug.
function(find_revision slug)
  file(GLOB found "${source}/migrations/*_${slug}.sql")
  list(LENGTH found count)
  if(NOT count EQUAL 1)
    fail("${count} revisions are called ${slug}")
  endif()
  set(revision "${found}" PARENT_SCOPE)
endfunction()

# The lines of the file `revision` that wait for a person to do what they say.
function(confirm)
  file(STRINGS "${revision}" lines REGEX "^-- kiln:confirm")
  foreach(line IN LISTS lines)
    edit("${revision}" "${line}\n" "")
  endforeach()
endfunction()

# Sets `database` to the URL of a file in the scratch folder, which sql() works on.
macro(use_database name)
  set(database_file "${scratch}/${name}")
  set(database "sqlite:///${database_file}")
endmacro()

# sql(<statements> <what they print>)
function(sql statements expected)
  find_program(sqlite3 sqlite3 REQUIRED)
  run(succeeds COMMAND "${sqlite3}" "${database_file}" "${statements}")
  if(NOT "${output}" STREQUAL "${expected}")
    fail("${statements}\n--- it gives\n${output}--- and not\n${expected}---")
  endif()
endfunction()

include("${CMAKE_CURRENT_LIST_DIR}/cases/${CASE}.cmake")
