// Revision files: each is taken or told what is wrong with it, where it is; and what Kiln writes it
// reads as the same.

#include "tests/fuzz/fuzz.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/reader.hpp"
#include "tool/report/diagnostics.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace kiln::fuzz {
namespace {

using tool::RevisionFile;

std::vector<std::string> texts(const std::vector<tool::Placed>& placed) {
    std::vector<std::string> result;
    for (const tool::Placed& each : placed) result.push_back(each.text);
    return result;
}

void check_diagnostics(std::string_view input, const std::vector<Diagnostic>& diagnostics) {
    const auto lines = static_cast<std::size_t>(std::count(input.begin(), input.end(), '\n') + 1 +
                                                std::count(input.begin(), input.end(), '\r'));
    for (const Diagnostic& diagnostic : diagnostics) {
        require(diagnostic.location.line >= 1 && diagnostic.location.line <= lines,
                "a diagnostic stands on a line of the file");
        require(diagnostic.location.column <= input.size() + 1, "and in a column of it");
        require(!diagnostic.message.empty() && !diagnostic.hint.empty(), "and says what to do");
    }
    for (const auto format : {tool::DiagnosticFormat::gcc, tool::DiagnosticFormat::msvc,
                              tool::DiagnosticFormat::json, tool::DiagnosticFormat::sarif}) {
        require_printable(tool::format_diagnostics(diagnostics, format));
    }
}

void check_written_anew(const RevisionFile& file) {
    tool::NewRevision revision;
    for (const tool::Section& section : file.sections) {
        if (!section.dialects.empty() || section.no_transaction) return;
        (section.direction == Direction::upgrade ? revision.upgrade : revision.downgrade) =
            section.sql;
    }
    revision.revision = file.revision.text;
    revision.down_revisions = texts(file.down_revisions);
    revision.branch_labels = texts(file.branch_labels);
    revision.depends_on = texts(file.depends_on);
    revision.message = file.message;
    revision.create_date = file.create_date;

    const std::string text = tool::revision_text(revision);
    std::vector<Diagnostic> diagnostics;
    const RevisionFile again = tool::parse_revision_file("again.sql", text, diagnostics);
    if (tool::has_error(diagnostics)) fail("what Kiln writes it can read:\n" + text);
    require_equal(again.revision.text, file.revision.text, "revision");
    // Control characters in it are written as spaces.
    const bool plain = std::none_of(file.message.begin(), file.message.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (plain) require_equal(again.message, file.message, "message");
    require_equal(again.create_date, file.create_date, "create_date");
    require(texts(again.down_revisions) == revision.down_revisions, "down_revision");
    require(texts(again.branch_labels) == revision.branch_labels, "branch_labels");
    require(texts(again.depends_on) == revision.depends_on, "depends_on");
    for (const tool::Section& section : again.sections) {
        const bool upgrade = section.direction == Direction::upgrade;
        require_equal(section.sql, upgrade ? revision.upgrade : revision.downgrade,
                      "a section's SQL");
    }
}

}  // namespace

void run(std::string_view input) {
    std::vector<Diagnostic> diagnostics;
    const RevisionFile file = tool::parse_revision_file("a.sql", input, diagnostics);
    check_diagnostics(input, diagnostics);
    if (tool::has_error(diagnostics)) return;
    require(!file.revision.text.empty() && !file.sections.empty(), "a good file says something");
    check_written_anew(file);

    // As Windows has it.
    std::string crlf;
    for (const char c : input) {
        if (c == '\r') return;
        crlf += c == '\n' ? "\r\n" : std::string(1, c);
    }
    std::vector<Diagnostic> of_crlf;
    const RevisionFile same = tool::parse_revision_file("a.sql", crlf, of_crlf);
    require(!tool::has_error(of_crlf), "line ends make no difference");
    require(same.sections.size() == file.sections.size(), "nor to the sections");
    for (std::size_t i = 0; i < same.sections.size(); ++i) {
        require_equal(same.sections[i].sql, file.sections[i].sql, "nor to their SQL");
    }
}

}  // namespace kiln::fuzz
