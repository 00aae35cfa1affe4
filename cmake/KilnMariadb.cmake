# libmariadb, for which CMake has no module of its own.

# Makes the target Kiln::mariadb_client where it is found.
function(_kiln_find_mariadb)
  if(TARGET Kiln::mariadb_client)
    return()
  endif()
  find_path(Kiln_MARIADB_INCLUDE_DIR mariadb_version.h PATH_SUFFIXES mariadb)
  find_library(Kiln_MARIADB_LIBRARY NAMES mariadb libmariadb PATH_SUFFIXES mariadb)
  mark_as_advanced(Kiln_MARIADB_LIBRARY Kiln_MARIADB_INCLUDE_DIR)
  if(Kiln_MARIADB_LIBRARY AND Kiln_MARIADB_INCLUDE_DIR)
    add_library(Kiln::mariadb_client UNKNOWN IMPORTED GLOBAL)
    set_target_properties(Kiln::mariadb_client PROPERTIES IMPORTED_LOCATION "${Kiln_MARIADB_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${Kiln_MARIADB_INCLUDE_DIR}")
  endif()
endfunction()
