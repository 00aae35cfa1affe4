# Writes build_identity(): cmake -D LIST=<file of paths> -D OUTPUT=<file> -P KilnIdentity.cmake
file(STRINGS "${LIST}" sources)
set(all "")
foreach(source IN LISTS sources)
  file(SHA256 "${source}" digest)
  string(APPEND all "${digest}")
endforeach()
string(SHA256 identity "${all}")
file(WRITE "${OUTPUT}" "// Generated from the sources.
#include \"tool/replay/build_identity.hpp\"

namespace kiln::tool {

std::string_view build_identity() { return \"${identity}\"; }

}  // namespace kiln::tool
")
