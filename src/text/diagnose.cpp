#include "src/text/diagnose.hpp"

#include <algorithm>
#include <utility>

namespace kiln {

Diagnostic diagnose(Code code, std::string message, Hint hint) {
    return diagnose_at({}, code, std::move(message), std::move(hint));
}

Diagnostic diagnose_at(Location location, Code code, std::string message, Hint hint) {
    Diagnostic diagnostic;
    diagnostic.code = code;
    diagnostic.location = std::move(location);
    diagnostic.message = std::move(message);
    set_hint(diagnostic, hint);
    return diagnostic;
}

void set_hint(Diagnostic& diagnostic, const Hint& hint) {
    diagnostic.hint = hint.text();
    diagnostic.hint_commands = hint.commands();
}

Note note_of(std::string message) {
    Note note;
    note.message = std::move(message);
    return note;
}

std::string name_with_file(const Migration& migration) {
    std::string name = in_quotes(migration.revision);
    if (!migration.file.empty()) name += " (" + std::string(migration.file) + ")";
    return name;
}

std::string enumerate(std::span<const std::string> ids, std::string_view conjunction) {
    constexpr std::size_t most = 5;
    const std::size_t shown = ids.size() <= most ? ids.size() : most - 1;
    const std::string last = " " + std::string(conjunction) + " ";
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) text += i + 1 == ids.size() ? last : ", ";
        text += in_quotes(ids[i]);
    }
    if (shown < ids.size()) text += last + std::to_string(ids.size() - shown) + " more";
    return text;
}

std::vector<Note> revision_notes(const MigrationTable& table,
                                 std::span<const std::uint32_t> positions,
                                 const std::string& prefix) {
    constexpr std::size_t most = 20;
    std::vector<Note> notes;
    for (const std::uint32_t position : positions.first(std::min(positions.size(), most))) {
        notes.push_back(note_of(prefix + " " + name_with_file(table.migrations[position])));
    }
    if (positions.size() > most) {
        notes.push_back(note_of("and " + std::to_string(positions.size() - most) + " more"));
    }
    return notes;
}

}  // namespace kiln
