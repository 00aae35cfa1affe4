#include "tool/rules/finding.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/text_place.hpp"

#include <utility>

namespace kiln::tool {

Diagnostic finding(const RevisionFile& file, const Section& section, std::size_t offset, Code rule,
                   std::string message, Hint hint) {
    constexpr int first_warning = 608;
    const TextPlace place = TextPlaces(section.sql).at(offset);
    Diagnostic diagnostic =
        diagnose_at({file.path, section.sql_line + place.line - 1, place.column}, rule,
                    std::move(message), std::move(hint));
    if (number_of(rule) >= first_warning) diagnostic.severity = Severity::warning;
    diagnostic.source_line = file.source_line(diagnostic.location.line);
    return diagnostic;
}

Diagnostic finding(const Passage& passage, std::size_t offset, Code rule, std::string message,
                   Hint hint) {
    return finding(passage.file, passage.section, offset, rule, std::move(message),
                   std::move(hint));
}

}  // namespace kiln::tool
