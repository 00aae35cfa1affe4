#pragma once
// The text of kiln.toml: what of it may be parsed, and what may be repeated in a message.

#include "src/text/text_place.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace kiln::tool {

/// A larger kiln.toml is not read (K510), and one with a deeper key is not parsed (K511): toml++
/// calls itself once for each part of a key.
inline constexpr std::size_t max_settings_size = std::size_t{1} << 20;
inline constexpr std::size_t max_key_dots = 16;

/// Where the first key with more than max_key_dots dots has one too many. Of any text.
std::optional<TextPlace> find_deep_key(std::string_view text);

/// Line `number`, from 1, as a message may show it: empty where the line may hold a URL, and so a
/// password, or is too long for anyone to read.
std::string shown_line(std::string_view text, std::size_t number);

/// Whether a key may stand in a message: a URL whose quotes were forgotten reads as one.
bool is_harmless_key(std::string_view key);

/// What toml++ says of a fault, without the key in quotes if that is not harmless.
std::string without_harmful_key(std::string_view description);

}  // namespace kiln::tool
