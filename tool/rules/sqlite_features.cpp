#include "tool/rules/sqlite_features.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/rules/sqlite_versions.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace kiln::tool {
namespace {

/// Behind these an expression begins; behind any other word a parenthesis is no call.
bool begins_expression(const Token& token) {
    static constexpr std::string_view words =
        " all and between by case check default distinct else escape from glob having in is"
        " join like limit match not offset on or regexp returning select set then using values when"
        " where ";
    return token.kind == SqlToken::Kind::word &&
           words.find(" " + folded(token.text) + " ") != words.npos;
}

/// No name is written so without quotes where one may end.
bool is_clause(const Token& token) {
    return is_any(token, {"from",   "where",     "group", "order",  "limit",  "having", "union",
                          "except", "intersect", "join",  "left",   "inner",  "cross",  "natural",
                          "on",     "using",     "as",    "set",    "values", "select", "returning",
                          "then",   "else",      "end",   "and",    "or",     "not",    "collate",
                          "is",     "in",        "like",  "between"});
}

class FeatureSearch {
public:
    explicit FeatureSearch(std::string_view statement)
        : storage_(tokens_of(statement)), tokens_(storage_) {}

    std::vector<SqliteFeature> run() {
        if (is_virtual_table()) {
            look_into_module();
            return std::move(found_);
        }
        for (at_ = 0; at_ < tokens_.size(); ++at_) look();
        look_at_table_options();
        return std::move(found_);
    }

private:
    bool word(std::size_t at, std::string_view keyword) const {
        return is_at(tokens_, at, keyword);
    }
    bool punctuation(std::size_t at, std::string_view text) const {
        return at < tokens_.size() && tokens_[at].kind == SqlToken::Kind::punctuation &&
               tokens_[at].text == text;
    }
    /// These words, one behind the other.
    bool words(std::size_t at, std::initializer_list<std::string_view> keywords) const {
        for (const std::string_view keyword : keywords) {
            if (!word(at++, keyword)) return false;
        }
        return true;
    }
    /// Something that an operator, or an alias, may stand behind.
    bool is_operand(std::size_t at) const {
        if (at >= tokens_.size()) return false;
        const Token& token = tokens_[at];
        if (token.kind == SqlToken::Kind::punctuation) return token.text == ")";
        return !begins_expression(token) && !is(token, "as");
    }
    std::size_t before() const { return at_ - 1; }  // of the first: past the end

    void add(std::string name, int minor, std::string function = {}) {
        const bool is_known = std::any_of(found_.begin(), found_.end(),
                                          [&](const auto& each) { return each.name == name; });
        if (is_known) return;
        found_.push_back(
            {tokens_[at_].text, std::move(name), 3'000'000 + minor * 1000, std::move(function)});
    }

    bool is_virtual_table() const { return word(0, "create") && word(1, "virtual"); }

    // The arguments are the module's business.
    void look_into_module() {
        for (at_ = 0; at_ + 2 < tokens_.size(); ++at_) {
            if (!punctuation(at_ + 1, "=")) continue;
            const std::string name = folded(tokens_[at_].text);
            if (name == "tokenize" &&
                folded(unquoted(tokens_[at_ + 2].text)).starts_with("trigram")) {
                add("FTS5's tokenizer trigram", 34);
            } else if (name == "contentless_delete") {
                add("FTS5's contentless_delete", 43);
            } else if (name == "contentless_unindexed" || name == "locale") {
                add("FTS5's " + name, 47);
            }
        }
    }

    void look() {
        const Token& token = tokens_[at_];
        switch (token.kind) {
            case SqlToken::Kind::punctuation:
                look_at_punctuation(token.text);
                break;
            case SqlToken::Kind::word:
                look_at_number(token.text);
                if (!punctuation(before(), ".")) look_at_word(folded(token.text));
                look_at_call();
                break;
            case SqlToken::Kind::quoted_identifier:
                look_at_call();
                break;
            default:
                break;
        }
    }

    void look_at_punctuation(std::string_view text) {
        if (text == "->" || text == "->>") add("the operator " + std::string(text), 38);
        if (text == "(") {
            const bool is_window =
                (word(at_ - 1, "over") && punctuation(at_ - 2, ")")) ||
                (word(at_ - 1, "as") && (word(at_ - 3, "window") || in_window_clause_));
            if (word(at_ - 1, "as") && word(at_ - 3, "window")) in_window_clause_ = true;
            is_window_.push_back(is_window);
        }
        if (text == ")" && !is_window_.empty()) is_window_.pop_back();
        if (text == ";") {
            in_window_clause_ = false;
            upserts_ = 0;
        }
    }

    void look_at_number(std::string_view text) {
        const bool is_number = text.front() >= '0' && text.front() <= '9';
        if (is_number && text.find('_') != text.npos) add("a number with _ in it", 46);
    }

