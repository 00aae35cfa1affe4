# add_migrations(): revision files in, a library out that carries them, checked on every build.
#
#   add_migrations(<target>
#     [DIRECTORY <dir>...]        version locations; default: migrations
#     [NAMESPACE <a::b>]          default: the target's name as a C identifier
#     [HEADER <path.hpp>]         default: the namespace as a path, /migrations.hpp
#     [DIALECT sqlite|postgresql|mysql]...   default: sqlite
#     [TYPE STATIC|OBJECT]        default: STATIC
#     [ALLOW_MULTIPLE_HEADS] [NO_ROUND_TRIP] [NO_TESTS] [EXCLUDE_FROM_ALL] [FOLDER <name>]
#     [MODELS <header> METADATA <expression>]
#     [CONFIG <kiln.toml>]        default: the caller's kiln.toml where there is one
#     [EXTENSIONS <target>...]    loadable extensions of SQLite that the checks need
#     [LINK_LIBRARIES <lib>...]   what revisions in C++ use
#     [SCHEMA <file.sql>]         the schema at the heads, an output of the build
#     [DATABASE <file.db>]        a SQLite database at the heads, likewise
#     [REPORT <file.html>])       a page to look at, likewise
#
# Makes the library <target>, the target <target>_codegen that runs `kiln bake` (where there are
# revisions in C++, <target>_files, <target>_code and <target>_check for it), and the tests
# <target>.heads, <target>.upgrade, <target>.round_trip and, with MODELS, <target>.models.
# kiln_add_migrations() is the same command by the name that nobody else has.
#
# The program: the cache variable Kiln_EXECUTABLE; else the target Kiln::kiln, unless this is a
# cross build; else the kiln on PATH.

include_guard(GLOBAL)

cmake_policy(PUSH)
cmake_policy(VERSION 3.22...3.31)

include("${CMAKE_CURRENT_LIST_DIR}/KilnReserved.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/KilnArguments.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/KilnTool.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/KilnModels.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/KilnNamespaces.cmake")
include("${CMAKE_CURRENT_LIST_DIR}/KilnCode.cmake")

# PARSE_ARGV keeps empty arguments and semicolons, which passing ${ARGN} on would lose.
function(kiln_add_migrations)
  cmake_parse_arguments(PARSE_ARGV 0 call "" "" "")
  _kiln_add_migrations(kiln_add_migrations "${call_UNPARSED_ARGUMENTS}")
endfunction()

if(NOT COMMAND add_migrations)
  function(add_migrations)
    cmake_parse_arguments(PARSE_ARGV 0 call "" "" "")
    _kiln_add_migrations(add_migrations "${call_UNPARSED_ARGUMENTS}")
  endfunction()
endif()

function(_kiln_add_migrations command arguments)
  _kiln_read_arguments("${command}" "${arguments}")  # sets call, target and arg_*
  _kiln_check_directories()
  _kiln_check_namespace()
  _kiln_check_header()
  _kiln_check_choice(TYPE STATIC OBJECT)
  _kiln_check_choice(DIALECT sqlite postgresql mysql)
  _kiln_check_models()
  _kiln_check_config()
  _kiln_check_extensions()
  _kiln_check_outputs()
  _kiln_check_project()
  _kiln_find_drivers()                               # sets drivers
  _kiln_find_tool()                                  # sets tool and tool_depends

  # Nothing here is a configuration's own, so that all configurations share one set of files.
  set(root "${CMAKE_CURRENT_BINARY_DIR}/kiln-generated/${target}")
  # What CMake itself writes stands apart: only CMake would bring it back.
  set(own "${CMAKE_CURRENT_BINARY_DIR}/CMakeFiles/kiln/${target}")
  _kiln_add_models()                                 # sets models, what they say
  _kiln_add_codegen()                                # sets source, code and checker
  _kiln_add_library()
  _kiln_note_namespace()
  if(NOT arg_NO_TESTS AND (NOT DEFINED BUILD_TESTING OR BUILD_TESTING))
    _kiln_add_tests()
  endif()
endfunction()

# Ends the configuration with one line that names the call, and a hint. The leading space keeps
# CMake from wrapping them.
function(_kiln_fail text)
  set(lines " ${call}: ${text}")
  if(ARGC GREATER 1)
    string(APPEND lines "\n hint: ${ARGV1}")
  endif()
  message(FATAL_ERROR "${lines}")
