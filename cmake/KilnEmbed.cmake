# Writes docs/diagnostics.md as C++: characters one by one, as each compiler has another limit for
# string literals and another idea of what is not ASCII in them.
#   cmake -D INPUT=<page> -D OUTPUT=<source> -P KilnEmbed.cmake

file(READ "${INPUT}" text HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," text "${text}")
string(REPLACE "'\\x0d','\\x0a'," "'\\x0a'," text "${text}")
string(REPLACE "'\\x0a'," "'\\x0a',\n" text "${text}")
file(WRITE "${OUTPUT}" "// Generated from docs/diagnostics.md.
#include \"tool/project/explanations.hpp\"

namespace kiln::tool {
namespace {

constexpr char page[] = {
${text}};

}  // namespace

std::string_view diagnostics_page() { return {page, sizeof page}; }

}  // namespace kiln::tool
")
