#include "tool/bake/literal.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace kiln::tool {
namespace {

constexpr std::size_t max_source_piece = 15'000;

/// Octal escapes have at most three digits, so no digit that follows can join them; a question
/// mark is escaped so that no trigraph can form.
void append_escaped(std::string& out, char c) {
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\t':
            out += "\\t";
            return;
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '?':
            out += "\\?";
            return;
        default:
            break;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6U));
    out += static_cast<char>('0' + ((byte >> 3U) & 7U));
    out += static_cast<char>('0' + (byte & 7U));
}

constexpr std::array<bool, 256> plain_bytes = [] {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < 0x7F; ++byte) {
        plain[byte] = byte != '"' && byte != '\\' && byte != '?';
    }
    return plain;
}();

bool is_plain(char c) { return plain_bytes[static_cast<unsigned char>(c)]; }

/// How many bytes at the beginning need no escape, eight at a time: most are ASCII without quotes.
/// The tests of a word are those of "Bit Twiddling Hacks" (Anderson): exact where no byte has its
/// high bit set.
std::size_t plain_run(std::string_view text) {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high = 0x8080808080808080;
    const auto has_zero = [](std::uint64_t word) { return (word - ones) & ~word & high; };
    std::size_t length = 0;
    for (; length + 8 <= text.size(); length += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + length, 8);
        const std::uint64_t below_space = (word - ones * 0x20) & ~word;
        const std::uint64_t special =
            has_zero(word ^ (ones * '"')) | has_zero(word ^ (ones * '\\')) |
            has_zero(word ^ (ones * '?')) | has_zero(word ^ (ones * 0x7F));
        if (((word | below_space | special) & high) != 0) break;
    }
    while (length < text.size() && is_plain(text[length])) ++length;
    return length;
}

}  // namespace

void append_literal(std::string& out, std::string_view text, std::string_view indent) {
    std::size_t piece_start = out.size();
    out += '"';
    while (!text.empty()) {
        // Most text needs no escape: it is copied run by run.
        const std::size_t room =
            max_source_piece - std::min(max_source_piece, out.size() - piece_start);
        const std::size_t most = std::min(text.size(), room);
        const std::size_t plain = plain_run(text.substr(0, most));
        out.append(text.substr(0, plain));
        text.remove_prefix(plain);
        bool line_ends = false;
        if (plain < room && !text.empty()) {
            line_ends = text.front() == '\n';
            append_escaped(out, text.front());
            text.remove_prefix(1);
        }
        if (!text.empty() && (line_ends || out.size() - piece_start >= max_source_piece)) {
            out += "\"\n";
            out += indent;
            piece_start = out.size();
            out += '"';
        }
    }
    out += '"';
}

std::vector<std::string_view> chunks(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        out.push_back(text.substr(0, max_chunk));
        text.remove_prefix(out.back().size());
    }
    return out;
}

}  // namespace kiln::tool
