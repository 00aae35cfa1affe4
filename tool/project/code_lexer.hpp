#pragma once
// C++ text -> preprocessing tokens, as far as Kiln has to tell them apart.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace kiln::tool {

struct CodeToken {
    /// `line_end`: of a directive, which ends with its line.
    enum class Kind : std::uint8_t {
        word,
        number,
        string,
        character,
        punctuator,
        comment,
        line_end,
        end
    };
    Kind kind = Kind::end;
    std::string text;  ///< as written, but for the line ends that a backslash takes away
    std::size_t offset = 0;
    bool is_terminated = true;  ///< false: a string or comment without its end
    bool is_at_line_start = false;
    bool is_of_directive = false;
};

class CodeLexer {
public:
    /// From `offset` on, which is the beginning of a line.
    explicit CodeLexer(std::string_view text, std::size_t offset = 0) : text_(text), at_(offset) {}

    CodeToken next();

private:
    char peek(std::size_t ahead = 0);
    void take(CodeToken& token);
    void skip_splices();
    bool skip_blanks();
    void read_comment(CodeToken& token);
    void read_quoted(CodeToken& token, char quote);
    void read_raw(CodeToken& token);
    void read_punctuator(CodeToken& token);

    std::string_view text_;
    std::size_t at_;
    bool at_line_start_ = true;  ///< no token stands before on this line
    bool in_directive_ = false;
};

}  // namespace kiln::tool
