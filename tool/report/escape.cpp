#include "tool/report/escape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>

namespace kiln::tool {
namespace {

struct CodePoint {
    char32_t value = 0;
    std::size_t size = 1;
    bool valid = false;
};

/// Decodes the first code point strictly: no overlong forms, surrogates or values past U+10FFFF.
CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return {};
    char32_t value = lead & (0x7FU >> size);
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {};
        value = (value << 6U) | (byte(i) & 0x3FU);
    }
    constexpr std::array<char32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
    if (value < smallest[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
        return {};
    }
    return {value, size, true};
}

/// Of text that does not begin with a code point: how many bytes one could begin with.
std::size_t broken_size(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    if (lead < 0xC2 || lead > 0xF4) return 1;
    const std::size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    // Of the second byte the lead may allow a part only: others would be overlong or out of range.
    unsigned low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
    unsigned high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
    std::size_t size = 1;
    for (; size < std::min(whole, text.size()); ++size) {
        const auto byte = static_cast<unsigned char>(text[size]);
        if (byte < low || byte > high) break;
        low = 0x80;
        high = 0xBF;
    }
    return size;
}

/// C0 and C1 controls, and the marks that reorder or hide text (CVE-2021-42574).
bool is_unsafe(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x00AD || c == 0xFEFF ||
           (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
           (c >= 0x2060 && c <= 0x206F) || (c >= 0xFFF9 && c <= 0xFFFB) ||
           (c >= 0xE0000 && c <= 0xE007F);
}

std::string escape_text(std::string_view text, bool keep_tabs) {
    std::string out;
    out.reserve(text.size());
    auto sink = std::back_inserter(out);
    while (!text.empty()) {
        const CodePoint c = decode(text);
        if (!c.valid) {
            fmt::format_to(sink, "\\x{:02x}", static_cast<unsigned char>(text[0]));
        } else if (c.value == '\t' && keep_tabs) {
            out += '\t';
        } else if (c.value == '\n') {
            out += "\\n";
        } else if (c.value == '\r') {
            out += "\\r";
        } else if (c.value == '\t') {
            out += "\\t";
        } else if (is_unsafe(c.value)) {
            if (c.value < 0x100) {
                fmt::format_to(sink, "\\x{:02x}", static_cast<std::uint32_t>(c.value));
            } else {
                fmt::format_to(sink, "\\u{:04x}", static_cast<std::uint32_t>(c.value));
            }
        } else {
            out.append(text.substr(0, c.size));
        }
        text.remove_prefix(c.size);
    }
    return out;
}

bool is_wide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
           (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
           (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
           (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
           (c >= 0x20000 && c <= 0x3FFFD);
}

bool is_combining(char32_t c) {
    return (c >= 0x0300 && c <= 0x036F) || (c >= 0x20D0 && c <= 0x20FF) ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

}  // namespace

std::string escape(std::string_view text) { return escape_text(text, false); }
std::string escape_source(std::string_view text) { return escape_text(text, true); }

std::string escape_lines(std::string_view text) {
    std::string out;
    for (;;) {
        const std::size_t end = text.find('\n');
        out += escape_source(text.substr(0, end));
        if (end == std::string_view::npos) return out;
        out += '\n';
        text.remove_prefix(end + 1);
    }
}

std::string valid_utf8(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint c = decode(text);
        const std::size_t size = c.valid ? c.size : broken_size(text);
        out += c.valid ? text.substr(0, size) : "\xEF\xBF\xBD";
        text.remove_prefix(size);
    }
    return out;
}

std::string escape_json(std::string_view json) {
    std::string out;
    out.reserve(json.size());
    auto sink = std::back_inserter(out);
    while (!json.empty()) {
        const CodePoint c = decode(json);
        if (c.value == '\n' || !is_unsafe(c.value)) {
            out.append(json.substr(0, c.size));
        } else if (c.value < 0x10000) {
            fmt::format_to(sink, "\\u{:04x}", static_cast<std::uint32_t>(c.value));
        } else {
            const auto above = static_cast<std::uint32_t>(c.value) - 0x10000;
            fmt::format_to(sink, "\\u{:04x}\\u{:04x}", 0xd800 + (above >> 10U),
                           0xdc00 + (above & 0x3ffU));
        }
        json.remove_prefix(c.size);
    }
    return out;
}

std::size_t display_width(std::string_view escaped) {
    std::size_t width = 0;
    while (!escaped.empty()) {
        const CodePoint c = decode(escaped);
        if (!is_combining(c.value)) width += is_wide(c.value) ? 2 : 1;
        escaped.remove_prefix(c.size);
    }
    return width;
}

}  // namespace kiln::tool
