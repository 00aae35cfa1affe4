# MODELS of add_migrations(): what the models stand for goes to `kiln bake`, which compares it with
# what the revisions make.

# Sets `models`: the file that the program writes; empty without MODELS.
function(_kiln_add_models)
  set(models "" PARENT_SCOPE)
  if("${arg_MODELS}" STREQUAL "")
    return()
  endif()
  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    _kiln_add_embedded_models()
  else()
    _kiln_add_printed_models()
  endif()
  set_target_properties(${target}_models PROPERTIES FOLDER "${arg_FOLDER}" UNITY_BUILD OFF
    AUTOMOC OFF AUTOUIC OFF AUTORCC OFF
    CXX_CLANG_TIDY "" CXX_CPPCHECK "" CXX_CPPLINT "" CXX_INCLUDE_WHAT_YOU_USE "")
  target_link_libraries(${target}_models PRIVATE Kiln::models)
  # What `kiln revision --autogenerate` builds.
  add_custom_target(${target}_models_schema DEPENDS "${models}")
  add_dependencies(${target}_models_schema ${target}_models)
  set_target_properties(${target}_models_schema PROPERTIES FOLDER "${arg_FOLDER}")
  set(models "${models}" PARENT_SCOPE)
  _kiln_announce_build(kiln-models ${target}_models_schema "${models}" "${arg_MODELS}")
endfunction()

# Where the build can run what it compiles: the models write a file.
macro(_kiln_add_printed_models)
  set(program "${own}/print_models.cpp")
  set(models "${root}/models.json")
  file(GENERATE OUTPUT "${program}" CONTENT "\
// Written by add_migrations(): prints the schema that the models stand for.
#include \"${arg_MODELS}\"

#include <kiln/models/schema_text.hpp>

#include <cstdio>

int main(int, char** argv) {
    std::FILE* file = std::fopen(argv[1], \"wb\");
    if (file == nullptr) {
        std::perror(argv[1]);
        return 1;
    }
    kiln::print_model_schema(${arg_METADATA}, file);
    return std::fclose(file) == 0 ? 0 : 1;
}
")
  add_executable(${target}_models EXCLUDE_FROM_ALL "${program}")
  add_custom_command(OUTPUT "${models}"
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${root}"  # make does not bring it back
    COMMAND ${target}_models "${models}"
    DEPENDS ${target}_models
    COMMENT "Reading the models of ${target}"
    VERBATIM)
endmacro()

# Where it cannot: the compiler writes them into an object file, as text that kiln finds there.
macro(_kiln_add_embedded_models)
  set(program "${own}/embed_models.cpp")
  file(GENERATE OUTPUT "${program}" CONTENT "\
// Written by add_migrations(): holds the models as text, which kiln reads from the object file.
#include \"${arg_MODELS}\"

#include <kiln/models/embedded.hpp>

extern constexpr auto kiln_embedded_models =
    kiln::models::embed([] { return ${arg_METADATA}; });
")
  add_library(${target}_models OBJECT EXCLUDE_FROM_ALL "${program}")
  # As text, not as an intermediate language; and as much of it as there is.
  set_target_properties(${target}_models PROPERTIES INTERPROCEDURAL_OPTIMIZATION OFF)
  target_compile_options(${target}_models PRIVATE
    $<$<CXX_COMPILER_ID:GNU>:-fno-lto;-fconstexpr-ops-limit=2000000000>
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-fno-lto;-fconstexpr-steps=2000000000>
    $<$<CXX_COMPILER_ID:MSVC>:/GL-;/constexpr:steps2000000000>)
  set(models "$<TARGET_OBJECTS:${target}_models>")
endmacro()

# Tells kiln where `target` of these revisions is built, which makes `file`: by a file in `folder` of
# the build folder, which it finds from the project's folder.
function(_kiln_announce_build folder maker file header)
  set(content "{\n")
  foreach(pair IN ITEMS "target;${maker}" "build;${CMAKE_BINARY_DIR}"
      "config;$<CONFIG>" "models;${file}" "header;${header}")
    list(GET pair 0 key)
    list(GET pair 1 value)
    string(APPEND content "  \"${key}\": \"${value}\",\n")
  endforeach()
  list(JOIN arg_DIRECTORY "\", \"" directories)
  string(APPEND content "  \"directories\": [\"${directories}\"]\n}\n")
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  set(condition "")
  if(multi_config)
    list(GET CMAKE_CONFIGURATION_TYPES 0 first)
    set(condition CONDITION "$<CONFIG:${first}>")
  endif()
  file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/${folder}/${target}.json" CONTENT "${content}"
    ${condition})
  _kiln_record_build()
endfunction()

# Where kiln would not look, as in Qt Creator's ../build-app-Desktop-Debug, a file beside kiln.toml
# names the build folder. Its folder tells git to ignore it. Where it cannot be written, kiln is told
# with --build.
function(_kiln_record_build)
  if(DEFINED Kiln_RECORD_BUILD AND NOT Kiln_RECORD_BUILD)
    return()
  endif()
  set(folder "${CMAKE_CURRENT_SOURCE_DIR}")
  if(NOT "${arg_CONFIG}" STREQUAL "")
    get_filename_component(folder "${arg_CONFIG}" DIRECTORY)
  else()
    set(upwards "${folder}")
    while(NOT EXISTS "${upwards}/kiln.toml" AND NOT "${upwards}" STREQUAL "${CMAKE_SOURCE_DIR}"
        AND NOT "${upwards}" MATCHES "^([A-Za-z]:)?/?$")
      get_filename_component(upwards "${upwards}" DIRECTORY)
    endwhile()
    if(EXISTS "${upwards}/kiln.toml")
      set(folder "${upwards}")
    endif()
  endif()
  file(RELATIVE_PATH below "${folder}" "${CMAKE_BINARY_DIR}")
  if(below MATCHES "^[^./][^/]*(/[^./][^/]*)?$")
    return()
  endif()
  string(SHA256 name "${CMAKE_BINARY_DIR}")
  string(SUBSTRING "${name}" 0 12 name)
  set(record "${folder}/.kiln/${name}.build")
  if(EXISTS "${record}" AND EXISTS "${folder}/.kiln/.gitignore")
    return()
  endif()
  file(WRITE "${own}/record/.gitignore" "*\n")
  file(WRITE "${own}/record/${name}.build" "${CMAKE_BINARY_DIR}\n")
  # As file() would end the configuration where the sources are read-only.
  execute_process(COMMAND "${CMAKE_COMMAND}" -E make_directory "${folder}/.kiln"
    OUTPUT_QUIET ERROR_QUIET)
  execute_process(COMMAND "${CMAKE_COMMAND}" -E copy "${own}/record/.gitignore"
    "${own}/record/${name}.build" "${folder}/.kiln" OUTPUT_QUIET ERROR_QUIET)
endfunction()
