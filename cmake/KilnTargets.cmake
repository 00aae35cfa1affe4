# Kiln's own targets. Sources are globbed with CONFIGURE_DEPENDS: a room gets a file, and nothing
# else has to be edited.

# What every target of ours is compiled with; not passed on to consumers. Tests have the warnings only.
add_library(kiln_warnings INTERFACE)
add_library(kiln_build_options INTERFACE)
target_link_libraries(kiln_build_options INTERFACE kiln_warnings)
if(UNIX AND CMAKE_SIZEOF_VOID_P EQUAL 4)  # else folders and files of today's file systems overflow
  target_compile_definitions(kiln_build_options INTERFACE _FILE_OFFSET_BITS=64)
endif()
if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(kiln_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU,Clang,AppleClang>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Wconversion>
    $<$<CXX_COMPILER_ID:MSVC>:/W4>)
endif()

# An optimized build of ours stops at an overrun instead of going on.
if(PROJECT_IS_TOP_LEVEL AND NOT MSVC)
  include(CheckCXXCompilerFlag)
  include(CheckPIESupported)
  check_pie_supported(LANGUAGES CXX)
  set(optimized $<OR:$<CONFIG:Release>,$<CONFIG:RelWithDebInfo>,$<CONFIG:MinSizeRel>>)
  set(flags -fstack-protector-strong -fstack-clash-protection -fcf-protection)
  if(WIN32)  # GCC 12 breaks off at the second
    list(REMOVE_ITEM flags -fstack-clash-protection)
  endif()
  foreach(flag IN LISTS flags)
    string(MAKE_C_IDENTIFIER "kiln_has${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(kiln_build_options INTERFACE $<${optimized}:${flag}>)
    endif()
  endforeach()
  target_compile_options(kiln_build_options INTERFACE
    $<${optimized}:-U_FORTIFY_SOURCE> $<${optimized}:-D_FORTIFY_SOURCE=2>
    $<${optimized}:-D_GLIBCXX_ASSERTIONS>)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(kiln_build_options INTERFACE $<${optimized}:-Wl,-z,relro,-z,now>)
  endif()
endif()

# The runtime and its drivers are shared if BUILD_SHARED_LIBS says so; what programs of the command line
# link is static in any case, and the project's own targets are as they are.
set(kiln_shared OFF)
if(PROJECT_IS_TOP_LEVEL AND BUILD_SHARED_LIBS)
  set(kiln_shared ON)
endif()

# kiln_share(<target>): a shared library has the minor version in its name, as nothing is promised
# between two of them, and shows names of Kiln's alone.
function(kiln_share target)
  if(NOT kiln_shared)
    return()
  endif()
  set_target_properties(${target} PROPERTIES DEFINE_SYMBOL "" WINDOWS_EXPORT_ALL_SYMBOLS ON
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR})
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(${target} PRIVATE
      LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/exported.map LINKER:--no-undefined)
    set_target_properties(${target} PROPERTIES
      LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/exported.map INSTALL_RPATH "\$ORIGIN")
  endif()
endfunction()

