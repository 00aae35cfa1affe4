#pragma once

#include <string>
#include <string_view>

namespace kiln::tool {

/// Text as it may stand in HTML, between tags and in attributes in double quotes: in one line, and
/// escaped as for a terminal.
std::string html_text(std::string_view text);
/// The same of text that is shown as it stands in a file: line ends and tabs stay.
std::string html_source(std::string_view text);

}  // namespace kiln::tool
