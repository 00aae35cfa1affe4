# docs/diagnostics.md explains each code of include/kiln/codes.hpp once, under a heading of its own,
# and no other.
#   cmake -D ROOT=<source folder> -P codes.cmake

cmake_minimum_required(VERSION 3.22)

# As one text: the comments in it hold characters that a list would not survive.
file(READ "${ROOT}/include/kiln/codes.hpp" text)
string(REGEX MATCHALL "constexpr Code [a-z0-9_]+ =[ \n]*[0-9]+" known "${text}")
list(TRANSFORM known REPLACE ".*[ \n]" "K")

file(STRINGS "${ROOT}/docs/diagnostics.md" explained REGEX "^### K[0-9]+ ")
list(TRANSFORM explained REPLACE "^### (K[0-9]+) .*" "\\1")

set(faults "")
foreach(code IN LISTS known)
  if(NOT code IN_LIST explained)
    list(APPEND faults "docs/diagnostics.md does not explain ${code}")
  endif()
endforeach()
foreach(code IN LISTS explained)
  if(NOT code IN_LIST known)
    list(APPEND faults "docs/diagnostics.md explains ${code}, which does not exist")
  endif()
endforeach()
set(sorted ${explained})
list(REMOVE_DUPLICATES sorted)
list(SORT sorted)
if(NOT "${sorted}" STREQUAL "${explained}")
  list(APPEND faults "docs/diagnostics.md does not have its codes in order, each once")
endif()
if("${known}" STREQUAL "")
  list(APPEND faults "found no codes in include/kiln/codes.hpp")
endif()
if(faults)
  list(JOIN faults "\n  " faults)
  message(FATAL_ERROR "\n  ${faults}")
endif()
