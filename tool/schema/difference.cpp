#include "tool/schema/difference.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/message.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

using Subject = SchemaDifference::Subject;

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

std::string was_is(std::string was, std::string is) {
    constexpr std::size_t context = 30;
    was = one_line(std::move(was));
    is = one_line(std::move(is));
    const auto [first, second] = std::mismatch(was.begin(), was.end(), is.begin(), is.end());
    const auto same = static_cast<std::size_t>(first - was.begin());
    const std::size_t start =
        std::max(was.size(), is.size()) <= 120 || same < context ? 0 : same - context;
    return "was " + in_quotes(excerpt(was, start)) + ", is " + in_quotes(excerpt(is, start));
}

}  // namespace

std::string_view subject_noun(const SchemaDifference& difference) {
    switch (difference.subject) {
        case Subject::table:
            return "table";
        case Subject::virtual_table:
            return "virtual table";
        case Subject::view:
            return "view";
        case Subject::index:
            return "index";
        case Subject::trigger:
            return "trigger";
        case Subject::column:
            return "column";
        case Subject::constraint:
            return "constraint";
        case Subject::option:
            break;
    }
    return "option";
}

std::string_view change_verb(const SchemaDifference& difference) {
    switch (difference.kind) {
        case SchemaDifference::Kind::missing:
            return "drop";
        case SchemaDifference::Kind::left_over:
            return "add";
        case SchemaDifference::Kind::moved:
            return "move";
        case SchemaDifference::Kind::changed:
            break;
    }
    return "change";
}

std::string describe_change(const SchemaDifference& difference) {
    using Kind = SchemaDifference::Kind;
    std::string text(change_verb(difference));
    text += "s ";
    text += subject_noun(difference);
    text += ' ';
    text += difference.subject < Subject::constraint ? readable_name(difference.object)
                                                     : one_line(difference.object);
    if (difference.subject >= Subject::index) {
        const bool adds = difference.kind == Kind::left_over;
        const bool stands_on =
            difference.subject == Subject::index || difference.subject == Subject::trigger;
        text += stands_on ? " on " : adds ? " to " : " of ";
        text += readable_name(difference.table);
    }
    if (difference.kind == Kind::moved) {
        text += " from position " + difference.was + " to " + difference.is;
    }
    if (difference.kind == Kind::changed) text += ": " + was_is(difference.was, difference.is);
    return text;
}

std::string describe(const SchemaDifference& difference) {
    std::string text;
    if (difference.subject >= Subject::column) text = "table " + in_quotes(difference.table) + ": ";
    text += subject_noun(difference);
    text += ' ';
    text += in_quotes(one_line(difference.object));
    switch (difference.kind) {
        case SchemaDifference::Kind::missing:
            return text + " is missing";
        case SchemaDifference::Kind::left_over:
            return text + " is left over";
        case SchemaDifference::Kind::moved:
            return text + " moved from position " + difference.was + " to " + difference.is;
        case SchemaDifference::Kind::changed:
            break;
    }
    return text + ": " + was_is(difference.was, difference.is);
}

}  // namespace kiln::tool
