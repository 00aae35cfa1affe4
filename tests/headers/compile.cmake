# Compiles a file that holds nothing but one #include, without exceptions: with all that GCC can say
# of conversions, and with all that Clang can say.
#   cmake -D HEADER=<name> -D INCLUDES=<folders> -D SYSTEM_INCLUDES=<folders> -D COMPILERS=<programs>
#     -P compile.cmake

cmake_minimum_required(VERSION 3.22)
set(ENV{LC_ALL} C.UTF-8)
list(TRANSFORM INCLUDES PREPEND -I)
list(TRANSFORM SYSTEM_INCLUDES PREPEND -isystem)

set(gcc -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -fno-exceptions)
# What older standards would say, and that a struct has gaps.
set(clang -Weverything -Wno-c++98-compat -Wno-c++98-compat-pedantic -Wno-pre-c++17-compat
  -Wno-pre-c++17-compat-pedantic -Wno-pre-c++20-compat-pedantic -Wno-c++20-compat -Wno-padded
  -fno-exceptions)

string(MAKE_C_IDENTIFIER "${HEADER}" unit)
set(unit "${CMAKE_CURRENT_BINARY_DIR}/${unit}.cpp")
file(WRITE "${unit}" "#include <${HEADER}>\n")
foreach(compiler IN LISTS COMPILERS)
  execute_process(COMMAND ${compiler} --version OUTPUT_VARIABLE version)
  set(options ${gcc})
  if("${version}" MATCHES "clang")
    set(options ${clang})
  endif()
  # Qt asks for position independent code.
  execute_process(COMMAND ${compiler} -std=c++20 -fPIC -fsyntax-only ${options} -Werror ${INCLUDES}
      ${SYSTEM_INCLUDES} ${unit}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT "${result}" STREQUAL "0")
    message(FATAL_ERROR "${compiler} ended with '${result}'\n${output}")
  endif()
endforeach()
