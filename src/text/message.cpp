#include "src/text/message.hpp"

#include "src/text/diagnose.hpp"

#include <cstddef>
#include <utility>

namespace kiln {
namespace {

constexpr std::size_t longest = 100;

/// The bytes of the control character at `at`, C1's in UTF-8 among them; 0: there is none.
std::size_t control_size(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    if (byte(at) < 0x20 || byte(at) == 0x7f) return 1;
    const bool c1 =
        byte(at) == 0xc2 && at + 1 < text.size() && byte(at + 1) >= 0x80 && byte(at + 1) < 0xa0;
    return c1 ? 2 : 0;
}

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

std::string quoted(std::string_view text, std::size_t most) {
    static constexpr char digits[] = "0123456789abcdef";
    std::string result = "'";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i >= most && !continues_character(text[i])) {
            result += "…";
            break;
        }
        const std::size_t size = control_size(text, i);
        if (size == 0) {
            result += text[i];
            continue;
        }
        i += size - 1;
        const auto byte = static_cast<unsigned char>(text[i]);
        result += "\\x";
        result += digits[byte >> 4U];
        result += digits[byte & 0xfU];
    }
    return result += "'";
}

}  // namespace

std::string in_quotes(std::string_view text) { return quoted(text, text.size()); }

std::string quote(std::string_view text) { return quoted(text, longest); }

std::string one_line(std::string text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        for (std::size_t left = control_size(text, i); left > 0; --left) text[i + left - 1] = ' ';
    }
    return text;
}

std::string in_seconds(std::chrono::milliseconds time) {
    if (time < std::chrono::milliseconds(100)) return std::to_string(time.count()) + " ms";
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

Error make_error(Code code, std::string message, Hint hint) {
    return Error(diagnose(code, std::move(message), std::move(hint)));
}

}  // namespace kiln
