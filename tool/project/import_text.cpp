#include "tool/project/import_text.hpp"

#include "src/text/message.hpp"
#include "tool/project/blanks.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace kiln::tool {
namespace {

/// Appends a section without the blank lines at its ends.
void add_section(const ImportedSql& sql, std::string_view marker, ImportedText& out) {
    out.text += "\n" + std::string(marker) + (sql.no_transaction ? " no-transaction\n" : "\n");
    out.places.insert(out.places.end(), 2, {sql.path});
    const auto is_blank = [](const ImportedLine& line) {
        return line.text.find_first_not_of(line_blanks) == std::string::npos;
    };
    const auto begin = std::ranges::find_if_not(sql.lines, is_blank);
    const auto end =
        std::find_if_not(sql.lines.rbegin(), std::make_reverse_iterator(begin), is_blank);
    for (auto line = begin; line != end.base(); ++line) {
        out.text += line->text + "\n";
        out.places.push_back({sql.path, line->line});
    }
}

}  // namespace

ImportedText imported_text(const ImportedRevision& revision) {
    ImportedText out;
    const auto header = [&](std::string_view key, const std::string& value) {
        out.text += "-- " + std::string(key) + ": " + one_line(value) + "\n";
        out.places.push_back(revision.place);
    };
    std::string parents;
    for (const std::string& parent : revision.down_revisions) {
        parents += (parents.empty() ? "" : ", ") + parent;
    }
    header("revision", revision.id);
    header("down_revision", parents.empty() ? "none" : parents);
    if (!revision.message.empty()) header("message", revision.message);
    add_section(revision.upgrade, "-- kiln:upgrade", out);
    if (revision.downgrade) add_section(*revision.downgrade, "-- kiln:downgrade", out);
    return out;
}

void ImportedText::put_back(const std::string& path, Diagnostic& diagnostic) const {
    // Of the lines that are none of the tool's, the text is not in its file. True for the others.
    const auto put = [&](Location& location) {
        const std::size_t line = std::min<std::size_t>(location.line, places.size());
        const Location& place = places[line == 0 ? 0 : line - 1];
        const bool is_own = place.line != 0 && place.column == 0;
        location = {place.file, place.line, is_own ? location.column : place.column};
        return is_own;
    };
    if (diagnostic.location.file == path && !put(diagnostic.location)) {
        diagnostic.source_line.clear();
    }
    for (Note& note : diagnostic.notes) {
        if (note.location.file == path) put(note.location);
    }
}

}  // namespace kiln::tool
