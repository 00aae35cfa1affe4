#include "tool/replay/place.hpp"

#include <algorithm>
#include <string_view>

namespace kiln::tool {

Diagnostic diagnose(const RevisionFile& file, const Section& section, const ScriptFault& fault) {
    const std::string_view before = std::string_view(section.sql).substr(0, fault.offset);
    const auto lines = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
    Diagnostic diagnostic;
    diagnostic.code = fault.code;
    diagnostic.location = {file.path, section.sql_line + lines,
                           static_cast<std::uint32_t>(before.size() - line_start) + 1};
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
