#include "tool/report/shell_word.hpp"

namespace kiln::tool {

std::string shell_word(const std::string& text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else {
            out += c;
        }
    }
    return out + "'";
}

std::string shown_shell_word(const std::string& text) {
    const bool is_plain = text.find_first_of(" '\"()[]{}$&|;<>*?!#~`\\\n\t") == std::string::npos;
    return is_plain && !text.empty() ? text : shell_word(text);
}

}  // namespace kiln::tool
