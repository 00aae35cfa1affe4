// Text in generated C++: read as a compiler reads it, it is the text. Nothing breaks out.

#include "tool/bake/literal.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <cstddef>
#include <string>

namespace kiln::fuzz {
namespace {

class Decoder {
public:
    explicit Decoder(std::string_view source) : source_(source) {}

    std::string decode() {
        while (at_ < source_.size()) {
            const char c = source_[at_];
            if (c == '"') {
                literal();
            } else {
                require(c == ' ' || c == '\n', "there are literals and white space alone");
                ++at_;
            }
        }
        return std::move(text_);
    }

private:
    void literal() {
        const std::size_t begin = at_++;
        while (source_.at(at_) != '"') {
            const char c = source_[at_];
            require(c >= 0x20 && c < 0x7f, "a literal is of printable ASCII");
            require(source_.substr(at_, 2) != "??", "there are no trigraphs");
            ++at_;
            if (c == '\\') {
                escape();
            } else {
                text_ += c;
            }
        }
        ++at_;
        require(at_ - begin <= 16'380, "MSVC takes the literal");
    }

    void escape() {
        const char c = source_.at(at_++);
        constexpr std::string_view names = "ntrabfv\\\"?'";
        constexpr std::string_view values = "\n\t\r\a\b\f\v\\\"?'";
        const std::size_t known = names.find(c);
        if (known != std::string_view::npos) {
            text_ += values[known];
            return;
        }
        require(c >= '0' && c <= '7', "escapes are octal");
        unsigned value = unsigned(c - '0');
        for (int i = 0; i < 2 && source_.at(at_) >= '0' && source_.at(at_) <= '7'; ++i, ++at_) {
            value = value * 8 + unsigned(source_[at_] - '0');
        }
        require(value < 256, "an octal escape is one byte");
        text_ += static_cast<char>(value);
    }

    std::string_view source_;
    std::size_t at_ = 0;
    std::string text_;
};

}  // namespace

void run(std::string_view input) {
    std::string all;
    for (const std::string_view chunk : tool::chunks(input)) {
        std::string source;
        tool::append_literal(source, chunk, "        ");
        require(chunk.size() <= tool::max_chunk, "MSVC takes the text");
        all += Decoder(source).decode();
    }
    require_equal(all, input, "a compiler reads the text");
}

}  // namespace kiln::fuzz
