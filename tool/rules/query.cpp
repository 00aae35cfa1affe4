#include "tool/rules/query.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

bool is_punctuation(Tokens tokens, std::size_t at, std::string_view text) {
    return at < tokens.size() && tokens[at].kind == SqlToken::Kind::punctuation &&
           tokens[at].text == text;
}

bool is_name(const Token& token) {
    if (token.kind == SqlToken::Kind::quoted_identifier) return true;
    const char first = token.text.empty() ? '0' : token.text.front();
    return token.kind == SqlToken::Kind::word && (first < '0' || first > '9');
}

std::string name_of(const Token& token) { return folded(unquoted(token.text)); }

/// Behind `at`, the next token at this depth for which `ends` holds, or the end.
template <class Ends>
std::size_t next_outside(Tokens tokens, std::size_t at, Ends ends) {
    while (at < tokens.size() && !ends(at)) {
        at = is_punctuation(tokens, at, "(") ? std::min(closing(tokens, at) + 1, tokens.size())
                                             : at + 1;
    }
    return at;
}

std::vector<Tokens> split_at_commas(Tokens tokens) {
    std::vector<Tokens> items;
    for (std::size_t start = 0; start <= tokens.size();) {
        const std::size_t end = next_outside(
            tokens, start, [&](std::size_t at) { return is_punctuation(tokens, at, ","); });
        items.push_back(tokens.subspan(start, end - start));
        start = end + 1;
    }
    return items;
}

/// Where a part of a SELECT begins, or what stands behind it.
bool begins_clause(Tokens tokens, std::size_t at) {
    const Token& token = tokens[at];
    if (at > 0 && is_punctuation(tokens, at - 1, ".")) return false;
    if (is(token, "from")) {  // not IS DISTINCT FROM
        return at == 0 || !is(tokens[at - 1], "distinct");
    }
    if (is_any(token, {"group", "order"})) return is_at(tokens, at + 1, "by");
    if (is(token, "window")) return is_at(tokens, at + 2, "as");
    if (is(token, "on")) return is_at(tokens, at + 1, "conflict");
    return is_any(token, {"where", "having", "limit", "union", "intersect", "except", "returning"});
}

/// Whether a name behind this token, at a value's end, is what the value is called.
bool may_stand_before_alias(const Token& token) {
    if (token.kind == SqlToken::Kind::punctuation) return token.text == ")";
    return !is_any(token,
                   {"and", "or", "not", "is", "in", "like", "glob", "match", "regexp", "between",
                    "escape", "collate", "case", "when", "then", "else", "distinct", "all"});
}

SelectedValue read_value(Tokens tokens) {
    SelectedValue value;
    if (tokens.empty()) return value;
    if (tokens.back().text == "*" && (tokens.size() == 1 || tokens.size() == 3)) {
        if (tokens.size() == 3) value.qualifier = name_of(tokens.front());
        if (tokens.size() == 1 || is_punctuation(tokens, 1, ".")) return value;
    }
    const std::size_t last = tokens.size() - 1;
    Tokens expression = tokens;
    const bool can_name =
        last > 0 && (is_name(tokens[last]) || tokens[last].kind == SqlToken::Kind::string);
    if (can_name && is(tokens[last - 1], "as")) {
        expression = tokens.first(last - 1);
    } else if (can_name && !is_any(tokens[last], {"end", "isnull", "notnull", "null"}) &&
               may_stand_before_alias(tokens[last - 1])) {
        expression = tokens.first(last);
    }
    static_cast<Expression&>(value) = read_expression(expression);
    value.name = expression.size() < tokens.size() ? name_of(tokens[last]) : value.column;
    return value;
}

bool continues_join(const Token& token) {
    return is_any(token, {"join", "left", "right", "full", "inner", "cross", "outer", "on",
                          "natural", "using", "not", "indexed"});
}

class SourceReader {
public:
    SourceReader(Tokens tokens, const CommonTables& common) : tokens_(tokens), common_(common) {}

