#include "tool/report/schema_diagrams.hpp"

#include "src/text/letter_case.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/html_text.hpp"
#include "tool/report/schema_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
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
    return begins_well ? word : "_" + word;
}

/// Between double quotes.
std::string mermaid_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : escape(text)) out += c == '"' ? '\'' : c;
    return out + '"';
}

std::string mermaid_entity(std::string_view name) {
    const bool is_word = !name.empty() && std::ranges::all_of(name, is_word_character) &&
                         !(name[0] >= '0' && name[0] <= '9');
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
