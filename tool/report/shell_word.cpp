#include "tool/report/shell_word.hpp"

namespace kiln::tool {

std::string posix_word(const std::string& text) {
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

#ifdef _WIN32

namespace {
/// A backslash parts names of files, `~` is a letter of them.
constexpr const char* not_plain = " '\"()[]{}$&|;<>*?!#`%^=,\n\t";
}  // namespace

/// As programs of Microsoft's C library take their words apart; no name of a file holds a quote.
std::string shell_word(const std::string& text) {
    std::string out = "\"";
    std::size_t backslashes = 0;
    for (const char c : text) {
        if (c == '"') out.append(backslashes + 1, '\\');
        backslashes = c == '\\' ? backslashes + 1 : 0;
        out += c;
    }
    return out.append(backslashes, '\\') + "\"";
}

#else

namespace {
constexpr const char* not_plain = " '\"()[]{}$&|;<>*?!#~`\\\n\t";
}  // namespace

std::string shell_word(const std::string& text) { return posix_word(text); }

#endif

std::string shown_shell_word(const std::string& text) {
    const bool is_plain = text.find_first_of(not_plain) == std::string::npos;
    return is_plain && !text.empty() ? text : shell_word(text);
}

}  // namespace kiln::tool
