#pragma once
// What mends a fault: text, and in it commands of the program that runs.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kiln {

/// A command stands in the text with the name `kiln`; where, is known, so that who shows the hint
/// can put the name there by which its program was called.
class Hint {
public:
    Hint() = default;
    Hint(const char* text) : text_(text) {}
    Hint(std::string text) : text_(std::move(text)) {}

    Hint& operator+=(const Hint& more);
    friend Hint operator+(Hint hint, const Hint& more) { return hint += more; }

    bool empty() const { return text_.empty(); }
    const std::string& text() const { return text_; }
    /// Offsets of the name in the text, ascending.
    const std::vector<std::uint32_t>& commands() const { return commands_; }

private:
    friend Hint command(std::string_view words);

    std::string text_;
    std::vector<std::uint32_t> commands_;
};

/// `kiln <words>`; the first word is a verb.
Hint command(std::string_view words);

}  // namespace kiln
