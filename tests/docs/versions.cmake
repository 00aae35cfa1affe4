# The versions that CMake, the header, the changelog and Debian's packages name are one.
#   cmake -D ROOT=<source folder> -P versions.cmake
file(STRINGS "${ROOT}/CMakeLists.txt" project REGEX "^project\\(Kiln VERSION ")
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" cmake "${project}")

set(header "")
foreach(part IN ITEMS MAJOR MINOR PATCH)
  file(STRINGS "${ROOT}/include/kiln/version.hpp" line REGEX "^#define KILN_VERSION_${part} [0-9]+$")
  string(REGEX MATCH "[0-9]+$" number "${line}")
  list(APPEND header "${number}")
endforeach()
list(JOIN header "." header)

file(STRINGS "${ROOT}/CHANGELOG.md" headings REGEX "^## \\[[0-9]")
list(GET headings 0 newest)
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" changelog "${newest}")

file(STRINGS "${ROOT}/packaging/debian/changelog" line LIMIT_COUNT 1)
string(REGEX MATCH "[0-9]+\\.[0-9]+\\.[0-9]+" debian "${line}")

if(NOT "${cmake}/${cmake}/${cmake}" STREQUAL "${header}/${changelog}/${debian}" OR "${cmake}" STREQUAL "")
  message(FATAL_ERROR "CMakeLists.txt says ${cmake}, include/kiln/version.hpp ${header}, packaging/debian/changelog ${debian}, the newest version of CHANGELOG.md is ${changelog}")
endif()
