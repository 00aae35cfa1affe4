# MODELS of add_migrations(): a small program prints the schema that the models stand for, and
# `kiln bake` compares it with what the revisions make.

# Sets `models`: the file that the program writes; empty without MODELS.
function(_kiln_add_models)
  set(models "" PARENT_SCOPE)
  if("${arg_MODELS}" STREQUAL "")
    return()
  endif()
  if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    message(STATUS "${call}: the models are not compared, since this build cannot run programs")
    return()
  endif()

  set(program "${root}/print_models.cpp")
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
  target_link_libraries(${target}_models PRIVATE Kiln::models)
  set_target_properties(${target}_models PROPERTIES FOLDER "${arg_FOLDER}" UNITY_BUILD OFF
    AUTOMOC OFF AUTOUIC OFF AUTORCC OFF
    CXX_CLANG_TIDY "" CXX_CPPCHECK "" CXX_CPPLINT "" CXX_INCLUDE_WHAT_YOU_USE "")
  add_custom_command(OUTPUT "${models}"
    COMMAND ${target}_models "${models}"
    DEPENDS ${target}_models
    COMMENT "Reading the models of ${target}"
    VERBATIM)
  # What `kiln revision --autogenerate` builds.
  add_custom_target(${target}_models_schema DEPENDS "${models}")
  set_target_properties(${target}_models_schema PROPERTIES FOLDER "${arg_FOLDER}")
  set(models "${models}" PARENT_SCOPE)
  _kiln_announce_models("${models}")
endfunction()

# Tells kiln where the models of these revisions are built: a file in the build folder, which it
# finds from the project's folder.
function(_kiln_announce_models models)
  set(content "{\n")
  foreach(pair IN ITEMS "target;${target}_models_schema" "build;${CMAKE_BINARY_DIR}"
      "config;$<CONFIG>" "models;${models}" "header;${arg_MODELS}")
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
  file(GENERATE OUTPUT "${CMAKE_BINARY_DIR}/kiln-models/${target}.json" CONTENT "${content}"
    ${condition})
endfunction()
