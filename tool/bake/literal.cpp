#include "tool/bake/literal.hpp"

#include <algorithm>

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

bool is_plain(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\' && c != '?';
}

}  // namespace

void append_literal(std::string& out, std::string_view text, std::string_view indent) {
    std::size_t piece_start = out.size();
    out += '"';
    while (!text.empty()) {
        // Most text needs no escape: it is copied run by run.
        const std::size_t room =
            max_source_piece - std::min(max_source_piece, out.size() - piece_start);
        std::size_t plain = 0;
        while (plain < std::min(text.size(), room) && is_plain(text[plain])) ++plain;
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
