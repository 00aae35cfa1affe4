#include "tool/project/names.hpp"

#include "src/text/letter_case.hpp"
#include "tool/project/utf8.hpp"

#include <algorithm>
#include <array>

namespace kiln::tool {
namespace {

constexpr std::size_t max_printed = 80;

/// Words of the identifier grammar (`head-1`, `down_revision: none`).
constexpr std::array<std::string_view, 5> reserved = {"head", "heads", "base", "current", "none"};

bool is_id_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

std::optional<std::string> name_fault(std::string_view name, std::size_t max_size) {
    if (name.empty()) return "it is empty";
    std::size_t position = 0;
    while (position < name.size() && is_id_character(name[position])) ++position;
    if (position < name.size()) {
        const std::size_t size = std::max<std::size_t>(utf8_character(name, position), 1);
        return "character '" + printable(name.substr(position, size)) + "' is not allowed";
    }
    if (name.size() > max_size) {
        return "it has " + std::to_string(name.size()) + " characters, at most " +
               std::to_string(max_size) + " are allowed";
    }
    for (const std::string_view word : reserved) {
        if (name.size() == word.size() && equal_ignoring_case(name, word)) {
            return "the word is reserved";
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> id_fault(std::string_view id) { return name_fault(id, max_id_size); }

std::optional<std::string> label_fault(std::string_view label) {
    return name_fault(label, max_label_size);
}

std::optional<std::string> file_name_fault(std::string_view name) {
    const auto is_unusable = [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f || c == '"' || c == ';' ||
               c == '#' || c == '\\';
    };
    const auto bad = std::find_if(name.begin(), name.end(), is_unusable);
    if (bad != name.end()) {
        return "no build can carry the character '" + printable({&*bad, 1}) + "'";
    }
    if (find_invalid_utf8(name) != std::string::npos) return "it is not UTF-8";
    return std::nullopt;
}

std::optional<std::string> windows_file_name_fault(std::string_view name) {
    const std::size_t bad = name.find_first_of("<>:\"/\\|?*");
    if (bad != std::string_view::npos) {
        return "Windows allows no '" + std::string(1, name[bad]) + "' in a name";
    }
    // Whatever stands behind the first dot, and with blanks before it.
    std::string_view stem = name.substr(0, name.find('.'));
    while (stem.ends_with(' ')) stem.remove_suffix(1);
    const bool is_port = stem.size() == 4 && stem[3] >= '0' && stem[3] <= '9' &&
                         (equal_ignoring_case(stem.substr(0, 3), "COM") ||
                          equal_ignoring_case(stem.substr(0, 3), "LPT"));
    constexpr std::array<std::string_view, 6> devices = {"CON", "PRN",    "AUX",
                                                         "NUL", "CONIN$", "CONOUT$"};
    if (is_port || std::ranges::any_of(devices, [&](std::string_view device) {
            return equal_ignoring_case(stem, device);
        })) {
        return "to Windows '" + std::string(stem) + "' is a device";
    }
    return std::nullopt;
}

std::string printable(std::string_view text) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result;
    for (std::size_t i = 0; i < text.size();) {
        if (result.size() >= max_printed) return result + "...";
        const std::size_t size = utf8_character(text, i);
        const auto c = static_cast<unsigned char>(text[i]);
        if (size == 1 && c == '\n') {
            result += "\\n";
        } else if (size == 0 || c < 0x20 || c == 0x7f) {
            result += "\\x";
            result += digits[c >> 4U];
            result += digits[c & 15U];
        } else {
            result += text.substr(i, size);
        }
        i += std::max<std::size_t>(size, 1);
    }
    return result;
}

}  // namespace kiln::tool
