#include "tool/rules/finding.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/text_place.hpp"

#include <cstddef>
#include <utility>

namespace kiln::tool {

Diagnostic finding(const RevisionFile& file, const Section& section, std::size_t offset, Code rule,
                   std::string message, Hint hint) {
    constexpr int first_warning = 608;
    Diagnostic diagnostic = diagnose_at({}, rule, std::move(message), std::move(hint));
    const std::size_t marker = diagnostic.hint.find("-- kiln:allow");
    if (section.is_code && marker != std::string::npos) diagnostic.hint.replace(marker, 2, "//");
    move_to(diagnostic, file, section, offset);
    if (number_of(rule) >= first_warning) diagnostic.severity = Severity::warning;
    return diagnostic;
}

Diagnostic finding(const Passage& passage, std::size_t offset, Code rule, std::string message,
                   Hint hint) {
    return finding(passage.file, passage.section, offset, rule, std::move(message),
                   std::move(hint));
}

void move_to(Diagnostic& diagnostic, const RevisionFile& file, const Section& section,
             std::size_t offset) {
    const TextPlace place = section.is_code ? TextPlace{1, 1} : TextPlaces(section.sql).at(offset);
    diagnostic.location = {file.path, section.sql_line + place.line - 1, place.column};
    diagnostic.source_line = file.source_line(diagnostic.location.line);
}

}  // namespace kiln::tool
