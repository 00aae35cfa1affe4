#include "tool/project/explanations.hpp"

#include "tool/report/escape.hpp"
#include "tool/report/wrap.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace kiln::tool {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t nowhere = std::string_view::npos;

/// Takes the first line off the text, without its line break.
std::string_view take_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

/// A code span's content as a name between '…'; as it is where it has quotes of its own.
std::string quoted_span(std::string_view content) {
    // The spaces that keep backticks within from those around.
    if (content.size() > 2 && content.starts_with(' ') && content.ends_with(' ')) {
        content = content.substr(1, content.size() - 2);
    }
    return content.find('\'') == nowhere ? fmt::format("'{}'", content) : std::string(content);
}

/// Appends the code span that the text begins with and returns its length; 0 if it is none.
std::size_t append_span(std::string& out, std::string_view text) {
    const std::size_t ticks = std::min(text.find_first_not_of('`'), text.size());
    if (ticks == 0) return 0;
    const std::size_t end = text.find(text.substr(0, ticks), ticks);
    if (end == nowhere) return 0;
    out += quoted_span(text.substr(ticks, end - ticks));
    return end + ticks;
}

/// Appends the link that the text begins with, its page behind it, and returns its length; 0 if it
/// is none.
std::size_t append_link(std::string& out, std::string_view text) {
    if (!text.starts_with('[')) return 0;
    const std::size_t middle = text.find("](");
    const std::size_t end = text.find(')');
    if (middle == nowhere || end == nowhere || end < middle) return 0;
    const std::string_view target = text.substr(middle + 2, end - middle - 2);
    const bool is_page = target.find("://") == nowhere;
    out += fmt::format("{} ({}{})", text.substr(1, middle - 1), is_page ? "docs/" : "",
                       target.substr(0, is_page ? target.find('#') : nowhere));
    return end + 1;
}

std::string plain_line(std::string_view markdown) {
    std::string out;
    while (!markdown.empty()) {
        std::size_t length = append_span(out, markdown);
        if (length == 0) length = append_link(out, markdown);
        if (length == 0) {
            out += markdown.front();
            length = 1;
        }
        markdown.remove_prefix(length);
    }
    return out;
}

std::string block_line(std::string_view line) {
    if (display_width(line) <= page_width) return std::string(line);
    const std::size_t margin = line.find_first_not_of(' ');
    const std::string indent(margin + 4, ' ');
    return std::string(margin, ' ') + wrap(line.substr(margin), page_width - indent.size(), indent);
}

}  // namespace

std::string plain_text(std::string_view markdown) {
    std::string out;
    std::string paragraph;
    const auto end_paragraph = [&] {
        if (!paragraph.empty()) out += wrap(plain_line(paragraph), page_width, "") + "\n";
        paragraph.clear();
    };
    while (!markdown.empty()) {
        const std::string_view line = take_line(markdown);
        const bool is_block = line.starts_with("    ");
        if (line.empty() || is_block) {
            end_paragraph();
            out += block_line(line) + "\n";
        } else {
            if (!paragraph.empty()) paragraph += ' ';
            paragraph += line;
        }
    }
    end_paragraph();
    out.erase(0, out.find_first_not_of('\n'));
    while (out.ends_with("\n\n")) out.pop_back();
    return out;
}

std::vector<Explanation> read_explanations(std::string_view page) {
    std::vector<Explanation> out;
    std::string_view group;
    while (!page.empty()) {
        const char* begin = page.data();
        std::string_view line = take_line(page);
        if (line.starts_with("## ")) {
            group = line.substr(3);
        } else if (line.starts_with("### ")) {
            line.remove_prefix(4);
            const std::size_t space = std::min(line.find(' '), line.size());
            out.push_back({.group = group,
                           .code = line.substr(0, space),
                           .title = line.substr(std::min(space + 1, line.size())),
                           .text = page.substr(0, 0)});
            continue;
        }
        if (out.empty() || out.back().group != group) continue;
        const char* text = out.back().text.data();
        out.back().text = {text, static_cast<std::size_t>(begin - text) + line.size()};
    }
    return out;
}

std::string explanation_text(const Explanation& explanation) {
    return fmt::format("{} {}\n\n{}", explanation.code, explanation.title,
                       plain_text(explanation.text));
}

std::string explanation_list(const std::vector<Explanation>& explanations) {
    std::string out;
    std::string_view group;
    for (const Explanation& each : explanations) {
        if (each.group != group) {
            out += fmt::format("{}{}\n", out.empty() ? "" : "\n", each.group);
            group = each.group;
        }
        out += fmt::format("  {}  {}\n", each.code, each.title);
    }
    return out;
}

}  // namespace kiln::tool
