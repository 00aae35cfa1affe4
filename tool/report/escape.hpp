#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Text from files and databases as it may reach a terminal: in one line, every control
/// character, invisible direction mark and byte that is not UTF-8 as `\n`, `\x1b` or `\u202e`.
std::string escape(std::string_view text);
/// The same, but a tab stays a tab: for lines that are shown as they stand in a file.
std::string escape_source(std::string_view text);
/// That of each line; the line ends stay.
std::string escape_lines(std::string_view text);

/// The same with one U+FFFD for each piece that is not UTF-8: as many bytes as a character could
/// begin with (Unicode 3.9, "maximal subparts").
std::string valid_utf8(std::string_view text);

/// JSON of valid UTF-8, in which every such character stands as `\u202e`: the same to who reads it
/// as JSON.
std::string escape_json(std::string_view json);

/// Columns that escaped text takes in a terminal: wide characters count two.
std::size_t display_width(std::string_view escaped);

}  // namespace kiln::tool
