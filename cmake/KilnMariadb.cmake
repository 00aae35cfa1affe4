# libmariadb, for which CMake has no module of its own.

# Makes the target Kiln::mariadb_client where it is found.
function(_kiln_find_mariadb)
  if(TARGET Kiln::mariadb_client)
    return()
  endif()
  find_path(KILN_MARIADB_INCLUDE mariadb_version.h PATH_SUFFIXES mariadb)
  find_library(KILN_MARIADB NAMES mariadb libmariadb PATH_SUFFIXES mariadb)
  mark_as_advanced(KILN_MARIADB KILN_MARIADB_INCLUDE)
  if(KILN_MARIADB AND KILN_MARIADB_INCLUDE)
    add_library(Kiln::mariadb_client UNKNOWN IMPORTED GLOBAL)
    set_target_properties(Kiln::mariadb_client PROPERTIES IMPORTED_LOCATION "${KILN_MARIADB}"
      INTERFACE_INCLUDE_DIRECTORIES "${KILN_MARIADB_INCLUDE}")
  endif()
endfunction()
