# Writes a file as C++, a function that returns its text: characters one by one, as each compiler has
# another limit for string literals and another idea of what is not ASCII in them.
#   cmake -D INPUT=<file> -D OUTPUT=<source> -D HEADER=<of the function> -D FUNCTION=<name>
#     -P KilnEmbed.cmake

file(READ "${INPUT}" text HEX)
string(REGEX REPLACE "(..)" "'\\\\x\\1'," text "${text}")
string(REPLACE "'\\x0d','\\x0a'," "'\\x0a'," text "${text}")
string(REPLACE "'\\x0a'," "'\\x0a',\n" text "${text}")
get_filename_component(name "${INPUT}" NAME)
file(WRITE "${OUTPUT}" "// Generated from ${name}.
#include \"${HEADER}\"

namespace kiln::tool {
namespace {

constexpr char ${FUNCTION}_bytes[] = {
${text}};

}  // namespace

std::string_view ${FUNCTION}() { return {${FUNCTION}_bytes, sizeof ${FUNCTION}_bytes}; }

}  // namespace kiln::tool
")
