#pragma once
// Naming conventions: patterns with tokens as in SQLAlchemy.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// Patterns for the names that the author does not give, as SQLAlchemy writes them; an empty one
/// leaves the constraint without a name. Tokens: %(table_name)s, %(referred_table_name)s,
/// %(constraint_name)s (the given name), and of the columns %(column_0_name)s, with 1, 2, … for 0,
/// with 0N for all names, 0_N for all names with _ between; each also with `label` for `name`,
/// which is the table's name, _ and the column's, and with `referred_` in front for the columns
/// referred to.
struct NamingConvention {
    std::string_view ix = "ix_%(table_name)s_%(column_0_N_name)s";
    std::string_view uq = "";
    std::string_view ck = "";
    std::string_view fk = "";
    std::string_view pk = "";
};

namespace models {

/// What stands between "%(" and ")s".
struct NameToken {
    enum class Kind { unknown, table, referred_table, constraint, column };
    Kind kind = Kind::unknown;
    bool is_referred = false;
    bool is_label = false;
    bool is_all = false;
    std::string_view separator;
    std::size_t column = 0;
};

constexpr NameToken parse_column_token(std::string_view text, NameToken token) {
    std::size_t digits = 0;
    for (; digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits) {
        token.column = token.column * 10 + static_cast<std::size_t>(text[digits] - '0');
    }
    if (digits == 0 || digits > 4) return {};
    token.is_all = text.starts_with("0N_") || text.starts_with("0_N_");
    if (text.starts_with("0_N_")) token.separator = "_";
    const std::string_view kind = text.substr(token.is_all ? text.find('N') + 1 : digits);
    token.is_label = kind == "_label";
    token.kind = NameToken::Kind::column;
    return token.is_label || kind == "_name" || kind == "_key" ? token : NameToken{};
}

constexpr NameToken parse_name_token(std::string_view text) {
    NameToken token;
    if (text == "table_name") token.kind = NameToken::Kind::table;
    if (text == "referred_table_name") token.kind = NameToken::Kind::referred_table;
    if (text == "constraint_name") token.kind = NameToken::Kind::constraint;
    if (token.kind != NameToken::Kind::unknown) return token;
    token.is_referred = text.starts_with("referred_");
    if (token.is_referred) text.remove_prefix(9);
    if (!text.starts_with("column_")) return {};
    return parse_column_token(text.substr(7), token);
}

/// Calls `literal` with the text between tokens and `token` with each, in order.
template <class Literal, class Token>
constexpr void for_each_token(std::string_view pattern, Literal literal, Token token) {
    while (!pattern.empty()) {
        const std::size_t begin = pattern.find("%(");
        literal(pattern.substr(0, begin));
        if (begin == std::string_view::npos) return;
        const std::size_t end = pattern.find(")s", begin);
        if (end == std::string_view::npos) return token(NameToken{});
        token(parse_name_token(pattern.substr(begin + 2, end - begin - 2)));
        pattern.remove_prefix(end + 2);
    }
}

constexpr bool has_unknown_token(std::string_view pattern) {
    bool unknown = false;
    for_each_token(
        pattern, [](std::string_view) {},
        [&](NameToken token) { unknown = unknown || token.kind == NameToken::Kind::unknown; });
    return unknown;
}

/// What a name is made of.
struct NamingContext {
    std::string table;
    std::vector<std::string> columns;
    std::string referred_table;
    std::vector<std::string> referred_columns;
};

inline std::string column_token_text(const NameToken& token, const NamingContext& context) {
    const auto& columns = token.is_referred ? context.referred_columns : context.columns;
    const std::string& table = token.is_referred ? context.referred_table : context.table;
    std::string text;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!token.is_all && i != token.column) continue;
        if (!text.empty()) text += token.separator;
        if (token.is_label) text += table + "_";
        text += columns[i];
    }
    return text;
}

/// The name of a constraint or index; empty: none. As in SQLAlchemy, a given name is taken as it is
/// unless the pattern has a place for it, and such a pattern names nothing that has no name.
inline std::string conventional_name(std::string_view pattern, std::string_view given_name,
                                     const NamingContext& context) {
    std::string name;
    bool has_place = false;
    for_each_token(
        pattern, [&](std::string_view literal) { name += literal; },
        [&](const NameToken& token) {
            switch (token.kind) {
                case NameToken::Kind::table:
                    name += context.table;
                    break;
                case NameToken::Kind::referred_table:
                    name += context.referred_table;
                    break;
                case NameToken::Kind::constraint:
                    has_place = true;
                    name += given_name;
                    break;
                case NameToken::Kind::column:
                    name += column_token_text(token, context);
                    break;
                case NameToken::Kind::unknown:
                    break;
            }
        });
    if (has_place == given_name.empty()) return std::string(given_name);
    return name;
}

}  // namespace models
}  // namespace kiln