endfunction()

function(_kiln_check_project)
  get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
  if(NOT "CXX" IN_LIST languages)
    _kiln_fail("the project has no C++" "add CXX to the LANGUAGES of project()")
  endif()
  if(NOT TARGET Kiln::runtime)
    _kiln_fail("there is no target Kiln::runtime here" "call find_package(Kiln REQUIRED) before")
  endif()
  foreach(name IN ITEMS "${target}" "${target}_codegen")
    if(TARGET "${name}")
      _kiln_fail("there is a target '${name}' already" "give each call a name of its own")
    endif()
  endforeach()
endfunction()

# Sets `drivers` to what a program links for the dialects.
function(_kiln_find_drivers)
  set(drivers "")
  if("sqlite" IN_LIST arg_DIALECT)
    if(NOT TARGET Kiln::sqlite)
      _kiln_fail("DIALECT sqlite needs SQLite 3.26 or newer, which was not found"
        "install its development files: on Debian, libsqlite3-dev")
    endif()
    list(APPEND drivers Kiln::sqlite)
  endif()
  if("postgresql" IN_LIST arg_DIALECT)
    if(NOT TARGET Kiln::postgresql)
      _kiln_fail("DIALECT postgresql needs libpq, which was not found, here or where Kiln was built"
        "install its development files: on Debian, libpq-dev")
    endif()
    list(APPEND drivers Kiln::postgresql)
  endif()
  if("mysql" IN_LIST arg_DIALECT)
    if(NOT TARGET Kiln::mysql)
      _kiln_fail("DIALECT mysql needs libmariadb, which was not found, here or where Kiln was built"
        "install its development files: on Debian, libmariadb-dev")
    endif()
    list(APPEND drivers Kiln::mysql)
  endif()
  set(drivers "${drivers}" PARENT_SCOPE)
endfunction()

# Sets `files` to what the build tool has to watch, `code` to those of them in C++, and `names` to all
# that the folders hold.
function(_kiln_list_revisions)
  set(files "")
  set(code "")
  set(names "")
  foreach(directory IN LISTS arg_DIRECTORY)
    string(REGEX REPLACE "([[*?])" "[\\1]" pattern "${directory}")
    # Editors keep locks and copies in hidden files. Folders and .SQL stay in: kiln reports them.
    file(GLOB found CONFIGURE_DEPENDS LIST_DIRECTORIES true RELATIVE "${directory}"
      "${pattern}/[!.]*.[sS][qQ][lL]" "${pattern}/[!.]*.[cC][pP][pP]" "${pattern}/frozen.txt")
    list(SORT found)
    foreach(name IN LISTS found)
      if("${name}" MATCHES "[][|<>]")
        _kiln_fail("the file name '${name}' in '${directory}' holds '${CMAKE_MATCH_0}', which breaks CMake or the build tool"
          "rename the file; its header counts, not its name")
      endif()
      set(file "${directory}/${name}")
      list(APPEND names "${file}")
      if(IS_SYMLINK "${file}" AND NOT EXISTS "${file}")
        _kiln_fail("'${file}' is a link that leads nowhere" "mend the link or remove it")
      endif()
      # Names that make or ninja cannot carry are left to kiln, which refuses them (K108).
      if(EXISTS "${file}" AND NOT IS_DIRECTORY "${file}" AND NOT "${name}" MATCHES "[:#\"\\\n\r\t]")
        list(APPEND files "${file}")
        if("${name}" MATCHES "\\.cpp$")
          list(APPEND code "${file}")
        endif()
      endif()
    endforeach()
  endforeach()
  set(files "${files}" PARENT_SCOPE)
  set(code "${code}" PARENT_SCOPE)
  set(names "${names}" PARENT_SCOPE)
endfunction()

