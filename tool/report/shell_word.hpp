#pragma once

#include <string>

namespace kiln::tool {

/// Text as one word of a POSIX shell's command line, in quotes.
std::string posix_word(const std::string& text);
/// The same for the shell of this system: Windows' has other quotes.
std::string shell_word(const std::string& text);
/// The same for hints: in quotes only where a person would write them.
std::string shown_shell_word(const std::string& text);

}  // namespace kiln::tool
