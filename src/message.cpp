#include "src/message.hpp"

#include <cstddef>
#include <utility>

namespace kiln {
namespace {

constexpr std::size_t longest = 100;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

}  // namespace

std::string quote(std::string_view text) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string result = "'";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i >= longest && !continues_character(text[i])) {
            result += "…";
            break;
        }
        const char c = text[i];
        if (is_control(c)) {
            const auto byte = static_cast<unsigned char>(c);
            result += "\\x";
            result += digits[byte >> 4U];
            result += digits[byte & 0xfU];
        } else {
            result += c;
        }
    }
    return result += "'";
}

std::string one_line(std::string text) {
    for (char& c : text) {
        if (is_control(c)) c = ' ';
    }
    return text;
}

std::string in_seconds(std::chrono::milliseconds time) {
    if (time < std::chrono::milliseconds(100)) return std::to_string(time.count()) + " ms";
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

Error make_error(Code code, std::string message, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
    return Error(std::move(diagnostic));
}

}  // namespace kiln
