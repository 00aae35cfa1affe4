# cmake -D FILE=<program> -D READELF=<readelf> -P hardened.cmake
# A program that is built with optimization is position-independent, and its relocations are
# read-only once it runs.
execute_process(COMMAND ${READELF} -h -l -d ${FILE} OUTPUT_VARIABLE text COMMAND_ERROR_IS_FATAL ANY)
foreach(needed IN ITEMS "Type: +DYN" "GNU_RELRO" "BIND_NOW|Flags:[^\n]*NOW")
  if(NOT text MATCHES "${needed}")
    message(FATAL_ERROR "${FILE} lacks ${needed}")
  endif()
endforeach()
if(NOT text MATCHES "GNU_STACK[^\n]*\n[^\n]*RW ")
  message(FATAL_ERROR "${FILE} has a stack that can be executed")
endif()
