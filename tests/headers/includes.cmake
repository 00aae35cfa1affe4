# A public header includes what it names of the standard library: another library's <vector> may not
# bring <cstddef> along. And none includes streams, which cost each file that includes it.
#   cmake -D INCLUDE=<include folder> -P includes.cmake

cmake_minimum_required(VERSION 3.22)

set(names
  "array=std::array[^a-z_]"
  "chrono=std::chrono"
  "concepts=std::(same_as|integral|floating_point|convertible_to)[^a-z_]"
  "cstddef=std::(size_t|ptrdiff_t|byte|nullptr_t)[^a-z_]"
  "cstdint=std::u?int[0-9]+_t"
  "cstdio=std::(FILE|fopen|fputs|fwrite|fprintf)[^a-z_]"
  "functional=std::function[^a-z_]"
  "memory=std::(unique_ptr|shared_ptr|make_unique)[^a-z_]"
  "optional=std::(optional|nullopt)[^a-z_]"
  "span=std::span[^a-z_]"
  "stdexcept=std::runtime_error"
  "string=std::(string|to_string)[^a-z_]"
  "string_view=std::string_view"
  "type_traits=std::(is_[a-z_]+|remove_[a-z]+|decay|conditional)(_v|_t)?<"
  "utility=std::(move|forward|pair|exchange|index_sequence|make_index_sequence)[^a-z_]"
  "vector=std::vector[^a-z_]")

set(faults "")
file(GLOB_RECURSE headers RELATIVE "${INCLUDE}" "${INCLUDE}/*.hpp")
if(NOT headers)
  message(FATAL_ERROR "no header below ${INCLUDE}")
endif()
foreach(header IN LISTS headers)
  file(READ "${INCLUDE}/${header}" text)
  string(REGEX REPLACE "//[^\n]*" "" text "${text}")
  foreach(pair IN LISTS names)
    string(REGEX MATCH "^([a-z_]+)=(.*)$" pair "${pair}")
    set(included ${CMAKE_MATCH_1})
    set(named "${CMAKE_MATCH_2}")
    if("${text}" MATCHES "${named}" AND NOT "${text}" MATCHES "#include <${included}>")
      string(APPEND faults "${header} lacks <${included}>\n")
    endif()
  endforeach()
  if("${text}" MATCHES "#include <([a-z]*stream|iostream|iomanip|format|regex|stop_token)>")
    string(APPEND faults "${header} includes <${CMAKE_MATCH_1}>\n")
  endif()
endforeach()
if(NOT "${faults}" STREQUAL "")
  message(FATAL_ERROR "${faults}")
endif()