    std::vector<QuerySource> read() {
        bool inner = false;
        while (at_ < tokens_.size()) {
            read_item(inner);
            inner = read_join();
        }
        return std::move(sources_);
    }

private:
    void read_item(bool inner) {
        if (is_punctuation(tokens_, at_, "(")) {
            const std::size_t close = closing(tokens_, at_);
            const Tokens inside = tokens_.subspan(at_ + 1, std::max(close, at_ + 1) - at_ - 1);
            at_ = std::min(close + 1, tokens_.size());
            if (!inside.empty() && is_any(inside.front(), {"select", "with", "values"})) {
                QuerySource source;
                source.query.push_back(read_query(inside, common_));
                add(std::move(source), inner);
            } else {
                for (QuerySource& source : SourceReader(inside, common_).read()) {
                    const bool joined = inner || source.inner_joined;
                    add(std::move(source), joined);
                }
            }
            return;
        }
        QuerySource source;
        source.table = read_table_name(tokens_, at_);
        source.alias = source.table.substr(source.table.find('.') + 1);
        if (const auto found = common_.find(source.table); found != common_.end()) {
            source.query.push_back(found->second);
        }
        if (is_punctuation(tokens_, at_, "(")) at_ = closing(tokens_, at_) + 1;
        add(std::move(source), inner);
    }

    void add(QuerySource source, bool inner) {
        const bool says_as = is_at(tokens_, at_, "as");
        if (says_as) ++at_;
        if (at_ < tokens_.size() && is_name(tokens_[at_]) &&
            (says_as || !continues_join(tokens_[at_]))) {
            source.alias = name_of(tokens_[at_++]);
        }
        source.inner_joined = inner;
        if (inner && sources_.size() == 1) sources_.front().inner_joined = true;
        sources_.push_back(std::move(source));
    }

    /// Moves behind the next JOIN or comma; true if it is an inner join.
    bool read_join() {
        at_ = next_outside(tokens_, at_, [&](std::size_t at) {
            return is_punctuation(tokens_, at, ",") || is(tokens_[at], "join");
        });
        bool outer = false;
        for (std::size_t back = at_; back > 0 && back + 3 > at_; --back) {
            outer |= is_any(tokens_[back - 1], {"left", "right", "full", "outer"});
        }
        const bool is_comma = is_punctuation(tokens_, at_, ",");
        ++at_;
        return is_comma || !outer;
    }

    Tokens tokens_;
    const CommonTables& common_;
    std::size_t at_ = 0;
    std::vector<QuerySource> sources_;
};

/// One SELECT and the clauses behind it; `at` moves to what ends it.
class SelectionReader {
public:
    SelectionReader(Tokens tokens, std::size_t& at, const CommonTables& common)
        : tokens_(tokens), at_(at), common_(common) {}

    Selection read() {
        ++at_;
        Selection selection;
        if (is_at(tokens_, at_, "distinct")) selection.distinct = true;
        if (selection.distinct || is_at(tokens_, at_, "all")) ++at_;
        for (const Tokens value : split_at_commas(clause(0))) {
            selection.values.push_back(read_value(value));
        }
        if (is_at(tokens_, at_, "from")) {
            selection.sources = SourceReader(clause(1), common_).read();
        }
        if (is_at(tokens_, at_, "where")) selection.where = read_expression(clause(1));
        if (is_at(tokens_, at_, "group")) {
            selection.group_by = true;
            clause(2);
        }
        if (is_at(tokens_, at_, "having")) selection.having = read_expression(clause(1));
        if (is_at(tokens_, at_, "window")) clause(1);
        return selection;
    }

private:
    /// The tokens behind `words` up to the next clause.
    Tokens clause(std::size_t words) {
        const std::size_t start = std::min(at_ + words, tokens_.size());
        at_ = next_outside(tokens_, start,
                           [&](std::size_t at) { return begins_clause(tokens_, at); });
        return tokens_.subspan(start, at_ - start);
    }