    void look_at_word(const std::string& word_here) {
        if (word_here == "alter" && at_ == 0) look_at_alter();
        if (word_here == "vacuum" && at_ == 0 && (word(1, "into") || word(2, "into"))) {
            add("VACUUM INTO", 27);
        }
        if (word_here == "pragma" && at_ == 0) look_at_pragma();
        if (word_here == "sqlite_schema" || word_here == "sqlite_temp_schema") add(word_here, 33);
        if (word_here.starts_with("pragma_") && punctuation(at_ + 1, "(")) {
            if (const auto since = pragma_since(std::string_view(word_here).substr(7))) {
                add(word_here, *since);
            }
        }
        if (word_here == "returning") add("RETURNING", 35);
        if (word_here == "as") look_at_as();
        if (word_here == "conflict" && word(before(), "on")) look_at_upsert();
        if (word_here == "update") look_at_update();
        if (word_here == "over") look_at_over();
        if (word_here == "filter") look_at_filter();
        if (word_here == "nulls" && (word(at_ + 1, "first") || word(at_ + 1, "last")) &&
            is_operand(before())) {
            add("NULLS FIRST and NULLS LAST", 30);
        }
        if (word_here == "is" &&
            (words(at_ + 1, {"distinct", "from"}) || words(at_ + 1, {"not", "distinct", "from"}))) {
            add("IS DISTINCT FROM", 39);
        }
        if ((word_here == "right" || word_here == "full") && is_operand(before()) &&
            (word(at_ + 1, "join") || words(at_ + 1, {"outer", "join"}))) {
            add("RIGHT and FULL JOIN", 39);
        }
        if (word_here == "having") look_at_having();
        if (word_here == "true" || word_here == "false") look_at_truth();
        if (!is_window_.empty() && is_window_.back()) look_at_frame(word_here);
    }

    // ALTER TABLE [schema.]name …
    void look_at_alter() {
        const std::size_t verb = punctuation(3, ".") ? 5 : 3;
        at_ = std::min(verb, tokens_.size() - 1);
        if (word(verb, "drop")) add("DROP COLUMN", 35);
        // RENAME TO has one word less.
        if (word(verb, "rename") && !ends_at(verb + 3)) add("RENAME COLUMN", 25);
        at_ = 0;
    }
    bool ends_at(std::size_t at) const { return at >= tokens_.size() || punctuation(at, ";"); }

    void look_at_pragma() {
        const std::size_t name = punctuation(2, ".") ? 3 : 1;
        if (name >= tokens_.size()) return;
        const std::string pragma = folded(unquoted(tokens_[name].text));
        if (const auto since = pragma_since(pragma)) {
            add("PRAGMA " + pragma, *since);
        }
    }

    // A generated column, or a table expression that is to be materialized.
    void look_at_as() {
        if (word(at_ + 1, "materialized") && punctuation(at_ + 2, "(")) add("AS MATERIALIZED", 35);
        if (words(at_ + 1, {"not", "materialized"}) && punctuation(at_ + 3, "(")) {
            add("AS NOT MATERIALIZED", 35);
        }
        const std::size_t depth = is_window_.size();
        const bool in_columns = (depth == 1 && lists_columns()) || (word(0, "alter") && depth == 0);
        if (in_columns && punctuation(at_ + 1, "(")) add("a generated column", 31);
    }
    bool is_create_table() const {
        return word(0, "create") && (word(1, "table") || word(2, "table"));
    }
    std::size_t first_parenthesis() const {
        std::size_t at = 0;
        while (at < tokens_.size() && !punctuation(at, "(")) ++at;
        return at;
    }
    bool lists_columns() const { return is_create_table() && first_parenthesis() < first("as"); }

    // As a constraint's, ON CONFLICT has an algorithm behind it.
    void look_at_upsert() {
        const bool without_target = word(at_ + 1, "do");
        if (!without_target && !punctuation(at_ + 1, "(")) return;
        add("ON CONFLICT DO", 24);
        if (++upserts_ > 1) add("several ON CONFLICT clauses", 35);
        if (without_target && word(at_ + 2, "update"))
            add("ON CONFLICT DO UPDATE without columns", 35);
    }

    void look_at_update() {
        const std::size_t last = before();
        const bool begins = at_ == 0 || punctuation(last, ";") || punctuation(last, ")") ||
                            word(last, "begin") || word(last, "explain") || word(last, "plan");
        if (!begins) return;
        std::size_t depth = 0;
        const std::size_t update = at_;
        for (std::size_t at = update; at < tokens_.size(); ++at) {
            if (punctuation(at, "(")) ++depth;
            if (punctuation(at, ")") && depth-- == 0) return;
            if (depth > 0) continue;
            if (punctuation(at, ";") || word(at, "where") || word(at, "returning")) return;
            if (!word(at, "from") || word(at - 1, "distinct") || punctuation(at - 1, ".")) continue;
            at_ = at;
            add("UPDATE … FROM", 33);
            at_ = update;
            return;
        }
    }

