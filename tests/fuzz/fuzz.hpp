#pragma once
// What each target gives: a function that takes any bytes, and holds when they are taken well.

#include <string>
#include <string_view>

namespace kiln::fuzz {

/// The target's. Calls fail() where a property does not hold.
void run(std::string_view input);

/// Ends the process and says why.
[[noreturn]] void fail(const std::string& why);

inline void require(bool holds, const char* property) {
    if (!holds) fail(property);
}
inline void require_equal(std::string_view a, std::string_view b, const char* property) {
    if (a != b) fail(std::string(property) + "\n" + std::string(a) + "\n" + std::string(b));
}

/// Of what goes to a terminal: nothing that it could take for a command.
void require_printable(std::string_view output);

}  // namespace kiln::fuzz