# Sets `checks` to the arguments that bake and verify share.
macro(_kiln_set_check_arguments)
  set(checks "")
  set(model_checks "")
  if(NOT "${arg_CONFIG}" STREQUAL "")
    list(APPEND checks --config "${arg_CONFIG}")
  endif()
  if(NOT "${models}" STREQUAL "")
    set(model_checks --models "${models}" --models-header "${arg_MODELS}")
  endif()
  foreach(dialect IN LISTS arg_DIALECT)
    list(APPEND checks --dialect ${dialect})
  endforeach()
  if(arg_ALLOW_MULTIPLE_HEADS)
    list(APPEND checks --allow-multiple-heads)
  endif()
  if(arg_NO_ROUND_TRIP)
    list(APPEND checks --no-round-trip)
  endif()
  set(servers ${arg_DIALECT})
  list(REMOVE_ITEM servers sqlite)
  set(server_urls "")
  if(servers AND Kiln_REQUIRE_SERVERS)
    list(APPEND checks --require-servers)
  endif()
  if(servers AND (Kiln_POSTGRESQL_URL OR Kiln_MYSQL_URL))
    # A command that fails is shown, and a URL may hold a password.
    set(server_urls "${own}/servers.txt")
    string(JOIN "\n" urls ${Kiln_POSTGRESQL_URL} ${Kiln_MYSQL_URL})
    file(CONFIGURE OUTPUT "${server_urls}" @ONLY CONTENT "@urls@\n")
    file(CHMOD "${server_urls}" PERMISSIONS OWNER_READ OWNER_WRITE)
    list(APPEND checks --server-urls "${server_urls}")
  endif()
  list(APPEND checks --cache "${root}/cache")
  foreach(extension IN LISTS arg_EXTENSIONS)
    list(APPEND checks --extension "$<TARGET_FILE:${extension}>")
  endforeach()
  if(MSVC OR CMAKE_GENERATOR MATCHES "Visual Studio")
    list(APPEND checks --diagnostics msvc)
  endif()
endmacro()

# One target owns the one command, so that consumers in other directories and parallel make never
# run it twice. The rebuild rules, each of which the others do not cover:
# - the files in DEPENDS: an edit;
# - the glob, and the manifest in DEPENDS: a file that came, went or got another name (a glob alone
#   re-runs CMake, but after a removal nothing is newer than the stamp);
# - the stamp as the only OUTPUT: kiln leaves header and source alone if their bytes stay, so they
#   may be older than what they were made from.
function(_kiln_add_codegen)
  _kiln_list_revisions()
  _kiln_set_check_arguments()
  set(header "${root}/include/${arg_HEADER}")
  set(source "${root}/migrations.cpp")
  set(stamp "${root}/stamp")
  set(manifest "${own}/manifest.txt")
  set(arguments bake ${checks} --namespace "${arg_NAMESPACE}" --include "${arg_HEADER}"
    --header "${header}" --source "${source}" --target "${target}" ${model_checks})
  set(outputs "")  # of the command that runs the revisions
  if(NOT "${arg_SCHEMA}" STREQUAL "")
    list(APPEND outputs --schema "${arg_SCHEMA}")
  endif()
  if(NOT "${arg_DATABASE}" STREQUAL "")
    list(APPEND outputs --database "${arg_DATABASE}")
  endif()
  if(NOT "${arg_REPORT}" STREQUAL "")
    list(APPEND outputs --report "${arg_REPORT}" --report-title "${target}")
  endif()

  # Of another HEADER: what still includes it must not go on with what it said.
  string(REGEX REPLACE "([[*?])" "[\\1]" pattern "${root}")
  file(GLOB_RECURSE stale "${pattern}/include/*")
  list(REMOVE_ITEM stale "${header}")
  if(stale)
    file(REMOVE ${stale})
  endif()
  get_filename_component(header_directory "${header}" DIRECTORY)
  file(MAKE_DIRECTORY "${header_directory}")
  string(REPLACE ";" "\n" content "${arguments};${outputs};${names};${arg_DIRECTORY}")
  # One manifest for all configurations.
  string(REGEX REPLACE "\\$<TARGET_FILE:([^>]*)>" "\\1" content "${content}")
  file(GENERATE OUTPUT "${manifest}" CONTENT "${content}\n")

  _kiln_add_code()                                   # sets checker and checker_depends
  # Where there is code, both are made before it is compiled.
  set(byproducts "${header}" "${source}")
  if(NOT "${code}" STREQUAL "")
    set(byproducts "")
  endif()
  list(APPEND byproducts ${arg_SCHEMA} ${arg_DATABASE} ${arg_REPORT})
  if(byproducts)
    list(PREPEND byproducts BYPRODUCTS)
  endif()
  add_custom_command(OUTPUT "${stamp}" ${byproducts}
    COMMAND "${checker}" ${arguments} ${outputs} --stamp "${stamp}" ${arg_DIRECTORY}
    DEPENDS ${checker_depends} "${manifest}" ${files} ${models} ${arg_CONFIG} ${arg_EXTENSIONS}
      ${server_urls}
    COMMENT "Checking and baking the migrations of ${target}"
    VERBATIM)
  add_custom_target(${target}_codegen DEPENDS "${stamp}")
  # Ninja knows that BYPRODUCTS are missing; make would wait for them until `clean`.
  if(CMAKE_GENERATOR MATCHES "Makefiles")
    set(restore "${own}/restore.cmake")
    set(generated "")
    foreach(file IN LISTS header source arg_SCHEMA arg_DATABASE arg_REPORT)
      string(APPEND generated " [==[${file}]==]")
    endforeach()
    file(CONFIGURE OUTPUT "${restore}" @ONLY CONTENT [=[
foreach(file IN ITEMS @generated@)
  if(NOT EXISTS "${file}")
    file(REMOVE [==[@stamp@]==] [==[@root@/files.stamp]==])
  endif()
endforeach()
]=])
    add_custom_target(${target}_restore COMMAND "${CMAKE_COMMAND}" -P "${restore}" VERBATIM)
    set_target_properties(${target}_restore PROPERTIES FOLDER "${arg_FOLDER}")
    if("${code}" STREQUAL "")
      add_dependencies(${target}_codegen ${target}_restore)
    else()
      add_dependencies(${target}_files ${target}_restore)
    endif()
  endif()
  if(TARGET ${target}_models)  # make knows no rule for an object file of another target
    add_dependencies(${target}_codegen ${target}_models)
  endif()
  set_target_properties(${target}_codegen PROPERTIES FOLDER "${arg_FOLDER}")
  if(NOT "${code}" STREQUAL "")
    add_dependencies(${target}_codegen ${target}_files)
  endif()
  set(source "${source}" PARENT_SCOPE)
  set(code "${code}" PARENT_SCOPE)
  set(checker "${checker}" PARENT_SCOPE)
