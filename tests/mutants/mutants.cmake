# Seeded defects, as a test of the tests. <name>.txt says in a comment what is wrong, then what is
# replaced by what in which file:
#
#     # why
#     file: src/run/run.cpp
#     --- replace
#     <lines that stand in it exactly once>
#     --- by
#     <lines>
#     --- end

# kiln_add_mutant(<name>): the object library kiln_mutant_<name>, which is the edited file compiled
# as the runtime's library that it is from compiles it. A program that has its objects and links that
# library has the defect: the linker takes no member of an archive whose symbols are there already.
function(kiln_add_mutant name)
  set(mutant ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/${name}.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${mutant})
  file(STRINGS ${mutant} source REGEX "^file: ")
  string(REPLACE "file: " "" source "${source}")
  get_filename_component(base ${source} NAME)
  set(library kiln_runtime)
  if(source MATCHES "^src/database/sqlite/")
    set(library kiln_sqlite)
  endif()
  set(edited ${CMAKE_CURRENT_BINARY_DIR}/${name}/${base})

  add_custom_command(OUTPUT ${edited}
    COMMAND ${CMAKE_COMMAND} -D MUTANT=${mutant} -D ROOT=${PROJECT_SOURCE_DIR} -D OUTPUT=${edited}
      -P ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/apply.cmake
    DEPENDS ${mutant} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/apply.cmake ${PROJECT_SOURCE_DIR}/${source}
    COMMENT "Seeding ${name}" VERBATIM)
  add_library(kiln_mutant_${name} OBJECT ${edited})
  target_compile_features(kiln_mutant_${name} PRIVATE cxx_std_20)
  target_compile_definitions(kiln_mutant_${name} PRIVATE
    $<TARGET_PROPERTY:${library},COMPILE_DEFINITIONS>)
  target_include_directories(kiln_mutant_${name} PRIVATE
    $<TARGET_PROPERTY:${library},INCLUDE_DIRECTORIES>)
  # In a unity build the library's member would hold other files too.
  set_source_files_properties(${PROJECT_SOURCE_DIR}/${source} TARGET_DIRECTORY ${library}
    PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()
