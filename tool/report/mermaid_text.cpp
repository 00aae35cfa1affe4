#include "tool/report/mermaid_text.hpp"

#include <fmt/format.h>

namespace kiln::tool {
namespace {

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::string mermaid_text(std::string_view text, std::string_view also) {
    std::string out;
    bool after_word = false;  // behind something other than digits
    char before = ' ';
    for (const char c : text) {
        const auto is_one_of = [c](std::string_view set) {
            return set.find(c) != std::string_view::npos;
        };
        const bool word = is_letter(c) || is_one_of(" ,(");
        const bool stays = word || is_one_of("0123456789") || (after_word && is_one_of(".-)")) ||
                           (is_letter(before) && is_one_of(also));
        if (stays) {
            out += c;
        } else {
            out += fmt::format("#{};", static_cast<int>(c));
        }
        after_word = after_word || word;
        before = c;
    }
    return out;
}

}  // namespace kiln::tool
