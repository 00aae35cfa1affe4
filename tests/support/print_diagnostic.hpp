#pragma once
// What GoogleTest shows of a diagnostic; include it where matchers see lists of them.

#include <kiln/diagnostic.hpp>

#include <ostream>

namespace kiln {

inline std::ostream& operator<<(std::ostream& out, Code code) { return out << to_string(code); }

inline void PrintTo(const Diagnostic& diagnostic, std::ostream* out) {
    *out << diagnostic.location.file << ':' << diagnostic.location.line << ':'
         << diagnostic.location.column << ": " << diagnostic.message << " [" << diagnostic.code
         << ']';
    for (const Note& note : diagnostic.notes) *out << "; note: " << note.message;
    if (!diagnostic.hint.empty()) *out << "; hint: " << diagnostic.hint;
}

}  // namespace kiln
