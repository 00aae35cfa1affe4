#include "tool/project/revision_file.hpp"

#include "tool/project/source_text.hpp"

#include <algorithm>
#include <string_view>

namespace kiln::tool {
namespace {

/// Line `number` of the text, from 0; empty behind its end.
std::string_view line_of(std::string_view text, std::uint32_t number) {
    for (; number > 0; --number) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos) return {};
        text.remove_prefix(end + 1);
    }
    return text.substr(0, text.find('\n'));
}

/// Of those in which `counts` is true: one that names `dialect`, else one that names none.
template <class Counts>
const Section* section_for(Dialect dialect, const std::vector<Section>& sections, Counts counts) {
    const Section* general = nullptr;
    for (const Section& section : sections) {
        if (!counts(section)) continue;
        const auto& named = section.dialects;
        if (std::find(named.begin(), named.end(), dialect) != named.end()) return &section;
        if (named.empty() && general == nullptr) general = &section;
    }
    return general;
}

}  // namespace

std::string RevisionFile::source_line(std::uint32_t line) const {
    const std::string_view text = whole_line(line);
    return text.size() > max_source_line ? "" : std::string(text);
}

std::string_view RevisionFile::whole_line(std::uint32_t line) const {
    if (line == 0) return {};
    if (const std::string_view text = line_of(header, line - 1); !text.empty()) return text;
    const Section* section = section_at(line);
    if (section == nullptr) return {};
    if (line == section->line) return section->marker;
    if (section->is_code) return {};
    return line < section->sql_line ? "" : line_of(section->sql, line - section->sql_line);
}

const Section* RevisionFile::section_at(std::uint32_t line) const {
    const Section* last = nullptr;
    for (const auto* each : {&sections, &fixtures}) {
        for (const Section& section : *each) {
            if (section.line > line || !section.file.empty()) break;
            if (last == nullptr || section.line > last->line) last = &section;
        }
    }
    return last;
}

const Section* RevisionFile::section(Direction direction, Dialect dialect) const {
    return section_for(dialect, sections, [direction](const Section& section) {
        return section.direction == direction;
    });
}

const Section* RevisionFile::fixture(Dialect dialect) const {
    return section_for(dialect, fixtures, [](const Section&) { return true; });
}

}  // namespace kiln::tool