endfunction()

function(_kiln_add_library)
  set(exclude "")
  if(arg_EXCLUDE_FROM_ALL)
    set(exclude EXCLUDE_FROM_ALL)
  endif()
  set(sources "${source}")
  if(NOT "${code}" STREQUAL "")
    # An archive needs a source of its own; objects are handed on to who links it.
    file(CONFIGURE OUTPUT "${own}/library.cpp" CONTENT "// Written by add_migrations().\n")
    set(sources "${own}/library.cpp")
    if("${arg_TYPE}" STREQUAL "STATIC")
      list(APPEND sources $<TARGET_OBJECTS:${target}_code>)
    endif()
  endif()
  add_library(${target} ${arg_TYPE} ${exclude} ${sources})
  if(NOT "${code}" STREQUAL "" AND "${arg_TYPE}" STREQUAL "OBJECT")
    target_sources(${target} INTERFACE $<TARGET_OBJECTS:${target}_code>)
  endif()
  add_dependencies(${target} ${target}_codegen)
  # Where `install(DIRECTORY)` of KILN_HEADERS puts the header, see docs/cmake.md.
  set(installed include)
  if(CMAKE_INSTALL_INCLUDEDIR)
    set(installed "${CMAKE_INSTALL_INCLUDEDIR}")
  endif()
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${root}/include>"
    "$<INSTALL_INTERFACE:${installed}>")
  target_link_libraries(${target} PUBLIC Kiln::runtime ${drivers})
  if(NOT "${code}" STREQUAL "")
    target_link_libraries(${target} PRIVATE ${arg_LINK_LIBRARIES})
  endif()
  _kiln_set_own(${target})
  set_target_properties(${target} PROPERTIES KILN_HEADERS "${root}/include/")
endfunction()

# On each ctest what the build checked: a test run proves it without a rebuild.
function(_kiln_add_tests)
  _kiln_set_check_arguments()
  set(tests heads upgrade)
  if(NOT arg_NO_ROUND_TRIP)
    list(APPEND tests round_trip)
  endif()
  foreach(test IN LISTS tests)
    string(REPLACE "_" "-" check "${test}")
    add_test(NAME ${target}.${test}
      COMMAND "${checker}" verify ${checks} --only ${check} ${arg_DIRECTORY})
  endforeach()
  if(NOT "${models}" STREQUAL "")
    add_test(NAME ${target}.models
      COMMAND "${checker}" verify ${checks} --only models ${model_checks} ${arg_DIRECTORY})
  endif()
endfunction()

cmake_policy(POP)
