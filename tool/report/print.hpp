#pragma once
// The only place that writes to standard output and standard error.

#include <cstddef>
#include <optional>
#include <string_view>

namespace kiln::tool {

/// The answer. Throws K516 if standard output takes no more (a full disk, a closed pipe).
void print(std::string_view text);
/// What is only there to be looked at, such as how far a run is: to fail is no error.
void print_status(std::string_view text) noexcept;
/// Writes bytes as they are, and shows them as UTF-8, where a system would do otherwise of itself:
/// for Windows, once, by a program's main.
void prepare_output();
/// Diagnostics.
void print_error(std::string_view text);
/// Whether standard error is a terminal that shows colours; NO_COLOR says no.
bool error_is_terminal();

/// The width of the terminal that standard output is, in columns; nothing if it is none, or one
/// that cannot rewrite a line.
std::optional<std::size_t> output_terminal_width();

}  // namespace kiln::tool
