# Revisions in C++: compiled once, into the library and into the program that checks them. That is
# kiln itself with the revisions' functions in it, see docs/architecture.md.

# Sets `checker` to what runs the checks, and `checker_depends`; makes, where there is code, the
# objects of it and of the baked source, and that program.
function(_kiln_add_code)
  set(checker "${tool}" PARENT_SCOPE)
  set(checker_depends ${tool_depends} PARENT_SCOPE)
  if("${code}" STREQUAL "")
    return()
  endif()
  _kiln_add_code_files()
  _kiln_add_code_objects()
  if(CMAKE_CROSSCOMPILING)
    return()
  endif()
  if(NOT TARGET Kiln::tool)
    _kiln_fail("revisions in C++ need the target Kiln::tool, which checks them"
      "build and install Kiln with KILN_BUILD_TOOL on; it needs fmt, Nettle and threads")
  endif()
  file(CONFIGURE OUTPUT "${own}/check.cpp" @ONLY CONTENT [=[
// Written by add_migrations(): kiln, with the functions of these revisions in it.
#include <@arg_HEADER@>

#include <kiln/detail/program.hpp>

int main(int argc, char** argv) {
    return kiln::detail::run_program(argc, argv, @arg_NAMESPACE@::migrations());
}
]=])
  add_executable(${target}_check EXCLUDE_FROM_ALL "${own}/check.cpp"
    $<TARGET_OBJECTS:${target}_code>)
  add_dependencies(${target}_check ${target}_files)
  _kiln_set_own(${target}_check)
  target_include_directories(${target}_check PRIVATE "${root}/include")
  target_compile_features(${target}_check PRIVATE cxx_std_20)
  target_link_libraries(${target}_check PRIVATE Kiln::tool ${drivers} ${arg_LINK_LIBRARIES})
  set(checker "$<TARGET_FILE:${target}_check>" PARENT_SCOPE)
  set(checker_depends ${target}_check PARENT_SCOPE)
  _kiln_announce_build(kiln-code ${target}_check "$<TARGET_FILE:${target}_check>" "")
endfunction()

# Header and source, before anything is checked: for what the files say nothing has to be compiled.
macro(_kiln_add_code_files)
  set(files_stamp "${root}/files.stamp")
  add_custom_command(OUTPUT "${files_stamp}" BYPRODUCTS "${header}" "${source}"
    COMMAND "${tool}" ${arguments} --unchecked --stamp "${files_stamp}" ${arg_DIRECTORY}
    DEPENDS ${tool_depends} "${manifest}" ${files} ${arg_CONFIG}
    COMMENT "Reading the migrations of ${target}"
    VERBATIM)
  add_custom_target(${target}_files DEPENDS "${files_stamp}")
  set_target_properties(${target}_files PROPERTIES FOLDER "${arg_FOLDER}")
endmacro()

macro(_kiln_add_code_objects)
  add_library(${target}_code OBJECT EXCLUDE_FROM_ALL "${source}" ${code})
  add_dependencies(${target}_code ${target}_files)
  _kiln_set_own(${target}_code)
  # What was released stays as it is, whatever the project wants of its code today.
  target_compile_options(${target}_code PRIVATE $<IF:$<CXX_COMPILER_ID:MSVC>,/w,-w>)
  target_compile_definitions(${target}_code PRIVATE "KILN_TARGET=\"${target}\"")
  target_compile_features(${target}_code PRIVATE cxx_std_20)
  target_include_directories(${target}_code PRIVATE "${root}/include")
  target_link_libraries(${target}_code PRIVATE Kiln::runtime ${drivers} ${arg_LINK_LIBRARIES})
endmacro()

# Linters and code generators of the project are for what people write. Position independent, so
# that a shared library can carry the migrations as well.
function(_kiln_set_own name)
  set_target_properties(${name} PROPERTIES FOLDER "${arg_FOLDER}" POSITION_INDEPENDENT_CODE ON
    UNITY_BUILD OFF DISABLE_PRECOMPILE_HEADERS ON AUTOMOC OFF AUTOUIC OFF AUTORCC OFF
    CXX_CLANG_TIDY "" CXX_CPPCHECK "" CXX_CPPLINT "" CXX_INCLUDE_WHAT_YOU_USE "")
endfunction()
