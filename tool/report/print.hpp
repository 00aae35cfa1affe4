#pragma once
// The only place that writes to standard output and standard error.

#include <cstddef>
#include <optional>
#include <string_view>

namespace kiln::tool {

/// The answer. Throws K516 if standard output takes no more (a full disk, a closed pipe).
void print(std::string_view text);
/// Diagnostics.
void print_error(std::string_view text);
/// Whether standard error is a terminal that shows colours; NO_COLOR says no.
bool error_is_terminal();

/// The width of the terminal that standard output is, in columns; nothing if it is none, or one
/// that cannot rewrite a line.
std::optional<std::size_t> output_terminal_width();

}  // namespace kiln::tool
