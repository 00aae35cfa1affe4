#include "tool/rules/condition_texts.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/canary_pattern.hpp"
#include "tool/replay/canary_regex.hpp"
#include "tool/rules/server_state.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>

namespace kiln::tool {
namespace {

/// What conditions ask for that no literal of theirs says.
std::vector<std::string> usual_texts(const std::string& n) {
    return {n,
            n + "@example.org",
            "a" + n,
            "A" + n,
            "https://example.org/" + n,
            "+49301234" + n,
            "abc",
            "ABC",
            "a",
            "A",
            "0",
            "1",
            "",
            "2024-02-03",
            "{}",
            "[]",
            "true",
            "00" + n};
}

class ConditionTexts {
public:
    ConditionTexts(SqlRules rules, int number)
        : rules_(rules), number_(static_cast<unsigned>(number)) {}

    std::vector<std::string> read(const std::string& condition) {
        SqlLexer lexer(condition, rules_);
        std::string before;
        for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
             token = lexer.next_code()) {
            const std::string_view word = lexer.text(token);
            if (token.kind == SqlToken::Kind::string) add_text(before, text_of(word));
            if (token.kind == SqlToken::Kind::word) add_number(word);
            before = folded(word);
        }
        std::vector<std::string> texts = std::move(literals_);
        std::ranges::move(patterns_, std::back_inserter(texts));
        std::ranges::move(usual_texts(std::to_string(number_)), std::back_inserter(texts));
        for (const std::size_t size : sizes_) {
            for (const char* const set :
                 {"abcdefghijklmnopqrstuvwxyz", "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}) {
                texts.push_back(text_of_places(CanaryPlaces(size, set), number_));
            }
        }
        return texts;
    }

private:
    std::string text_of(std::string_view literal) const {
        std::string text = unquoted(literal);
        if (rules_ != SqlRules::mysql) return text;
        std::string bare;
        for (std::size_t at = 0; at < text.size(); ++at) {
            if (text[at] == '\\' && at + 1 < text.size()) ++at;
            bare += text[at];
        }
        return bare;
    }

    void add_text(const std::string& before, std::string text) {
        if (before == "~" || before == "~*" || before == "regexp" || before == "rlike") {
            if (auto passes = text_matching_regex(text, number_))
                patterns_.push_back(*std::move(passes));
        } else if (before == "~~" || before == "~~*" || before == "like") {
            patterns_.push_back(text_matching(glob_of_like(text), number_));
        }
        literals_.push_back(std::move(text));
    }

    void add_number(std::string_view word) {
        if (word.front() < '0' || word.front() > '9' || word.size() > 15) return;
        const std::uint64_t number = server_number(word);
        for (const std::uint64_t each : {number, number + 1}) {
            literals_.push_back(std::to_string(each));
        }
        if (number > 0) literals_.push_back(std::to_string(number - 1));
        constexpr std::uint64_t longest = 1000;
        if (number == 0 || number > longest) return;
        for (const std::uint64_t size : {number, number + 1, number - 1}) {
            sizes_.push_back(static_cast<std::size_t>(size));
        }
    }

    SqlRules rules_;
    unsigned number_;
    std::vector<std::string> literals_;
    std::vector<std::string> patterns_;
    std::vector<std::size_t> sizes_;
};

}  // namespace

std::vector<std::string> texts_for_condition(const std::string& condition, SqlRules rules,
                                             int number) {
    return ConditionTexts(rules, number).read(condition);
}

}  // namespace kiln::tool
