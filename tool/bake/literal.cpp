#include "tool/bake/literal.hpp"

namespace kiln::tool {
namespace {

constexpr std::size_t max_source_piece = 15'000;

/// Octal escapes have at most three digits, so no digit that follows can join them; a question
/// mark is escaped so that no trigraph can form.
void append_escaped(std::string& out, char c) {
    const auto byte = static_cast<unsigned char>(c);
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
    if (byte >= 0x20 && byte < 0x7F) {
        out += c;
        return;
    }
    out += '\\';
    out += static_cast<char>('0' + (byte >> 6U));
    out += static_cast<char>('0' + ((byte >> 3U) & 7U));
    out += static_cast<char>('0' + (byte & 7U));
}

}  // namespace

void append_literal(std::string& out, std::string_view text, std::string_view indent) {
    std::size_t piece_start = out.size();
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        append_escaped(out, text[i]);
        const bool last = i + 1 == text.size();
        if (!last && (text[i] == '\n' || out.size() - piece_start >= max_source_piece)) {
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