# GCC looks for its garbage from 128 MB on, whatever a machine has, and that is a sixth of its time: where
# there is memory, it waits for a gigabyte.
if(PROJECT_IS_TOP_LEVEL AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  cmake_host_system_information(RESULT memory QUERY TOTAL_PHYSICAL_MEMORY)  # in MiB
  cmake_host_system_information(RESULT processors QUERY NUMBER_OF_LOGICAL_CORES)
  math(EXPR memory "${memory} / ${processors}")
  if(memory GREATER 3000)
    add_compile_options(--param=ggc-min-heapsize=1000000)
  endif()
endif()

# A unity build makes more sections than objects of the usual format hold.
if(MINGW)
  add_compile_options(-Wa,-mbig-obj)
elseif(MSVC)  # which takes texts for the system's own encoding, and getenv() for a fault
  add_compile_options(/bigobj /utf-8)
  add_compile_definitions(_CRT_SECURE_NO_WARNINGS)
endif()

# The macros of Windows' headers take everybody's names.
if(WIN32)
  add_compile_definitions(WIN32_LEAN_AND_MEAN NOMINMAX)
  set(kiln_with_windows_h src/database/watch.cpp tool/project/sha256.cpp tool/project/continue_as.cpp
    tool/project/watch.cpp tool/report/print.cpp)
  set_source_files_properties(${kiln_with_windows_h} PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endif()

function(kiln_add_library target alias)
  file(GLOB sources CONFIGURE_DEPENDS ${ARGN})
  add_library(${target} ${KILN_LIBRARY_TYPE} ${sources})
  add_library(Kiln::${alias} ALIAS ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${alias} POSITION_INDEPENDENT_CODE ON)
  target_compile_features(${target} PUBLIC cxx_std_20)
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:kiln_build_options>)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
endfunction()

find_package(SQLite3 3.26 REQUIRED)
if(KILN_POSTGRESQL)
  find_package(PostgreSQL QUIET)  # its client alone
endif()
if(KILN_MYSQL)
  include(cmake/KilnMariadb.cmake)
  _kiln_find_mariadb()
endif()

set(KILN_LIBRARY_TYPE STATIC)
if(kiln_shared)
  set(KILN_LIBRARY_TYPE SHARED)
endif()

kiln_add_library(kiln_runtime runtime
  ${PROJECT_SOURCE_DIR}/src/text/*.cpp
  ${PROJECT_SOURCE_DIR}/src/sql/*.cpp
  ${PROJECT_SOURCE_DIR}/src/graph/*.cpp
  ${PROJECT_SOURCE_DIR}/src/plan/*.cpp
  ${PROJECT_SOURCE_DIR}/src/database/*.cpp
  ${PROJECT_SOURCE_DIR}/src/schema/*.cpp
  ${PROJECT_SOURCE_DIR}/src/run/*.cpp)
target_include_directories(kiln_runtime PUBLIC
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
if(WIN32)
  target_link_libraries(kiln_runtime PRIVATE ws2_32)
endif()
# add_migrations() compares it with the version of the program that it is told to run.
set_target_properties(kiln_runtime PROPERTIES
  KILN_VERSION ${PROJECT_VERSION} EXPORT_PROPERTIES KILN_VERSION)

# A program links the drivers that its tables of migrations name, and no others.
kiln_add_library(kiln_sqlite sqlite ${PROJECT_SOURCE_DIR}/src/database/sqlite/*.cpp)
target_link_libraries(kiln_sqlite PUBLIC kiln_runtime PRIVATE SQLite::SQLite3)
set(kiln_drivers kiln_sqlite)
if(KILN_POSTGRESQL AND TARGET PostgreSQL::PostgreSQL)
  kiln_add_library(kiln_postgresql postgresql ${PROJECT_SOURCE_DIR}/src/database/postgresql/*.cpp)
  target_link_libraries(kiln_postgresql PUBLIC kiln_runtime PRIVATE PostgreSQL::PostgreSQL)
  list(APPEND kiln_drivers kiln_postgresql)
elseif(KILN_POSTGRESQL)
  message(STATUS "Kiln::postgresql is left out: libpq was not found (on Debian, libpq-dev)")
endif()
if(KILN_MYSQL AND TARGET Kiln::mariadb_client)
  kiln_add_library(kiln_mysql mysql ${PROJECT_SOURCE_DIR}/src/database/mysql/*.cpp)
  target_link_libraries(kiln_mysql PUBLIC kiln_runtime PRIVATE Kiln::mariadb_client)
  list(APPEND kiln_drivers kiln_mysql)
elseif(KILN_MYSQL)
  message(STATUS "Kiln::mysql is left out: libmariadb was not found (on Debian, libmariadb-dev)")
endif()

foreach(target IN ITEMS kiln_runtime ${kiln_drivers})
  kiln_share(${target})
endforeach()
set(KILN_LIBRARY_TYPE STATIC)

# A guest in other people's programs: small where it waits for the database or makes messages, fast
# where it reads SQL and graphs, and what a program does not use is left out of it. (No -Os for the
# tests' builds, which are worked on.)
if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT MSVC)
  foreach(target IN ITEMS kiln_runtime ${kiln_drivers})
    target_compile_options(${target} PRIVATE
      -ffunction-sections -fdata-sections $<$<CONFIG:Release>:-Os>)
  endforeach()
  # (Options of their own keep sources out of unity builds: where nothing is optimized they have none.)
  if(CMAKE_CONFIGURATION_TYPES OR CMAKE_BUILD_TYPE STREQUAL "Release")
    file(GLOB hot CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/sql/*.cpp
      ${PROJECT_SOURCE_DIR}/src/graph/*.cpp)
    list(APPEND hot ${PROJECT_SOURCE_DIR}/src/text/letter_case.cpp
      ${PROJECT_SOURCE_DIR}/src/text/text_place.cpp ${PROJECT_SOURCE_DIR}/src/run/operations.cpp
      ${PROJECT_SOURCE_DIR}/src/database/sqlite/query.cpp)
    set_source_files_properties(${hot} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O2>)
  endif()
  if(UNIX)
    set(leave_out_unused LINKER:$<IF:$<PLATFORM_ID:Darwin>,-dead_strip,--gc-sections>)
    target_link_options(kiln_runtime INTERFACE
      $<$<CONFIG:Release,RelWithDebInfo,MinSizeRel>:${leave_out_unused}>)
  endif()
endif()

# What takes the time of these is the database: to optimize them more costs who builds Kiln a third of
# the wait, and nobody gets it back.
function(kiln_optimize_little target)
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT MSVC)
    target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
  endif()
endfunction()

# Structs as models. Headers only; Boost has had PFR since 1.75, and names of its members for all
# compilers since 1.84.
if(POLICY CMP0167)
  cmake_policy(SET CMP0167 NEW)
endif()
find_package(Boost 1.75 QUIET)
add_library(kiln_models INTERFACE)
set_target_properties(kiln_models PROPERTIES EXPORT_NAME models)
target_compile_features(kiln_models INTERFACE cxx_std_20)
target_include_directories(kiln_models INTERFACE
  $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(kiln_models INTERFACE Boost::headers)
if(TARGET Boost::headers AND Boost_FOUND)
  add_library(Kiln::models ALIAS kiln_models)
else()
  message(STATUS "Kiln::models is installed, but not tried: the headers of Boost 1.75 or newer were not found")
endif()

# Each target's public headers as a set, with which CMAKE_VERIFY_INTERFACE_HEADER_SETS compiles each one
# alone. What needs Qt is left out, as Kiln does not look for that.
set(kiln_header_sets "")
if(CMAKE_VERSION VERSION_GREATER_EQUAL 3.23)
  set(kiln_include ${PROJECT_SOURCE_DIR}/include/kiln)
  file(GLOB kiln_runtime_headers CONFIGURE_DEPENDS ${kiln_include}/*.hpp ${kiln_include}/detail/*.hpp)
  file(GLOB kiln_models_headers CONFIGURE_DEPENDS ${kiln_include}/models/*.hpp)
  list(APPEND kiln_models_headers ${kiln_include}/models.hpp)
  list(REMOVE_ITEM kiln_runtime_headers ${kiln_include}/models.hpp ${kiln_include}/qt.hpp)
  foreach(driver IN ITEMS sqlite postgresql mysql)
    list(REMOVE_ITEM kiln_runtime_headers ${kiln_include}/${driver}.hpp)
    if(TARGET kiln_${driver})
      target_sources(kiln_${driver} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
        FILES ${kiln_include}/${driver}.hpp)
    endif()
  endforeach()
  target_sources(kiln_runtime PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
    FILES ${kiln_runtime_headers})
  target_sources(kiln_models INTERFACE FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/include
    FILES ${kiln_models_headers})
  set(kiln_header_sets FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
endif()

# A program that is asked for heads is done in two milliseconds; to load fmt's library and, for it and
# for itself, that of C++ takes as long again. So what is not built to be worked on carries both.
set(kiln_shipped $<CONFIG:Release,MinSizeRel>)

# kiln_embed(<library> <file> <header> <function>): the file's text, which the function returns.
function(kiln_embed library file header function)
  set(source ${PROJECT_BINARY_DIR}/generated/${function}.cpp)
  add_custom_command(OUTPUT ${source}
    COMMAND ${CMAKE_COMMAND} -D INPUT=${PROJECT_SOURCE_DIR}/${file} -D OUTPUT=${source}
      -D HEADER=${header} -D FUNCTION=${function} -P ${PROJECT_SOURCE_DIR}/cmake/KilnEmbed.cmake
    DEPENDS ${PROJECT_SOURCE_DIR}/${file} ${PROJECT_SOURCE_DIR}/cmake/KilnEmbed.cmake
    COMMENT "Embedding ${file}" VERBATIM)
  target_sources(${library} PRIVATE ${source})
endfunction()

# kiln_add_generated(<target> <library>): the objects of generated sources, which <library> takes in.
# They link nothing: where a library generates sources itself, all that it compiles waits for all that
# it links.
function(kiln_add_generated target library)
  add_library(${target} OBJECT)
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON UNITY_BUILD OFF)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(${target} PRIVATE kiln_build_options)
  target_sources(${library} PRIVATE $<TARGET_OBJECTS:${target}>)
endfunction()

if(KILN_BUILD_COMMAND_LINE)
  find_package(fmt REQUIRED)
  set(kiln_fmt $<BUILD_INTERFACE:$<IF:${kiln_shipped},fmt::fmt-header-only,fmt::fmt>>
    $<INSTALL_INTERFACE:fmt::fmt>)
  find_package(CLI11 REQUIRED)

  kiln_add_library(kiln_command_line command_line
    ${PROJECT_SOURCE_DIR}/tool/report/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/schema/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/command_line/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/verbs/database/*.cpp)
  target_sources(kiln_command_line PRIVATE ${PROJECT_SOURCE_DIR}/tool/command_line.cpp)
  kiln_add_generated(kiln_report_parts kiln_command_line)
  foreach(part IN ITEMS html css js)  # of the page that `kiln report` writes
    kiln_embed(kiln_report_parts tool/report/report.${part} tool/report/report_parts.hpp report_${part})
  endforeach()
  # CLI11 is headers: whoever links this library does not need it.
  kiln_optimize_little(kiln_command_line)
  target_link_libraries(kiln_command_line PUBLIC kiln_sqlite PRIVATE ${kiln_fmt} SQLite::SQLite3
    $<BUILD_INTERFACE:CLI11::CLI11>)
endif()

if(KILN_BUILD_TOOL)
  find_package(nlohmann_json REQUIRED)
  find_package(tomlplusplus REQUIRED)
  find_package(Threads REQUIRED)
  # For SHA-256. Of OpenSSL the same takes longer to begin than `kiln upgrade` takes in all.
  if(WIN32)
    set(KILN_NETTLE bcrypt)  # its own
  else()
    find_path(KILN_NETTLE_INCLUDE nettle/sha2.h REQUIRED)
    find_library(KILN_NETTLE NAMES
      ${CMAKE_STATIC_LIBRARY_PREFIX}nettle${CMAKE_STATIC_LIBRARY_SUFFIX} nettle REQUIRED)
    mark_as_advanced(KILN_NETTLE KILN_NETTLE_INCLUDE)
  endif()

  kiln_add_library(kiln_tool tool
    ${PROJECT_SOURCE_DIR}/tool/project/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/servers/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/replay/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/rules/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/models/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/bake/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/verbs/project/*.cpp)
  target_sources(kiln_tool PRIVATE ${PROJECT_SOURCE_DIR}/tool/verbs.cpp
    ${PROJECT_SOURCE_DIR}/tool/program.cpp)
  if(WIN32)
    # Servers are started by the means of POSIX.
    file(GLOB kiln_posix ${PROJECT_SOURCE_DIR}/tool/servers/*.cpp)
    list(FILTER kiln_posix EXCLUDE REGEX "/(trial_server|made_roles).cpp")
    set_source_files_properties(${kiln_posix} PROPERTIES HEADER_FILE_ONLY ON)
    target_sources(kiln_tool PRIVATE ${PROJECT_SOURCE_DIR}/tool/servers/windows/private_server.cpp)
  endif()
  if(MINGW)
    target_sources(kiln_tool PRIVATE ${PROJECT_SOURCE_DIR}/tool/project/windows/utf8_paths.cpp)
    set_source_files_properties(${PROJECT_SOURCE_DIR}/tool/project/windows/utf8_paths.cpp PROPERTIES
      SKIP_UNITY_BUILD_INCLUSION ON)
    target_link_options(kiln_tool PUBLIC LINKER:--wrap=mbrtowc)
  endif()
  target_include_directories(kiln_tool PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  kiln_optimize_little(kiln_tool)
  # But each verb reads all revision files, before anything else.
  if(CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang" AND NOT MSVC)
    set(hot header marker names sections source_text utf8)
    list(TRANSFORM hot REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/tool/project/\\1.cpp")
    set_source_files_properties(${hot} PROPERTIES COMPILE_OPTIONS $<$<CONFIG:Release>:-O2>)
  endif()
  target_link_libraries(kiln_tool
    PUBLIC kiln_command_line ${kiln_drivers} ${kiln_fmt} SQLite::SQLite3
    PRIVATE ${KILN_NETTLE} $<BUILD_INTERFACE:nlohmann_json::nlohmann_json> Threads::Threads)
  # Debian's target is a library to be loaded; the headers do without.
  target_include_directories(kiln_tool SYSTEM PRIVATE
    ${KILN_NETTLE_INCLUDE} $<TARGET_PROPERTY:tomlplusplus::tomlplusplus,INTERFACE_INCLUDE_DIRECTORIES>)

  if(TARGET kiln_postgresql)
    target_compile_definitions(kiln_tool PRIVATE KILN_HAS_POSTGRESQL)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT kiln_shared)
      # What this defines stands before libpq, so that the program does not need that to start.
      target_sources(kiln_tool PRIVATE
        ${PROJECT_SOURCE_DIR}/src/database/postgresql/on_demand/libpq.cpp)
      target_compile_definitions(kiln_tool PRIVATE KILN_LOADS_LIBPQ)
      target_include_directories(kiln_tool SYSTEM PRIVATE ${PostgreSQL_INCLUDE_DIRS})
      target_link_libraries(kiln_tool PRIVATE ${CMAKE_DL_LIBS})
    endif()
  endif()
  if(TARGET kiln_mysql)
    target_compile_definitions(kiln_tool PRIVATE KILN_HAS_MYSQL)
    if(CMAKE_SYSTEM_NAME STREQUAL "Linux" AND NOT kiln_shared)
      target_sources(kiln_tool PRIVATE
        ${PROJECT_SOURCE_DIR}/src/database/mysql/on_demand/libmariadb.cpp)
      target_compile_definitions(kiln_tool PRIVATE KILN_LOADS_LIBMARIADB)
      target_include_directories(kiln_tool SYSTEM PRIVATE
        $<TARGET_PROPERTY:Kiln::mariadb_client,INTERFACE_INCLUDE_DIRECTORIES>)
      target_link_libraries(kiln_tool PRIVATE ${CMAKE_DL_LIBS})
    endif()
  endif()

  # `kiln explain` prints the sections of this page.
  kiln_add_generated(kiln_generated kiln_tool)
  kiln_embed(kiln_generated docs/diagnostics.md tool/project/explanations.hpp diagnostics_page)

  # What one program found out, another that finds otherwise must not take for proven.
  file(GLOB_RECURSE kiln_identified CONFIGURE_DEPENDS
    ${PROJECT_SOURCE_DIR}/include/*.hpp ${PROJECT_SOURCE_DIR}/src/*.cpp
    ${PROJECT_SOURCE_DIR}/src/*.hpp ${PROJECT_SOURCE_DIR}/tool/*.cpp
    ${PROJECT_SOURCE_DIR}/tool/*.hpp)
  set(kiln_identity ${PROJECT_BINARY_DIR}/generated/build_identity)
  string(REPLACE ";" "\n" kiln_identified_lines "${kiln_identified}")
  file(CONFIGURE OUTPUT ${kiln_identity}.txt @ONLY CONTENT "@kiln_identified_lines@\n")
  add_custom_command(OUTPUT ${kiln_identity}.cpp
    COMMAND ${CMAKE_COMMAND} -D LIST=${kiln_identity}.txt -D OUTPUT=${kiln_identity}.cpp
      -P ${PROJECT_SOURCE_DIR}/cmake/KilnIdentity.cmake
    DEPENDS ${kiln_identified} ${kiln_identity}.txt ${PROJECT_SOURCE_DIR}/cmake/KilnIdentity.cmake
    COMMENT "Identifying the sources" VERBATIM)
  target_sources(kiln_generated PRIVATE ${kiln_identity}.cpp)

  include(cmake/KilnReserved.cmake)
  _kiln_reserved_words(kiln_reserved_words)
  list(JOIN kiln_reserved_words "\",\n    \"" kiln_reserved_words)
  configure_file(${PROJECT_SOURCE_DIR}/tool/bake/reserved_words.cpp.in
    ${PROJECT_BINARY_DIR}/generated/reserved_words.cpp @ONLY)
  target_sources(kiln_generated PRIVATE ${PROJECT_BINARY_DIR}/generated/reserved_words.cpp)

  add_executable(kiln ${PROJECT_SOURCE_DIR}/tool/main.cpp)
  add_executable(Kiln::kiln ALIAS kiln)
  target_link_libraries(kiln PRIVATE kiln_tool kiln_build_options)
  if(WIN32)
    target_sources(kiln PRIVATE
      ${PROJECT_SOURCE_DIR}/tool/windows/kiln.$<IF:$<BOOL:${MSVC}>,manifest,rc>)
  endif()
  set_target_properties(kiln PROPERTIES POSITION_INDEPENDENT_CODE ON)
  if(kiln_shared)
    file(RELATIVE_PATH up "/prefix/${CMAKE_INSTALL_BINDIR}" "/prefix/${CMAKE_INSTALL_LIBDIR}")
    set_target_properties(kiln PROPERTIES INSTALL_RPATH "\$ORIGIN/${up}")
  endif()
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(kiln PRIVATE LINKER:--as-needed)
    include(CheckLinkerFlag)
    check_linker_flag(CXX "-static-libstdc++;-static-libgcc" kiln_has_static_libstdcxx)
    if(kiln_has_static_libstdcxx)
      target_link_options(kiln PRIVATE $<${kiln_shipped}:-static-libstdc++ -static-libgcc>)
    endif()
  endif()
endif()
