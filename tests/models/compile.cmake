# Compiles a file that must not compile, and again with -D FIXED, where it must: the exit code and
# the texts that its first lines name ("// error: <text>", anywhere in what is printed).
#   cmake -D CASE=<file> -D COMPILER=<compiler> -D INCLUDES=<folders> -P compile.cmake

cmake_minimum_required(VERSION 3.22)
set(ENV{LC_ALL} C.UTF-8)

file(STRINGS "${CASE}" expected REGEX "^// error: .")
if("${expected}" STREQUAL "")
  message(FATAL_ERROR "${CASE} does not begin with '// error: '")
endif()
list(TRANSFORM expected REPLACE "^// error: " "")
list(TRANSFORM INCLUDES PREPEND -I)

execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${INCLUDES} "${CASE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT "${result}" STREQUAL "1")
  message(FATAL_ERROR "the compiler ended with '${result}', but an error was expected\n${output}")
endif()
foreach(text IN LISTS expected)
  string(FIND "${output}" "${text}" position)
  if(position EQUAL -1)
    message(FATAL_ERROR "the compiler does not print: ${text}\n${output}")
  endif()
endforeach()

execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only -D FIXED ${INCLUDES} "${CASE}"
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT "${result}" STREQUAL "0")
  message(FATAL_ERROR "without its fault it does not compile either\n${output}")
endif()
