#include "tool/project/source_text.hpp"

#include <utility>

namespace kiln::tool {

void add_note(Diagnostic& diagnostic, Location location, std::string message) {
    Note& note = diagnostic.notes.emplace_back();
    note.location = std::move(location);
    note.message = std::move(message);
}

std::size_t SourceText::line_end(std::size_t offset) const {
    const std::size_t end = text_.find('\n', offset);
    return end == std::string_view::npos ? text_.size() : end;
}

void SourceText::seek(std::size_t offset) {
    if (offset < line_start_) {
        line_start_ = counted_ = 0;
        line_ = 1;
    }
    while (counted_ < offset) {
        const std::size_t end = text_.substr(0, offset).find('\n', counted_);
        if (end == std::string_view::npos) {
            counted_ = offset;
        } else {
            counted_ = line_start_ = end + 1;
            ++line_;
        }
    }
}

std::uint32_t SourceText::line(std::size_t offset) {
    seek(offset);
    return line_;
}

std::uint32_t SourceText::column(std::size_t offset) {
    seek(offset);
    return static_cast<std::uint32_t>(offset - line_start_ + 1);
}

Location SourceText::location(std::size_t offset) { return {path_, line(offset), column(offset)}; }

std::string SourceText::source_line(std::size_t offset) {
    seek(offset);
    std::string_view line = text_.substr(line_start_, max_source_line + 1);
    line = line.substr(0, line.find('\n'));
    if (line.size() > max_source_line) return {};
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return std::string(line);
}

Diagnostic& SourceText::report(Code code, std::size_t offset, std::string message,
                               std::string hint) {
    Diagnostic& diagnostic = report_at(location(offset), code, std::move(message), std::move(hint));
    diagnostic.source_line = source_line(offset);
    return diagnostic;
}

Diagnostic& SourceText::report_at(Location location, Code code, std::string message,
                                  std::string hint) {
    Diagnostic& diagnostic = diagnostics_.emplace_back();
    diagnostic.code = code;
    diagnostic.location = std::move(location);
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
    return diagnostic;
}

}  // namespace kiln::tool
