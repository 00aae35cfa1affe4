#include "tool/schema/table_text.hpp"

#include "src/schema/constraints.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "src/text/nearest.hpp"
#include "tool/schema/schema.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace kiln::tool {

/// Where an item of the list stands in the statement, or a constraint in its item.
struct TableText::Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string column;         ///< folded; empty for a table constraint
    std::string name;           ///< of a constraint, folded
    std::string normal;         ///< of a constraint, without its name
    std::vector<Piece> within;  ///< an item's constraints
};

namespace {

std::string folded_name(const Token& token) { return folded(unquoted(token.text)); }

/// What a person gave as one item of CREATE TABLE's list, without comments.
std::string item_text(const std::string& definition, bool is_column) {
    const std::vector<Token> tokens = tokens_of(definition);
    std::ptrdiff_t depth = 0;
    bool fits = !tokens.empty() && is_table_constraint(tokens) != is_column;
    for (const Token& token : tokens) {
        if (token.text == "(") ++depth;
        if (token.text == ")") --depth;
        fits = fits && depth >= 0 && token.text != ";" && !(depth == 0 && token.text == ",");
    }
    if (fits && depth == 0) return written(tokens);
    throw make_error(Code::cannot_alter,
                     quote(definition) + " does not define one " +
                         (is_column ? "column" : "constraint of a table"),
                     is_column ? "write it as in CREATE TABLE: \"phone TEXT NOT NULL DEFAULT ''\""
                               : "write it as in CREATE TABLE: \"UNIQUE (first, last)\"");
}

}  // namespace

std::vector<TableText::Piece> TableText::items() const {
    const std::vector<Token> tokens = tokens_of(sql_);
    const auto piece = [&](Tokens part) {
        Piece out;
        out.begin = static_cast<std::size_t>(part.front().text.data() - sql_.data());
        out.end = static_cast<std::size_t>(part.back().text.data() - sql_.data()) +
                  part.back().text.size();
        return out;
    };
    std::vector<Piece> items;
    std::size_t close = 0;
    for (const Tokens item : split_list(tokens, behind_name(tokens), close)) {
        if (item.empty()) continue;
        const bool is_column = !is_table_constraint(item);
        Piece& out = items.emplace_back(piece(item));
        if (is_column) out.column = folded_name(item.front());
        for (Tokens part : split_constraints(is_column ? item.subspan(1) : item)) {
            if (part.empty() || (is_column && part.data() == item.data() + 1)) continue;
            Piece constraint = piece(part);
            if (part.size() > 2 && is(part.front(), "constraint")) {
                constraint.name = folded_name(part[1]);
                part = part.subspan(2);
            }
            constraint.normal = normal(part);
            out.within.push_back(std::move(constraint));
        }
    }
    return items;
}

TableText::Piece TableText::column(const std::vector<Piece>& items, const std::string& name) const {
    std::vector<std::string> names;
    for (const Piece& item : items) {
        if (!item.column.empty() && item.column == folded(name)) return item;
        if (!item.column.empty()) names.push_back(item.column);
    }
    const std::size_t near = nearest(name, names);
    throw make_error(Code::cannot_alter, "there is no column " + quote(name),
                     near == std::string::npos ? "its columns are " + enumerate(names)
                                               : "did you mean " + quote(names[near]) + "?");
}

void TableText::drop(const std::vector<Piece>& items, const Piece& item) {
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].begin != item.begin) continue;
        if (i + 1 < items.size()) {
            sql_.erase(item.begin, items[i + 1].begin - item.begin);
        } else if (i > 0) {
            sql_.erase(items[i - 1].end, item.end - items[i - 1].end);
        } else {
            throw make_error(Code::cannot_alter, "nothing would be left of the table",
                             "write a revision with DROP TABLE instead");
        }
        return;
    }
}

void TableText::drop_column(const std::string& name) {
    const std::vector<Piece> all = items();
    drop(all, column(all, name));
}

void TableText::drop_constraint(const std::string& constraint) {
    const std::vector<Token> tokens = tokens_of(constraint);
    const std::string text = normal(tokens);
    const std::vector<Piece> all = items();
    std::vector<std::string> names;
    for (const Piece& item : all) {
        for (const Piece& part : item.within) {
            if (!part.name.empty()) names.push_back(part.name);
            const bool by_name = !part.name.empty() && tokens.size() == 1 &&
                                 part.name == folded_name(tokens.front());
            if (!by_name && !(item.column.empty() && part.normal == text)) continue;
            if (item.column.empty() && item.within.size() == 1) return drop(all, item);
            sql_.erase(part.begin, part.end - part.begin);
            return;
        }
    }
    throw make_error(Code::cannot_alter, "there is no constraint " + quote(constraint),
                     names.empty() ? "none has a name: give its text, as in \"UNIQUE (a, b)\", or "
                                     "the column's new definition with --alter-column"
                                   : "the named ones are " + enumerate(names));
}

void TableText::alter_column(const std::string& definition) {
    const std::string text = item_text(definition, true);
    const std::vector<Token> tokens = tokens_of(text);
    const Piece was = column(items(), unquoted(tokens.front().text));
    sql_.replace(was.begin, was.end - was.begin, text);
}

void TableText::add_column(const std::string& definition) {
    const std::string text = item_text(definition, true);
    std::size_t end = 0;
    for (const Piece& item : items()) {
        if (!item.column.empty()) end = item.end;
    }
    sql_.insert(end, ",\n    " + text);
}

void TableText::add_constraint(const std::string& definition) {
    const std::string text = item_text(definition, false);
    sql_.insert(items().back().end, ",\n    " + text);
}

}  // namespace kiln::tool
