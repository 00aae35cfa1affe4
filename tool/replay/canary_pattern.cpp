#include "tool/replay/canary_pattern.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace kiln::tool {
namespace {

/// The characters of a class `[…]` that begins at `at`, which moves behind it.
std::string class_members(std::string_view glob, std::size_t& at) {
    std::size_t end = at + 1;
    const bool is_negated = end < glob.size() && glob[end] == '^';
    if (is_negated) ++end;
    const std::size_t first = end;
    while (end < glob.size() && (glob[end] != ']' || end == first)) ++end;
    std::string listed;
    for (std::size_t i = first; i < end; ++i) {
        if (i + 2 < end && glob[i + 1] == '-') {
            for (int c = glob[i]; c <= glob[i + 2]; ++c) listed += static_cast<char>(c);
            i += 2;
        } else {
            listed += glob[i];
        }
    }
    at = end;
    if (!is_negated) return listed;
    std::string others;
    for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG -_.")) {
        if (listed.find(c) == std::string::npos) others += c;
    }
    return others;
}

}  // namespace

std::string glob_of_like(std::string_view pattern) {
    std::string glob;
    for (const char c : pattern) {
        if (c == '%') {
            glob += '*';
        } else if (c == '_') {
            glob += '?';
        } else if (c == '*' || c == '?' || c == '[') {
            glob += std::string("[") + c + "]";
        } else {
            glob += c;
        }
    }
    return glob;
}

std::string text_matching(std::string_view glob, unsigned number, std::size_t size) {
    // Each place as the characters that may stand there; a star as letters.
    std::vector<std::string> places;
    std::size_t star = 0;  // behind the last one
    for (std::size_t at = 0; at < glob.size(); ++at) {
        if (glob[at] == '*') {
            places.insert(places.end(), 2, "abcdefghijklmnopqrstuvwxyz");
            star = places.size();
        } else if (glob[at] == '?') {
            places.emplace_back("abcdefghijklmnopqrstuvwxyz");
        } else if (glob[at] == '[') {
            places.push_back(class_members(glob, at));
        } else {
            places.emplace_back(1, glob[at]);
        }
    }
    if (star > 0 && places.size() < size) {
        places.insert(places.begin() + static_cast<std::ptrdiff_t>(star), size - places.size(),
                      "abcdefghijklmnopqrstuvwxyz");
    }
    std::string text;
    for (auto place = places.rbegin(); place != places.rend(); ++place) {
        if (place->empty()) continue;
        const std::size_t choices = place->size();
        text += (*place)[number % choices];
        number /= static_cast<unsigned>(choices);
    }
    std::reverse(text.begin(), text.end());
    return text;
}

}  // namespace kiln::tool
