#include "tool/schema/compare.hpp"

#include "tool/schema/definition.hpp"

#include <algorithm>
#include <map>

namespace kiln::tool {
namespace {

using Differences = std::vector<std::string>;
using Objects = std::vector<SchemaObject>;

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

std::string title(const SchemaObject& object) {
    switch (object.kind) {
        case SchemaObject::Kind::table:
            return "table " + quoted(object.name);
        case SchemaObject::Kind::virtual_table:
            return "virtual table " + quoted(object.name);
        case SchemaObject::Kind::view:
            return "view " + quoted(object.name);
        case SchemaObject::Kind::index:
            return "index " + quoted(object.name);
        case SchemaObject::Kind::trigger:
            break;
    }
    return "trigger " + quoted(object.name);
}

bool continues_a_character(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// The part of a long text around the first difference.
std::string excerpt(const std::string& text, std::size_t start) {
    constexpr std::size_t size = 100;
    while (start > 0 && start < text.size() && continues_a_character(text[start])) --start;
    std::size_t end = std::min(start + size, text.size());
    while (end < text.size() && continues_a_character(text[end])) --end;
    return (start > 0 ? "…" : "") + text.substr(start, end - start) +
           (end < text.size() ? "…" : "");
}

std::string was_is(const std::string& was, const std::string& is) {
    constexpr std::size_t context = 30;
    const auto [first, second] = std::mismatch(was.begin(), was.end(), is.begin(), is.end());
    const auto same = static_cast<std::size_t>(first - was.begin());
    const std::size_t start =
        std::max(was.size(), is.size()) <= 120 || same < context ? 0 : same - context;
    return "was " + quoted(excerpt(was, start)) + ", is " + quoted(excerpt(is, start));
}

void compare_pieces(const std::string& what, const std::vector<SqlPiece>& was,
                    const std::vector<SqlPiece>& is, Differences& differences) {
    std::multimap<std::string, const SqlPiece*> left;
    for (const SqlPiece& piece : is) left.emplace(piece.normal, &piece);
    for (const SqlPiece& piece : was) {
        const auto found = left.find(piece.normal);
        if (found == left.end()) {
            differences.push_back(what + quoted(piece.display) + " is missing");
        } else {
            left.erase(found);
        }
    }
    for (const SqlPiece& piece : is) {
        const auto found = left.find(piece.normal);
        if (found == left.end() || found->second != &piece) continue;
        differences.push_back(what + quoted(piece.display) + " is left over");
    }
}

// Which members of `positions` are in order with most others: those of a longest ascending
// subsequence. So one column that moved is one difference.
std::vector<bool> in_order(const std::vector<std::size_t>& positions) {
    const std::size_t none = positions.size();
    std::vector<std::size_t> length(positions.size(), 1);
    std::vector<std::size_t> previous(positions.size(), none);
    std::size_t last = none;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (positions[j] < positions[i] && length[j] + 1 > length[i]) {
                length[i] = length[j] + 1;
                previous[i] = j;
            }
        }
        if (last == none || length[i] > length[last]) last = i;
    }
    std::vector<bool> ordered(positions.size(), false);
    for (; last != none; last = previous[last]) ordered[last] = true;
    return ordered;
}

void compare_columns(const std::string& table, const TableDefinition& was,
                     const TableDefinition& is, Differences& differences) {
    std::map<std::string, std::size_t> now;
    for (std::size_t i = 0; i < is.columns.size(); ++i) now.emplace(folded(is.columns[i].name), i);
    std::vector<std::size_t> common;
    std::vector<std::size_t> positions;
    std::set<std::size_t> seen;
    for (std::size_t i = 0; i < was.columns.size(); ++i) {
        const ColumnDefinition& column = was.columns[i];
        const std::string what = table + ": column " + quoted(column.name);
        const auto found = now.find(folded(column.name));
        if (found == now.end()) {
            differences.push_back(what + " is missing");
            continue;
        }
        const ColumnDefinition& other = is.columns[found->second];
        if (column.rest.normal != other.rest.normal) {
            differences.push_back(what + ": " + was_is(column.rest.display, other.rest.display));
        }
        common.push_back(i);
        positions.push_back(found->second);
        seen.insert(found->second);
    }
    const std::vector<bool> ordered = in_order(positions);
    for (std::size_t i = 0; i < common.size(); ++i) {
        if (ordered[i]) continue;
        differences.push_back(table + ": column " + quoted(was.columns[common[i]].name) +
                              " moved from position " + std::to_string(common[i] + 1) + " to " +
                              std::to_string(positions[i] + 1));
    }
    for (std::size_t i = 0; i < is.columns.size(); ++i) {
        if (seen.count(i) == 0) {
            differences.push_back(table + ": column " + quoted(is.columns[i].name) +
                                  " is left over");
        }
    }
}

void compare_tables(const SchemaObject& was, const SchemaObject& is, Differences& differences) {
    const TableDefinition before = parse_table(was.sql);
    const TableDefinition now = parse_table(is.sql);
    compare_columns(title(was), before, now, differences);
    compare_pieces(title(was) + ": constraint ", before.constraints, now.constraints, differences);
    compare_pieces(title(was) + ": option ", before.options, now.options, differences);
}

void compare_objects(const SchemaObject& was, const SchemaObject& is, Differences& differences) {
    if (was.sql == is.sql) return;
    if (was.kind == SchemaObject::Kind::table) return compare_tables(was, is, differences);
    const SqlPiece before = parse_body(was.sql);
    const SqlPiece now = parse_body(is.sql);
    if (before.normal == now.normal) return;
    differences.push_back(title(was) + ": " + was_is(before.display, now.display));
}

bool precedes(const SchemaObject& a, const SchemaObject& b) {
    return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
}

/// A table or view stands first in its group; with it go its indexes and triggers.
bool owns_group(const SchemaObject& object) {
    return object.kind != SchemaObject::Kind::index && object.kind != SchemaObject::Kind::trigger;
}

void compare_groups(const Objects& was, const Objects& is, Differences& differences) {
    if (was == is) return;
    auto before = was.begin();
    auto now = is.begin();
    bool owner_changed = false;
    while (before != was.end() || now != is.end()) {
        if (now == is.end() || (before != was.end() && precedes(*before, *now))) {
            owner_changed |= owns_group(*before);
            if (owns_group(*before) || !owner_changed) {
                differences.push_back(title(*before) + " is missing");
            }
            ++before;
        } else if (before == was.end() || precedes(*now, *before)) {
            owner_changed |= owns_group(*now);
            if (owns_group(*now) || !owner_changed) {
                differences.push_back(title(*now) + " is left over");
            }
            ++now;
        } else {
            compare_objects(*before++, *now++, differences);
        }
    }
}

const Objects& group(const Schema& schema, const std::string& table) {
    static const Objects none;
    const auto found = schema.groups.find(table);
    return found == schema.groups.end() ? none : found->second;
}

}  // namespace

std::vector<std::string> compare(const Schema& was, const Schema& is,
                                 const std::set<std::string>& tables) {
    Differences differences;
    for (const std::string& table : tables) {
        compare_groups(group(was, table), group(is, table), differences);
    }
    return differences;
}

std::vector<std::string> compare(const Schema& was, const Schema& is) {
    std::set<std::string> tables;
    for (const Schema* schema : {&was, &is}) {
        for (const auto& [table, objects] : schema->groups) tables.insert(table);
    }
    return compare(was, is, tables);
}

}  // namespace kiln::tool