    // count(*) over FROM t is an alias.
    void look_at_over() {
        if (!punctuation(before(), ")") || at_ + 1 >= tokens_.size()) return;
        const Token& next = tokens_[at_ + 1];
        const bool is_name = next.kind == SqlToken::Kind::quoted_identifier ||
                             (next.kind == SqlToken::Kind::word && !is_clause(next));
        if (is_name || next.text == "(") add("a window function", 25);
    }

    void look_at_filter() {
        if (!punctuation(before(), ")") || !punctuation(at_ + 1, "(") || !word(at_ + 2, "where")) {
            return;
        }
        if (!word(closing(tokens_, at_ + 1) + 1, "over")) add("FILTER without a window", 30);
    }

    void look_at_having() {
        std::size_t depth = 0;
        for (std::size_t at = at_; at-- > 0;) {
            if (punctuation(at, ")")) ++depth;
            if (punctuation(at, "(") && depth-- == 0) return;
            if (depth > 0) continue;
            if (words(at, {"group", "by"})) return;
            if (word(at, "select")) {
                add("HAVING without GROUP BY", 39);
                return;
            }
        }
    }

    void look_at_truth() {
        if (at_ == 0 || word(0, "pragma")) return;
        const Token& last = tokens_[before()];
        const bool is_value = begins_expression(last) || last.text == "=" ||
                              (word(0, "insert") && (last.text == "," || last.text == "("));
        if (is_value && !punctuation(at_ + 1, ".") && !punctuation(at_ + 1, "(")) {
            add("TRUE and FALSE", 23);
        }
    }

    void look_at_frame(const std::string& word_here) {
        if (word_here == "groups" && (punctuation(before(), "(") || is_operand(before())) &&
            !word(before(), "partition") && at_ + 1 < tokens_.size() &&
            tokens_[at_ + 1].kind == SqlToken::Kind::word) {
            add("a window frame of GROUPS", 28);
        }
        if (word_here == "exclude" && at_ + 1 < tokens_.size() &&
            is_any(tokens_[at_ + 1], {"no", "current", "group", "ties"})) {
            add("EXCLUDE in a window frame", 28);
        }
        if (word_here == "range") in_range_ = true;
        if (word_here == "rows" || word_here == "groups") in_range_ = false;
        if (in_range_ && (word_here == "preceding" || word_here == "following") &&
            !word(before(), "unbounded")) {
            add("a window frame of RANGE with a number", 28);
        }
    }

    void look_at_call() {
        if (!punctuation(at_ + 1, "(")) return;
        const std::size_t end = closing(tokens_, at_ + 1);
        if (!is_call(end)) return;
        const std::string name = folded(unquoted(tokens_[at_].text));
        if (const auto since = function_since(name)) {
            add("the function " + name + "()", *since, name);
        }
        if (begins_expression(tokens_[at_])) return;
        std::size_t depth = 0;
        for (std::size_t at = at_ + 1; at < end; ++at) {
            if (punctuation(at, "(")) ++depth;
            if (punctuation(at, ")")) --depth;
            if (depth == 1 && word(at, "select")) return;
            if (depth == 1 && words(at, {"order", "by"}) && at > at_ + 2) {
                add("ORDER BY in an aggregate", 44);
                return;
            }
        }
    }

    /// Else it is a table with its columns, a type with its length.
    bool is_call(std::size_t end) const {
        if (word(end + 1, "as") &&
            (punctuation(end + 2, "(") || word(end + 2, "materialized") || word(end + 2, "not"))) {
            return false;  // of WITH
        }
        if (at_ == 0) return false;
        const Token& last = tokens_[before()];
        if (last.kind == SqlToken::Kind::punctuation) return last.text != "." && last.text != ")";
        if (is(last, "on") && word(0, "create") && (word(1, "index") || word(2, "index"))) {
            return before() != first("on");  // CREATE INDEX i ON t(…)
        }
        return begins_expression(last);
    }
    std::size_t first(std::string_view keyword) const {
        std::size_t at = 0;
        while (at < tokens_.size() && !word(at, keyword)) ++at;
        return at;
    }

    void look_at_table_options() {
        if (!lists_columns()) return;
        const std::size_t open = first_parenthesis();
        for (at_ = closing(tokens_, open) + 1; at_ < tokens_.size(); ++at_) {
            if (word(at_, "strict")) add("STRICT", 37);
        }
    }

    std::vector<Token> storage_;
    Tokens tokens_;
    std::size_t at_ = 0;
    std::vector<bool> is_window_;  // of each parenthesis that is open
    bool in_window_clause_ = false;
    bool in_range_ = false;
    int upserts_ = 0;
    std::vector<SqliteFeature> found_;
};

}  // namespace

std::vector<SqliteFeature> features_of(std::string_view statement) {
    return FeatureSearch(statement).run();
}

}  // namespace kiln::tool
