#include "tool/report/schema_diagrams.hpp"

#include "src/text/letter_case.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/html_text.hpp"
#include "tool/report/mermaid_text.hpp"
#include "tool/report/schema_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

std::string dot_name(std::string_view text) {
    std::string out = "\"";
    for (const char c : escape(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    return out + '"';
}

/// The number of each table, by its name in small letters.
std::map<std::string, std::size_t> numbers_of(const DescribedSchema& schema) {
    std::map<std::string, std::size_t> numbers;
    for (const DescribedTable& table : schema.tables) {
        numbers.emplace(folded(table.name), numbers.size());
    }
    return numbers;
}

bool is_word_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

/// Words that mean something to Mermaid where an entity's name stands, and where a type or the name
/// of an attribute begins.
constexpr std::string_view entity_words[] = {
    "accdescr", "acctitle", "class",      "classdef", "end",      "erdiagram", "many",
    "one",      "only",     "optionally", "style",    "subgraph", "to",        "zero"};
constexpr std::string_view key_words[] = {"pk", "fk", "uk"};

bool is_among(std::span<const std::string_view> words, std::string_view text) {
    return std::ranges::any_of(
        words, [&](std::string_view word) { return equal_ignoring_case(word, text); });
}

/// A word that Mermaid takes for the name or type of an attribute: a letter first, then letters,
/// digits and what `also` holds; all else becomes `_`.
std::string mermaid_word(std::string_view text, std::string_view also, std::string_view if_empty) {
    std::string word;
    for (const char c : text) {
        const bool stays = is_word_character(c) || also.find(c) != std::string_view::npos;
        if (stays || !word.ends_with('_')) word += stays ? c : '_';
    }
    if (word.empty()) return std::string(if_empty);
    const bool begins_well =
        word[0] == '_' || (is_word_character(word[0]) && !(word[0] >= '0' && word[0] <= '9'));
    if (!begins_well) return "_" + word;
    const auto end = std::ranges::find_if_not(word, is_word_character);
    if (is_among(key_words, std::string_view(word.begin(), end))) word.insert(2, "_");
    return word;
}

/// Between double quotes. `direction TB` says there too where the diagram goes.
std::string mermaid_string(std::string_view text) {
    constexpr std::string_view direction = "direction ";
    std::string out = mermaid_text(escape(text), "_");
    for (std::size_t at = 0; (at = folded(out).find(direction, at)) != std::string::npos;) {
        at += direction.size();
        out.replace(at - 1, 1, "#32;");
    }
    return '"' + out + '"';
}

std::string mermaid_entity(std::string_view name) {
    if (name.empty()) return "\" \"";
    const bool is_word = std::ranges::all_of(name, is_word_character) && name[0] != '_' &&
                         !(name[0] >= '0' && name[0] <= '9') && !is_among(entity_words, name);
    return is_word ? std::string(name) : mermaid_string(name);
}

}  // namespace

std::string schema_dot(const DescribedSchema& schema) {
    const std::map<std::string, std::size_t> numbers = numbers_of(schema);
    std::string text =
        "digraph schema {\n    rankdir=LR;\n    node [shape=plain, fontname=\"sans-serif\"];\n";
    std::string edges;
    for (const DescribedTable& table : schema.tables) {
        text += fmt::format(
            "    {} [label=<<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\">\n"
            "        <TR><TD BGCOLOR=\"lightgray\" COLSPAN=\"3\"><B>{}</B></TD></TR>\n",
            dot_name(table.name), html_text(table.name));
        for (const DescribedColumn& column : table.columns) {
            const std::string name = html_text(column.name);
            text += fmt::format(
                "        <TR><TD ALIGN=\"LEFT\">{}</TD><TD ALIGN=\"LEFT\">{}</TD><TD "
                "ALIGN=\"LEFT\">{}{}</TD></TR>\n",
                column.primary_key > 0 ? "<U>" + name + "</U>" : name, html_text(column.type),
                fmt::join(keys_of(table, column), ", "),
                column.not_null ? (keys_of(table, column).empty() ? "NOT NULL" : ", NOT NULL")
                                : "");
        }
        text += "    </TABLE>>];\n";
        for (const DescribedForeignKey& key : table.foreign_keys) {
            if (numbers.count(folded(key.references)) == 0) continue;
            const DescribedTable& parent = schema.tables[numbers.at(folded(key.references))];
            const Multiplicity many = multiplicity_of(table, key);
            edges += fmt::format("    {} -> {} [label={}, dir=both, arrowtail={}, arrowhead={}];\n",
                                 dot_name(table.name), dot_name(parent.name),
                                 dot_name(fmt::format("{}", fmt::join(key.columns, ", "))),
                                 many.has_one_child ? "teeodot" : "crowodot",
                                 many.may_lack_parent ? "teeodot" : "teetee");
        }
    }
    return text + edges + "}\n";
}

std::string schema_mermaid(const DescribedSchema& schema) {
    const std::map<std::string, std::size_t> numbers = numbers_of(schema);
    std::string text = "erDiagram\n";
    std::string relations;
    for (const DescribedTable& table : schema.tables) {
        text += fmt::format("    {} {{\n", mermaid_entity(table.name));
        for (const DescribedColumn& column : table.columns) {
            const std::string name = mermaid_word(column.name, "", "_");
            const std::vector<std::string> keys = keys_of(table, column);
            text += fmt::format("        {} {}", mermaid_word(column.type, "()", "ANY"), name);
            if (!keys.empty()) text += fmt::format(" {}", fmt::join(keys, ", "));
            if (name != column.name) text += " " + mermaid_string(column.name);
            text += "\n";
        }
        text += "    }\n";
        for (const DescribedForeignKey& key : table.foreign_keys) {
            if (numbers.count(folded(key.references)) == 0) continue;
            const DescribedTable& parent = schema.tables[numbers.at(folded(key.references))];
            const Multiplicity many = multiplicity_of(table, key);
            relations +=
                fmt::format("    {} {}--{} {} : {}\n", mermaid_entity(parent.name),
                            many.may_lack_parent ? "|o" : "||", many.has_one_child ? "o|" : "o{",
                            mermaid_entity(table.name),
                            mermaid_string(fmt::format("{}", fmt::join(key.columns, ", "))));
        }
    }
    return text + relations;
}

}  // namespace kiln::tool
