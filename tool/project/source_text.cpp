#include "tool/project/source_text.hpp"

#include "src/text/diagnose.hpp"

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

Location SourceText::location(std::size_t offset) {
    const TextPlace place = places_.at(offset);
    return {path_, place.line, place.column};
}

std::string SourceText::source_line(std::size_t offset) {
    std::string_view line = places_.line_at(offset, max_source_line + 1);
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
    return diagnostics_.emplace_back(
        diagnose_at(std::move(location), code, std::move(message), std::move(hint)));
}

}  // namespace kiln::tool
