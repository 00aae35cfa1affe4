#pragma once
// What may be a revision id, a branch label, a word in a message.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

inline constexpr std::size_t max_id_size = 32;
inline constexpr std::size_t max_label_size = 64;

/// Why `id` cannot be a revision id, as the end of a sentence: "character '-' is not allowed".
std::optional<std::string> id_fault(std::string_view id);
/// The same for a branch label, which has the same letters but may be longer.
std::optional<std::string> label_fault(std::string_view label);

/// The same for the name of a revision file, which goes through make, ninja and CMake.
std::optional<std::string> file_name_fault(std::string_view name);
/// The same for what Windows allows no file, or takes for a device or a stream of another file.
std::optional<std::string> windows_file_name_fault(std::string_view name);

/// Text from a file as a message can carry it: one line, control characters and broken UTF-8 as
/// escapes, the end of a long text left out.
std::string printable(std::string_view text);

}  // namespace kiln::tool
