#pragma once

namespace kiln {

/// What mends a statement that runs outside of transactions only. A function of a revision in C++
/// has no marker.
inline const char* outside_hint(bool is_code) {
    return is_code ? "remove it, or give it a revision in SQL, with no-transaction"
                   : "remove it, or add no-transaction to the section's marker";
}

}  // namespace kiln
