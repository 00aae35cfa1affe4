include_guard(GLOBAL)
# For builds that are not CMake's: kiln.pc, the runtime with SQLite, and kiln-<database>.pc for each
# other driver. The prefix may be moved, as that of the package for CMake.

# kiln_add_pkg_config(<name> <description> <libraries> <packages>)
function(kiln_add_pkg_config name description libraries packages)
  set(directory ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
  file(RELATIVE_PATH up "/prefix/${directory}" /prefix)
  string(REGEX REPLACE "/$" "" up "${up}")
  set(libdir "\${prefix}/${CMAKE_INSTALL_LIBDIR}")
  set(includedir "\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}")
  set(prefix "\${pcfiledir}/${up}")
  if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    set(prefix "${CMAKE_INSTALL_PREFIX}")
    set(libdir "${CMAKE_INSTALL_LIBDIR}")
    set(includedir "${CMAKE_INSTALL_FULL_INCLUDEDIR}")
  endif()
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/${name}.pc @ONLY CONTENT
"prefix=@prefix@
libdir=@libdir@
includedir=@includedir@

Name: @name@
Description: @description@
Version: @PROJECT_VERSION@
Requires: @packages@
Libs: -L\${libdir} @libraries@
Cflags: -I\${includedir}
")
  install(FILES ${PROJECT_BINARY_DIR}/${name}.pc DESTINATION ${directory})
endfunction()

kiln_add_pkg_config(kiln "Database migrations that the binary carries, over SQLite"
  "-lkiln_sqlite -lkiln_runtime" "sqlite3 >= 3.26")
if(TARGET kiln_postgresql)
  kiln_add_pkg_config(kiln-postgresql "Database migrations that the binary carries, over PostgreSQL"
    "-lkiln_postgresql -lkiln_runtime" libpq)
endif()
if(TARGET kiln_mysql)
  kiln_add_pkg_config(kiln-mysql "Database migrations that the binary carries, over MySQL and MariaDB"
    "-lkiln_mysql -lkiln_runtime" libmariadb)
endif()
