#pragma once
// Texts that LIKE, GLOB or strftime() lets pass.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// The pattern of GLOB that means the same, case aside.
std::string glob_of_like(std::string_view pattern);

/// Of what strftime() makes by that format, a time that exists.
std::string glob_of_time_format(std::string_view format);

/// The characters that may stand at each place of a text.
using CanaryPlaces = std::vector<std::string>;
/// Others for other numbers, as far as there is room.
std::string text_of_places(const CanaryPlaces& places, unsigned number);

/// Others for other numbers, as far as the pattern has room; of that size where a star lets it be.
std::string text_matching(std::string_view glob, unsigned number, std::size_t size = 0);

}  // namespace kiln::tool
