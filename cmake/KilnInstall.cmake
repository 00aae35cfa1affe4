include_guard(GLOBAL)
# What `cmake --install` puts below a prefix, which may be moved: headers, Kiln::runtime, the
# drivers, Kiln::models, Kiln::command_line, Kiln::tool and the program (none in a cross build), and the
# packages that find_package(Kiln) and pkg-config read.

include(CMakePackageConfigHelpers)
set(kiln_package_directory ${CMAKE_INSTALL_LIBDIR}/cmake/Kiln)

set(kiln_places ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} ${kiln_header_sets})
install(TARGETS kiln_runtime EXPORT KilnTargets ${kiln_places})
# In sets of their own: what they link need not be there for those who do not use them.
install(TARGETS kiln_models EXPORT KilnModelsTargets ${kiln_header_sets})
install(EXPORT KilnModelsTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
install(TARGETS kiln_sqlite EXPORT KilnSqliteTargets ${kiln_places})
install(EXPORT KilnSqliteTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
if(TARGET kiln_postgresql)
  install(TARGETS kiln_postgresql EXPORT KilnPostgresqlTargets ${kiln_places})
  install(EXPORT KilnPostgresqlTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
endif()
if(TARGET kiln_mysql)
  install(TARGETS kiln_mysql EXPORT KilnMysqlTargets ${kiln_places})
  install(EXPORT KilnMysqlTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
endif()
if(TARGET kiln_command_line)
  install(TARGETS kiln_command_line EXPORT KilnCommandLineTargets
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT KilnCommandLineTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
endif()
if(TARGET kiln_tool)
  install(TARGETS kiln_tool EXPORT KilnToolTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
  install(EXPORT KilnToolTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
endif()
if(TARGET kiln)
  # In a file of its own: a distribution's package for developers and the root of a target have the
  # libraries and not the program.
  install(TARGETS kiln EXPORT KilnProgramTargets RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(EXPORT KilnProgramTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})
  # For editors that know TOML.
  install(FILES ${PROJECT_SOURCE_DIR}/tool/project/kiln.schema.json
    DESTINATION ${CMAKE_INSTALL_DATADIR}/kiln)
  # Completion for bash, zsh and fish, and the manual pages, where each looks for them.
  if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
    set(kiln_pages ${PROJECT_BINARY_DIR}/generated/share)
    add_custom_command(OUTPUT ${kiln_pages}.stamp
      COMMAND kiln pages ${kiln_pages}
      COMMAND ${CMAKE_COMMAND} -E touch ${kiln_pages}.stamp
      DEPENDS kiln VERBATIM)
    add_custom_target(kiln_pages ALL DEPENDS ${kiln_pages}.stamp)
    install(DIRECTORY ${kiln_pages}/ DESTINATION ${CMAKE_INSTALL_DATADIR})
  endif()
endif()
install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/kiln DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT KilnTargets NAMESPACE Kiln:: DESTINATION ${kiln_package_directory})

set(kiln_program ${CMAKE_INSTALL_BINDIR}/kiln${CMAKE_EXECUTABLE_SUFFIX})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/KilnConfig.cmake.in
  ${PROJECT_BINARY_DIR}/KilnConfig.cmake INSTALL_DESTINATION ${kiln_package_directory}
  PATH_VARS kiln_program)
# Before 1.0 a minor version may change what the generated code needs.
write_basic_package_version_file(${PROJECT_BINARY_DIR}/KilnConfigVersion.cmake
  VERSION ${PROJECT_VERSION} COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/KilnConfig.cmake
  ${PROJECT_BINARY_DIR}/KilnConfigVersion.cmake
  ${PROJECT_SOURCE_DIR}/cmake/Kiln.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnArguments.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnCode.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnMariadb.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnReserved.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnTool.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnModels.cmake
  ${PROJECT_SOURCE_DIR}/cmake/KilnNamespaces.cmake
  DESTINATION ${kiln_package_directory})

include(${CMAKE_CURRENT_LIST_DIR}/KilnPkgConfig.cmake)
