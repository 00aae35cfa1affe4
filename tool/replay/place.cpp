#include "tool/replay/place.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/text_place.hpp"
#include "tool/schema/application_objects.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// Only of the file itself the lines are known.
std::string source_line(const RevisionFile& file, const Section& section, std::uint32_t line) {
    return section.file.empty() ? file.source_line(line) : std::string();
}

}  // namespace

Diagnostic diagnose(const RevisionFile& file, const Section& section, const Fault& fault,
                    Code by_database) {
    const TextPlace place =
        section.is_code ? TextPlace{1, 1} : TextPlaces(section.sql).at(fault.offset);
    std::string hint = hint_for_missing(
        fault.message,
        std::string_view(section.sql).substr(std::min(fault.offset, section.sql.size())));
    // What the server says is told as it says it.
    if (hint.empty() && std::ranges::find(fault.notes, fault.hint) == fault.notes.end()) {
        hint = fault.hint;
    }
    Diagnostic diagnostic = diagnose_at(
        {file.path_of(section), section.sql_line + place.line - 1, place.column},
        fault.reason == Reason::guard ? fault.code : by_database, fault.message, std::move(hint));
    diagnostic.source_line = source_line(file, section, diagnostic.location.line);
    for (const std::string& note : fault.notes) diagnostic.notes.push_back(note_of(note));
    return diagnostic;
}

std::vector<Diagnostic> diagnose_all(const RevisionFile& file, const Section& section,
                                     const Fault& fault, Code by_database) {
    std::vector<Diagnostic> diagnostics{diagnose(file, section, fault, by_database)};
    for (const Fault& other : fault.also) {
        diagnostics.push_back(diagnose(file, section, other, by_database));
    }
    return diagnostics;
}

Diagnostic diagnose_section(const RevisionFile& file, const Section& section, Code code,
                            std::string message, std::string hint) {
    Diagnostic diagnostic = diagnose_at({file.path_of(section), section.line, 1}, code,
                                        std::move(message), std::move(hint));
    diagnostic.source_line = source_line(file, section, section.line);
    return diagnostic;
}

}  // namespace kiln::tool
