#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kiln::tool {

/// The first three begin a section.
enum class MarkerKind : std::uint8_t {
    upgrade,
    downgrade,
    fixture,
    allow,
    confirm,  ///< waits for a person to do what it says
};

constexpr bool begins_section(MarkerKind kind) { return kind <= MarkerKind::fixture; }
std::string_view name_of(MarkerKind kind);

/// A line that speaks to Kiln, or was meant to.
struct Marker {
    bool exact = false;  ///< begins with `-- kiln:`, as a marker must
    /// What it says or, where that is misspelt, what it will have meant.
    std::optional<MarkerKind> kind;
    bool misspelt = false;
    std::string_view name;     ///< `upgrade`, as written; may be empty
    std::string_view options;  ///< what stands behind the name, as written
};

inline constexpr std::string_view marker_start = "-- kiln:";

/// Reads one line. Lines such as `--kiln:upgrade`, `-- kiln: upgrade`, `-- Kiln:Upgrade` and
/// `-- kiln upgrade` are near misses; other comments that speak of Kiln are comments.
std::optional<Marker> read_marker(std::string_view line);

/// Takes the first word off `text`, which begins behind it then; empty where there is no more.
std::string_view take_word(std::string_view& text);

}  // namespace kiln::tool