    Tokens tokens_;
    std::size_t& at_;
    const CommonTables& common_;
};

}  // namespace

bool Expression::mentions(const std::set<std::string>& columns) const {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& each) { return columns.count(each) > 0; });
}

Expression read_expression(Tokens tokens) {
    Expression expression;
    expression.normal = normal(tokens);
    expression.written = written(tokens);
    for (std::size_t at = 0; at < tokens.size(); ++at) {
        if (is_name(tokens[at]) && !is_punctuation(tokens, at + 1, "(")) {
            expression.names.insert(name_of(tokens[at]));
        }
    }
    Tokens inner = without_parentheses(tokens);
    if (inner.size() > 2 && is(inner[inner.size() - 2], "collate")) {
        inner = without_parentheses(inner.first(inner.size() - 2));
    }
    const bool dotted = inner.size() == 3 || inner.size() == 5;
    if (inner.size() != 1 && !(dotted && is_punctuation(inner, inner.size() - 2, "."))) {
        return expression;
    }
    if (!is_name(inner.back())) return expression;
    if (inner.back().kind == SqlToken::Kind::word &&
        is_any(inner.back(),
               {"null", "true", "false", "current_date", "current_time", "current_timestamp"})) {
        return expression;
    }
    expression.column = name_of(inner.back());
    if (inner.size() > 1) expression.qualifier = name_of(inner[inner.size() - 3]);
    return expression;
}

std::string read_table_name(Tokens tokens, std::size_t& at) {
    if (at >= tokens.size()) return "";
    std::string name = name_of(tokens[at++]);
    if (is_punctuation(tokens, at, ".") && at + 1 < tokens.size()) {
        name += "." + name_of(tokens[at + 1]);
        at += 2;
    }
    return name;
}

CommonTables read_common_tables(Tokens tokens, std::size_t& at, CommonTables common) {
    if (!is_at(tokens, at, "with")) return common;
    ++at;
    if (is_at(tokens, at, "recursive")) ++at;
    while (at < tokens.size()) {
        const std::string name = name_of(tokens[at++]);
        std::vector<std::string> columns;
        if (is_punctuation(tokens, at, "(")) {
            std::size_t close = at;
            for (const Tokens item : split_list(tokens, at, close)) {
                if (!item.empty()) columns.push_back(name_of(item.front()));
            }
            at = close + 1;
        }
        at = next_outside(tokens, at,
                          [&](std::size_t each) { return is_punctuation(tokens, each, "("); });
        const std::size_t close = closing(tokens, at);
        if (close >= tokens.size()) return common;
        Query query = read_query(tokens.subspan(at + 1, close - at - 1), common);
        if (!query.selections.empty()) {
            std::vector<SelectedValue>& values = query.selections.front().values;
            for (std::size_t i = 0; i < std::min(columns.size(), values.size()); ++i) {
                values[i].name = columns[i];
            }
        }
        common.insert_or_assign(name, std::move(query));
        at = close + 1;
        if (!is_punctuation(tokens, at, ",")) break;
        ++at;
    }
    return common;
}

Query read_query(Tokens tokens, const CommonTables& outer) {
    Query query;
    std::size_t at = 0;
    const CommonTables common = read_common_tables(tokens, at, outer);
    while (is_at(tokens, at, "select")) {
        query.selections.push_back(SelectionReader(tokens, at, common).read());
        if (!(at < tokens.size() && is_any(tokens[at], {"union", "intersect", "except"}))) break;
        const bool all = is(tokens[at], "union") && is_at(tokens, at + 1, "all");
        query.is_union_all &= all;
        at += all ? 2 : 1;
    }
    if (is_at(tokens, at, "order")) {
        at = next_outside(tokens, at + 1,
                          [&](std::size_t each) { return begins_clause(tokens, each); });
    }
    query.limit = is_at(tokens, at, "limit");
    return query;
}

}  // namespace kiln::tool
