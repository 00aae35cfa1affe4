#pragma once
// app_hash() and the collation unicase, for the extension and for the program.

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

namespace accounts {

inline std::string hash(std::string_view text) { return "#" + std::to_string(text.size()); }

inline int compare_ignoring_case(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return std::tolower(static_cast<unsigned char>(c)); };
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        if (lower(a[i]) != lower(b[i])) return lower(a[i]) - lower(b[i]);
    }
    return static_cast<int>(a.size()) - static_cast<int>(b.size());
}

}  // namespace accounts
