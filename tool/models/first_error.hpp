#pragma once
// What a build printed, cut down to what a person has to read.

#include <string>
#include <vector>

namespace kiln::tool {

/// The compiler's first error, of these lines of a build: with the lines that lead to it (in which
/// file, required from where) and those that go on with it, up to the next error or the end of that
/// compilation; at most 40. Where no compiler found one, what the linker or CMake says; else all
/// that have "error" in them.
std::vector<std::string> first_error(const std::vector<std::string>& lines);

}  // namespace kiln::tool
