#include "tool/rules/server_state.hpp"

#include "src/text/letter_case.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace kiln::tool {
namespace {

bool is_of_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}

/// All of them, folded: those in strings and bodies may be names too.
void add_words(std::string_view text, std::set<std::string>& words) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t start = at;
        while (at < text.size() && is_of_word(text[at])) ++at;
        if (at > start) words.insert(folded(text.substr(start, at - start)));
        if (at == start) ++at;
    }
}

bool has_word(const std::set<std::string>& words, const std::string& name) {
    // One of several words is not worth to be looked for.
    return !std::ranges::all_of(name, is_of_word) || words.contains(folded(name));
}

}  // namespace

std::uint64_t server_number(std::string_view text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

std::string shown_table(const std::string& schema, const std::string& name) {
    return schema.empty() || schema == "public" ? name : schema + "." + name;
}

int ServerTable::find(std::string_view column) const {
    for (const auto& [number, each] : columns) {
        if (folded(each.name) == column) return number;
    }
    return 0;
}

Oid64 ServerState::root(Oid64 table) const {
    for (auto found = tables.find(table);
         found != tables.end() && tables.contains(found->second.parent);
         found = tables.find(table)) {
        table = found->second.parent;
    }
    return table;
}

std::optional<Oid64> ServerState::find(const std::string& name) const {
    const std::size_t dot = name.find('.');
    const std::string schema = dot == name.npos ? "" : name.substr(0, dot);
    const std::string table = name.substr(dot == name.npos ? 0 : dot + 1);
    std::optional<Oid64> found;
    for (const auto& [oid, each] : tables) {
        if (folded(each.name) != table) continue;
        if (!schema.empty() && folded(each.schema) != schema) continue;
        if (!found || each.schema == "public") found = oid;
    }
    return found;
}

ServerState known_before(const ServerState& now, const ServerState& before) {
    ServerState known = now;
    std::erase_if(known.tables,
                  [&](const auto& each) { return !before.tables.contains(each.first); });
    for (auto& [oid, table] : known.tables) {
        const auto& columns = before.tables.at(oid).columns;
        std::erase_if(table.columns,
                      [&](const auto& column) { return !columns.contains(column.first); });
    }
    std::erase_if(known.constraints,
                  [&](const auto& each) { return !before.constraints.contains(each.first); });
    std::erase_if(known.indexes,
                  [&](const auto& each) { return !before.indexes.contains(each.first); });
    return known;
}

bool may_cascade(std::string_view sql) {
    std::set<std::string> words;
    add_words(sql, words);
    return words.contains("delete") || words.contains("update") || words.contains("truncate");
}

std::set<Oid64> reached_tables(const ServerTableNames& tables, std::string_view sql,
                               std::multimap<std::string, std::string> ways) {
    std::set<std::string> words;
    add_words(sql, words);
    for (bool goes_on = true; goes_on;) {
        goes_on = false;
        std::erase_if(ways, [&](const auto& way) {
            if (!has_word(words, way.first)) return false;
            add_words(way.second, words);
            return goes_on = true;
        });
    }
    std::set<Oid64> reached;
    for (const auto& [oid, name] : tables) {
        const bool is_of_schema =
            !name.first.empty() && name.first != "public" && has_word(words, name.first);
        if (is_of_schema || has_word(words, name.second)) reached.insert(oid);
    }
    return reached;
}

}  // namespace kiln::tool
