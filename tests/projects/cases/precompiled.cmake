# What the other cases compile with: the headers of C++ and of Boost that Kiln's own name, as GCC keeps
# them; a build in Debug and a library want them otherwise. Reading them anew was the half of what a build
# of one of these projects cost. Whether Kiln's headers name what they need, the tests headers.* know.
set(folder "${KILN_SCRATCH}/precompiled")
file(REMOVE_RECURSE "${folder}")
file(MAKE_DIRECTORY "${folder}/standard.hpp.gch")

set(includes "")
file(GLOB_RECURSE headers "${KILN_SOURCE_DIR}/include/kiln/*.hpp")
foreach(header IN LISTS headers)
  file(STRINGS "${header}" lines REGEX "^#include <([a-z_]+|boost/.*)>$")
  list(APPEND includes ${lines})
endforeach()
list(REMOVE_DUPLICATES includes)
list(TRANSFORM includes REPLACE "^#include (<boost/.*>)$" "#if __has_include(\\1)\n#include \\1\n#endif")
list(JOIN includes "\n" text)
file(WRITE "${folder}/all.hpp" "${text}\n")

# What is included is this, which holds nothing where no compiled one fits.
file(WRITE "${folder}/standard.hpp" "")
separate_arguments(flags UNIX_COMMAND "${KILN_CXX_FLAGS}")
run(succeeds COMMAND "${KILN_CXX_COMPILER}" --version)
if(output MATCHES "Free Software Foundation")
  foreach(options IN ITEMS "" "-g" "-fPIC" "-g;-fPIC")
    string(MAKE_C_IDENTIFIER "as${options}" name)
    run(succeeds COMMAND "${KILN_CXX_COMPILER}" ${flags} ${options} -std=gnu++20
      -x c++-header "${folder}/all.hpp" -o "${folder}/standard.hpp.gch/${name}")
  endforeach()
endif()
