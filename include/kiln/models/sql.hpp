#pragma once
// Names, types and defaults as SQLite's SQL has them.

#include <cstddef>
#include <string>
#include <string_view>

namespace kiln::models {

/// SQLite's keywords. Not all need quotes everywhere; those of sqlite3_keyword_check() get them.
inline constexpr std::string_view keywords =
    " abort action add after all alter always analyze and as asc attach autoincrement before "
    "begin between by cascade case cast check collate column commit conflict constraint "
    "create cross current current_date current_time current_timestamp database default "
    "deferrable deferred delete desc detach distinct do drop each else end escape except "
    "exclude exclusive exists explain fail filter first following for foreign from full "
    "generated glob group groups having if ignore immediate in index indexed initially inner "
    "insert instead intersect into is isnull join key last left like limit match materialized "
    "natural no not nothing notnull null nulls of offset on or order others outer over "
    "partition plan pragma preceding primary query raise range recursive references regexp "
    "reindex release rename replace restrict returning right rollback row rows savepoint "
    "select set table temp temporary then ties to transaction trigger unbounded union unique "
    "update using vacuum values view virtual when where window with without ";

/// The name as SQL has it: in "…" if it is a keyword, is empty, begins with a digit, or has any but
/// lower-case letters, digits and underscores.
inline std::string identifier(std::string_view name) {
    const bool plain =
        !name.empty() &&
        name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos &&
        (name.front() < '0' || name.front() > '9') &&
        keywords.find(" " + std::string(name) + " ") == std::string_view::npos;
    if (plain) return std::string(name);
    std::string quoted = "\"";
    for (const char c : name) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted += '"';
}

inline std::string upper(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return result;
}

/// Unlike other names, collations are written in capitals: NOCASE.
inline std::string collation_name(std::string_view name) {
    std::string lower_name(name);
    for (char& c : lower_name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return identifier(lower_name) == lower_name ? std::string(name) : identifier(name);
}

/// The type that a STRICT table has for another one: SQLite's rules of affinity
/// (https://www.sqlite.org/datatype3.html#determination_of_column_affinity).
inline std::string strict_type(std::string_view type) {
    const std::string name = upper(type);
    const auto has = [&](const char* part) { return name.find(part) != std::string::npos; };
    if (has("INT")) return "INTEGER";
    if (has("CHAR") || has("CLOB") || has("TEXT")) return "TEXT";
    if (has("BLOB")) return "BLOB";
    if (has("REAL") || has("FLOA") || has("DOUB")) return "REAL";
    return "ANY";
}

/// A default as the grammar has it: all but a literal or a signed number stands in parentheses.
inline std::string default_text(std::string_view sql) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const std::string name = upper(sql);
    for (const char* word :
         {"NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"}) {
        if (name == word) return std::string(sql);
    }
    const std::size_t sign = !sql.empty() && (sql[0] == '-' || sql[0] == '+') ? 1 : 0;
    const bool number = sign < sql.size() && (is_digit(sql[sign]) || sql[sign] == '.') &&
                        sql.substr(sign).find_first_not_of("0123456789.eExXabcdefABCDEF_") ==
                            std::string_view::npos;
    if (number) return std::string(sql);
    const std::size_t quote = name.starts_with("X'") ? 1 : 0;
    if (sql.size() > quote + 1 && sql[quote] == '\'') {  // one literal: each ' in it is doubled
        std::size_t end = quote + 1;
        while (end < sql.size() && (sql[end] != '\'' || sql.substr(end, 2) == "''")) {
            end += sql[end] == '\'' ? 2U : 1U;
        }
        if (end + 1 == sql.size()) return std::string(sql);
    }
    return "(" + std::string(sql) + ")";
}

}  // namespace kiln::models
