#include "tool/replay/canary_pattern.hpp"

#include <algorithm>
#include <cstddef>

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

std::string literal(char c) {
    return c == '*' || c == '?' || c == '[' ? std::string("[") + c + "]" : std::string(1, c);
}

/// What SQLite puts for `%` and this letter.
std::string_view glob_of_time_part(char letter) {
    switch (letter) {
        case 'Y':
            return "20[23][0-9]";
        case 'm':
            return "0[1-9]";
        case 'd':
            return "[01][1-9]";
        case 'H':
            return "1[0-9]";
        case 'M':
        case 'S':
            return "[0-5][0-9]";
        case 'f':
            return "[0-5][0-9].[0-9][0-9][0-9]";
        case 'j':
            return "[12][0-9][1-9]";
        case 's':
            return "17[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]";
        case 'w':
            return "[0-6]";
        case 'W':
            return "[0-4][0-9]";
        case '%':
            return "%";
        default:
            return {};
    }
}

}  // namespace

std::string glob_of_time_format(std::string_view format) {
    std::string glob;
    for (std::size_t at = 0; at < format.size(); ++at) {
        if (format[at] == '%' && at + 1 < format.size()) {
            glob += glob_of_time_part(format[++at]);
        } else {
            glob += literal(format[at]);
        }
    }
    return glob;
}

std::string glob_of_like(std::string_view pattern) {
    std::string glob;
    for (const char c : pattern) {
        if (c == '%') {
            glob += '*';
        } else if (c == '_') {
            glob += '?';
        } else {
            glob += literal(c);
        }
    }
    return glob;
}

std::string text_of_places(const CanaryPlaces& places, unsigned number) {
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

std::string text_matching(std::string_view glob, unsigned number, std::size_t size) {
    // A star as letters.
    CanaryPlaces places;
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
    return text_of_places(places, number);
}

}  // namespace kiln::tool
