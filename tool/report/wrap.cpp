#include "tool/report/wrap.hpp"

#include "tool/report/escape.hpp"

#include <algorithm>

namespace kiln::tool {

std::string wrap(std::string_view text, std::size_t width, std::string_view indent) {
    std::string out;
    std::size_t column = 0;
    while (!text.empty()) {
        const std::string_view word = text.substr(0, text.find(' '));
        text.remove_prefix(std::min(text.size(), word.size() + 1));
        if (word.empty()) continue;
        const std::size_t columns = display_width(word);
        if (column > 0 && column + 1 + columns > width) {
            out += "\n";
            out += indent;
            column = 0;
        }
        if (column > 0) {
            out += ' ';
            ++column;
        }
        out += word;
        column += columns;
    }
    return out;
}

}  // namespace kiln::tool
