#pragma once
// What messages are made of.

#include "src/text/hint.hpp"

#include <kiln/error.hpp>

#include <chrono>
#include <string>
#include <string_view>

namespace kiln {

/// Foreign text between '…': control characters as \xNN, cut behind 100 bytes.
std::string quote(std::string_view text);

/// The same without the cut.
std::string in_quotes(std::string_view text);

/// Line breaks and other control characters become spaces.
std::string one_line(std::string text);

/// "30.0 s", "50 ms"
std::string in_seconds(std::chrono::milliseconds time);

/// An error that has no place in a file.
Error make_error(Code code, std::string message, Hint hint);

}  // namespace kiln
