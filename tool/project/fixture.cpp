#include "tool/project/fixture.hpp"

#include "src/sql/script_reader.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/names.hpp"

#include <kiln/codes.hpp>

#include <string_view>

namespace kiln::tool {
namespace {

bool changes_rows(std::string_view verb) {
    for (const std::string_view each : {"insert", "replace", "update", "delete"}) {
        if (equal_ignoring_case(verb, each)) return true;
    }
    return false;
}

/// Finds the word that says what a statement does: its first, or behind WITH the one behind the
/// last of the common tables.
class StatementVerb {
public:
    void feed(const SqlToken& token, std::string_view text) {
        const bool is_word = token.kind == SqlToken::Kind::word;
        if (word_.empty()) {
            start_ = token.offset;
            word_ = text;
            with_ = is_word && equal_ignoring_case(text, "with");
        } else if (with_ && is_word && behind_list_ && !equal_ignoring_case(text, "as")) {
            word_ = text;
            with_ = false;
        }
        if (text == "(") ++depth_;
        if (text == ")") --depth_;
        behind_list_ = text == ")" && depth_ == 0;
    }
    /// Empty before the first token.
    std::string_view word() const { return word_; }
    std::size_t start() const { return start_; }

private:
    std::string_view word_;
    std::size_t start_ = 0;
    int depth_ = 0;
    bool with_ = false;         ///< the word is still to come
    bool behind_list_ = false;  ///< of columns, or of a common table
};

}  // namespace

void check_fixture(SourceText& source, std::size_t offset, std::size_t size, SqlRules rules) {
    ScriptReader reader(source.text().substr(0, offset + size), rules, offset);
    StatementVerb verb;
    bool more = true;
    while (more) {
        const ScriptToken token = reader.next_code();
        more = token.kind != SqlToken::Kind::end;
        if (more && reader.statement_start()) {
            // MySQL's `/*!` is the verb of nothing.
            if (token.kind != SqlToken::Kind::code_mark) verb.feed(token, reader.text(token));
            continue;
        }
        if (!verb.word().empty() && !changes_rows(verb.word()) && !source.overflows()) {
            source.report(Code::malformed_fixture, verb.start(),
                          "a fixture holds INSERT, UPDATE and DELETE alone, not '" +
                              printable(verb.word()) + "'",
                          "move the statement to the upgrade, or remove it");
        }
        verb = {};
    }
}

}  // namespace kiln::tool
