#pragma once

#include <kiln/plan.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace kiln::tool {

/// A line that is a section marker, or was meant to be one.
struct Marker {
    bool exact = false;  ///< begins with `-- kiln:`, as a marker must
    /// What it says or, where that is misspelt, what it will have meant.
    std::optional<Direction> direction;
    bool misspelt = false;
    std::string_view name;     ///< `upgrade`, as written; may be empty
    std::string_view options;  ///< what stands behind the name, as written
};

inline constexpr std::string_view marker_start = "-- kiln:";

/// The name of a line that is no section's marker but waits for a person to do what it says.
inline constexpr std::string_view confirm_name = "confirm";

/// Reads one line. Lines such as `--kiln:upgrade`, `-- kiln: upgrade`, `-- Kiln:Upgrade` and
/// `-- kiln upgrade` are near misses; other comments that speak of Kiln are comments.
std::optional<Marker> read_marker(std::string_view line);

/// Takes the first word off `text`, which begins behind it then; empty where there is no more.
std::string_view take_word(std::string_view& text);

}  // namespace kiln::tool
