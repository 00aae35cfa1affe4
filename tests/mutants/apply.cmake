# cmake -D MUTANT=<file> -D ROOT=<repository> -D OUTPUT=<file> -P apply.cmake
cmake_minimum_required(VERSION 3.22)

file(READ "${MUTANT}" text)
if(NOT text MATCHES "(^|\n)file: ([^\n]+)\n--- replace\n(.+)--- by\n(.*)--- end\n$")
  message(FATAL_ERROR "${MUTANT} is not as mutants.cmake beside it says")
endif()
set(source "${CMAKE_MATCH_2}")
set(from "${CMAKE_MATCH_3}")
set(to "${CMAKE_MATCH_4}")

file(READ "${ROOT}/${source}" code)
string(FIND "${code}" "${from}" first)
string(FIND "${code}" "${from}" last REVERSE)
if(first EQUAL -1 OR NOT first EQUAL last)
  message(FATAL_ERROR
    "${MUTANT}: what it replaces does not stand exactly once in ${source}:\n${from}")
endif()
string(REPLACE "${from}" "${to}" code "${code}")
file(WRITE "${OUTPUT}" "${code}")
