#include "tool/report/html_text.hpp"

#include "tool/report/escape.hpp"

namespace kiln::tool {
namespace {

std::string without_markup(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

}  // namespace

std::string html_text(std::string_view text) { return without_markup(escape(text)); }

std::string html_source(std::string_view text) { return without_markup(escape_lines(text)); }

}  // namespace kiln::tool
