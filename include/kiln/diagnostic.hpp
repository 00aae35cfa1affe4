#pragma once
// The one value type for everything that Kiln has to say about a fault.

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// A stable diagnostic code. K1xx: revision files, K2xx: graph, K3xx: replay and checks,
/// K4xx: database, K5xx: usage. Compares with its number and with its text: 403 or "K403".
class Code {
public:
    constexpr Code() = default;
    constexpr Code(int number) : number_(number) {}

    constexpr int number() const { return number_; }
    std::string text() const { return "K" + std::to_string(number_); }

    friend constexpr bool operator==(Code a, Code b) { return a.number_ == b.number_; }
    friend constexpr bool operator==(Code a, int b) { return a.number_ == b; }
    friend bool operator==(Code a, std::string_view b) { return a.text() == b; }
    friend std::ostream& operator<<(std::ostream& out, Code code) { return out << code.text(); }

private:
    int number_ = 0;
};

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
    Code code;
    Location location;
    std::string message;      ///< one line, no full stop
    std::vector<Note> notes;  ///< more places or facts
    std::string hint;         ///< what mends it; may be empty
    std::string source_line;  ///< the text of the line at `location`, if known
};

}  // namespace kiln
