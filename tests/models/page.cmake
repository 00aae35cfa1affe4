# The C++ of a page of documentation, all its blocks in their order as one source.
#   cmake -D PAGE=<file> -D OUTPUT=<file> -D COMPILER=<compiler> -D INCLUDES=<folders> -P page.cmake

cmake_minimum_required(VERSION 3.22)
file(READ "${PAGE}" page)
set(source "")
while(TRUE)
  string(FIND "${page}" "\n```cpp\n" begin)
  if(begin EQUAL -1)
    break()
  endif()
  math(EXPR begin "${begin} + 8")
  string(SUBSTRING "${page}" ${begin} -1 page)
  string(FIND "${page}" "\n```" length)
  string(SUBSTRING "${page}" 0 ${length} block)
  string(APPEND source "${block}\n\n")
endwhile()
file(WRITE "${OUTPUT}" "${source}")

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND ${COMPILER} -std=c++20 -fsyntax-only ${INCLUDES} "${OUTPUT}"
  RESULT_VARIABLE result)
if(NOT result EQUAL 0 OR "${source}" STREQUAL "")
  message(FATAL_ERROR "${PAGE} does not compile")
endif()
