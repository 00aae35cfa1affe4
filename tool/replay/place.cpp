#include "tool/replay/place.hpp"

#include "src/text/text_place.hpp"

#include <utility>

namespace kiln::tool {

Diagnostic diagnose(const RevisionFile& file, const Section& section, const ScriptFault& fault) {
    const TextPlace place = TextPlaces(section.sql).at(fault.offset);
    Diagnostic diagnostic;
    diagnostic.code = fault.code;
    diagnostic.location = {file.path, section.sql_line + place.line - 1, place.column};
    diagnostic.message = fault.message;
    diagnostic.hint = fault.hint;
    diagnostic.source_line = file.source_line(diagnostic.location.line);
    return diagnostic;
}

Diagnostic diagnose_section(const RevisionFile& file, const Section& section, Code code,
                            std::string message, std::string hint) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.location = {file.path, section.line, 1};
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
    diagnostic.source_line = file.source_line(section.line);
    return diagnostic;
}

}  // namespace kiln::tool
