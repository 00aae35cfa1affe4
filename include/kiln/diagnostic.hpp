#pragma once
// The one value type for everything that Kiln has to say about a fault.

#include <kiln/codes.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace kiln {

enum class Severity : std::uint8_t { note, warning, error };

/// A place in a file. `file` is empty where there is none; 0 is "not known" for the numbers.
struct Location {
    std::string file;
    std::uint32_t line = 0;    ///< from 1
    std::uint32_t column = 0;  ///< in bytes, from 1

    friend bool operator==(const Location&, const Location&) = default;
};

struct Note {
    Location location;
    std::string message;
};

struct Diagnostic {
    Severity severity = Severity::error;
    Code code{};
    Location location;
    std::string message;      ///< one line, no full stop
    std::vector<Note> notes;  ///< more places or facts
    std::string hint;         ///< what mends it; may be empty
    std::string source_line;  ///< the text of the line at `location`, if known
    /// Where in `hint` a command begins, with the program's name, `kiln`: who shows it may put
    /// another there. Ascending.
    std::vector<std::uint32_t> hint_commands{};
};

}  // namespace kiln
