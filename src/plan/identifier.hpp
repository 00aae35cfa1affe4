#pragma once
// The grammar of Alembic's revision identifiers, without looking anything up.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace kiln {

/// `[label@][symbol][+N|-N]`, at least one of symbol and offset. Label and symbol are of
/// `[A-Za-z0-9_]`; the symbol may be one of the words head, heads, base, current.
struct Identifier {
    std::string text;    ///< as written
    std::string label;   ///< empty where there is none
    std::string symbol;  ///< empty in `+2`, `-1`, `label@+2`
    /// Steps up or, negative, down. Numbers beyond 32 bits are cut there: no walk is that long.
    std::optional<std::int64_t> offset;

    /// `text` behind its `@`: what another label can be put before.
    std::string without_label() const {
        return label.empty() ? text : text.substr(label.size() + 1);
    }
    /// Counts from what is applied.
    bool relative_to_current() const { return offset && (symbol.empty() || symbol == "current"); }
};

/// Throws K503.
Identifier parse_identifier(std::string_view text);

}  // namespace kiln
