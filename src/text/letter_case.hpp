#pragma once
// Upper and lower case as SQL has them: of ASCII letters only, whatever the locale.

#include <string>
#include <string_view>

namespace kiln {

constexpr char to_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
constexpr char to_upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

/// ASCII letters in lower case, the rest as it is: what names are compared by.
std::string folded(std::string_view text);
/// ASCII letters in upper case, the rest as it is.
std::string upper_case(std::string_view text);

bool equal_ignoring_case(std::string_view a, std::string_view b);

}  // namespace kiln
