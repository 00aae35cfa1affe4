#include "src/sql/quoting.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>

namespace kiln {
namespace {

/// SQLite's (https://www.sqlite.org/lang_keywords.html), sorted. A list of our own: who writes SQL
/// for it need not link it.
constexpr std::string_view keywords[] = {
    // clang-format off
    "abort", "action", "add", "after", "all", "alter", "always", "analyze", "and", "as", "asc",
    "attach", "autoincrement", "before", "begin", "between", "by", "cascade", "case", "cast",
    "check", "collate", "column", "commit", "conflict", "constraint", "create", "cross",
    "current", "current_date", "current_time", "current_timestamp", "database", "default",
    "deferrable", "deferred", "delete", "desc", "detach", "distinct", "do", "drop", "each",
    "else", "end", "escape", "except", "exclude", "exclusive", "exists", "explain", "fail",
    "filter", "first", "following", "for", "foreign", "from", "full", "generated", "glob",
    "group", "groups", "having", "if", "ignore", "immediate", "in", "index", "indexed",
    "initially", "inner", "insert", "instead", "intersect", "into", "is", "isnull", "join", "key",
    "last", "left", "like", "limit", "match", "materialized", "natural", "no", "not", "nothing",
    "notnull", "null", "nulls", "of", "offset", "on", "or", "order", "others", "outer", "over",
    "partition", "plan", "pragma", "preceding", "primary", "query", "raise", "range", "recursive",
    "references", "regexp", "reindex", "release", "rename", "replace", "restrict", "returning",
    "right", "rollback", "row", "rows", "savepoint", "select", "set", "table", "temp",
    "temporary", "then", "ties", "to", "transaction", "trigger", "unbounded", "union", "unique",
    "update", "using", "vacuum", "values", "view", "virtual", "when", "where", "window", "with",
    "within", "without",
    // clang-format on
};

std::string in_marks(std::string_view text, char mark) {
    std::string quoted(1, mark);
    for (const char c : text) {
        if (c == mark) quoted += mark;
        quoted += c;
    }
    quoted += mark;
    return quoted;
}

bool is_plain(std::string_view name) {
    return !name.empty() &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") ==
               std::string_view::npos &&
           (name.front() < '0' || name.front() > '9') &&
           !std::binary_search(std::begin(keywords), std::end(keywords), name);
}

}  // namespace

std::string quoted_name(std::string_view name) { return in_marks(name, '"'); }

std::string name_in_sql(std::string_view name) {
    return is_plain(name) ? std::string(name) : quoted_name(name);
}

std::string readable_name(std::string_view name) {
    return is_plain(folded(name)) ? std::string(name) : quoted_name(name);
}

std::string string_in_sql(std::string_view text) { return in_marks(text, '\''); }

std::string unquoted(std::string_view token) {
    if (token.size() < 2) return std::string(token);
    const char open = token.front();
    if (open == '[') return std::string(token.substr(1, token.size() - 2));
    if (open != '\'' && open != '"' && open != '`') return std::string(token);
    std::string text;
    text.reserve(token.size() - 2);
    for (std::size_t at = 1; at + 1 < token.size(); ++at) {
        text += token[at];
        if (token[at] == open) ++at;  // a doubled quote stands for one
    }
    return text;
}

}  // namespace kiln
