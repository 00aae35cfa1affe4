#include "tool/project/frozen.hpp"

#include "src/text/diagnose.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/checksum.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/marker.hpp"
#include "tool/project/names.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/source_text.hpp"
#include "tool/project/write_if_changed.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view frozen_name = "frozen.txt";
constexpr std::string_view checksum_prefix = "t1:";

bool is_checksum(std::string_view word) {
    return word.size() == checksum_prefix.size() + 64 && word.starts_with(checksum_prefix) &&
           word.find_first_not_of("0123456789abcdef", checksum_prefix.size()) == word.npos;
}

bool is_conflict_marker(std::string_view line) {
    return std::ranges::any_of(
        std::initializer_list<std::string_view>{"<<<<<<<", "|||||||", "=======", ">>>>>>>"},
        [line](std::string_view word) { return line.starts_with(word); });
}

class FrozenReader {
public:
    FrozenReader(Frozen& frozen, std::vector<Diagnostic>& diagnostics)
        : frozen_(frozen), diagnostics_(diagnostics) {}

    void read(const std::string& path) {
        const FileBytes file = files_.read(path);
        switch (file.outcome) {
            case FileBytes::Outcome::read:
                return read_lines(path, file.bytes);
            case FileBytes::Outcome::failed:
                if (file.error == std::errc::no_such_file_or_directory) return;
                diagnostics_.push_back(
                    diagnose_at({path}, Code::unreadable_file,
                                "cannot read the file: " + file.error.message()));
                return;
            case FileBytes::Outcome::not_regular:
            case FileBytes::Outcome::too_large:
                diagnostics_.push_back(
                    diagnose_at({path}, Code::not_a_regular_file, "it is no file of lines",
                                "move it: the frozen revisions stand in a file of this name"));
                return;
        }
    }

private:
    void read_lines(const std::string& path, std::string_view text) {
        if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
        SourceText source(path, text, diagnostics_);
        for (std::size_t begin = 0; begin < text.size() && !source.overflows();) {
            const std::size_t end = source.line_end(begin);
            read_line(source, text.substr(begin, end - begin), begin);
            begin = end + 1;
        }
    }

    void read_line(SourceText& source, std::string_view line, std::size_t offset) {
        std::string_view rest = line;
        const std::string_view revision = take_word(rest);
        const std::string_view checksum = take_word(rest);
        if (revision.empty()) return;
        if (!id_fault(revision) && is_checksum(checksum) && take_word(rest).empty()) {
            frozen_.lines[std::string(revision)].push_back(
                {std::string(checksum), {source.path(), source.line(offset), 1}});
            return;
        }
        const bool conflict = is_conflict_marker(line);
        Diagnostic& diagnostic =
            source.report(Code::malformed_frozen, offset,
                          conflict ? "a conflict marker" : "this is no revision and its checksum");
        set_hint(diagnostic, conflict ? Hint("keep the lines of both sides, and delete the markers")
                                      : "delete the line; to freeze what is not frozen, run: " +
                                            command("freeze"));
    }

    Frozen& frozen_;
    std::vector<Diagnostic>& diagnostics_;
    FileReader files_{max_file_size};
};

std::string frozen_file_beside(const RevisionFile& file) {
    return file.path.substr(0, file.path.rfind('/') + 1) + std::string(frozen_name);
}

const RevisionFile& revision_file_at(std::span<const RevisionFile> files, const Graph& graph,
                                     std::size_t position) {
    return files[graph.order[position]];
}

/// Of all dialects that it has a section for: so they do not depend on any settings.
std::set<std::string> checksums_of(std::span<const RevisionFile> files, const Graph& graph,
                                   std::size_t position) {
    const auto ids = [&](const std::vector<std::uint32_t>& positions) {
        std::vector<std::string_view> out;
        out.reserve(positions.size());
        for (const std::uint32_t at : positions) {
            out.emplace_back(revision_file_at(files, graph, at).revision.text);
        }
        return out;
    };
    const RevisionFile& file = revision_file_at(files, graph, position);
    const auto down_revisions = ids(graph.down_revisions[position]);
    const auto depends_on = ids(graph.depends_on[position]);
    std::set<std::string> out;
    for (const Dialect dialect : {Dialect::sqlite, Dialect::postgresql, Dialect::mysql}) {
        const Section* section = file.section(Direction::upgrade, dialect);
        if (section == nullptr) continue;
        out.insert(revision_checksum(file, section, down_revisions, depends_on, dialect));
    }
    return out;
}

Diagnostic frozen_change(const RevisionFile& file, const std::vector<Frozen::Line>& lines,
                         const std::set<std::string>& now, const std::string& unknown) {
    // Of several dialects' checksums the one that no section has any more.
    const auto was = std::ranges::find_if(
        lines, [&](const Frozen::Line& line) { return !now.contains(line.checksum); });
    const Frozen::Line& line = was == lines.end() ? lines.front() : *was;
    Diagnostic diagnostic = diagnose_at(file.location(file.revision), Code::frozen_revision_changed,
                                        "the frozen revision " + quote(file.revision.text) +
                                            " has changed: its checksum was " +
                                            quote(line.checksum) + " and is " + quote(unknown),
                                        "write a new revision, or take the edit back");
    diagnostic.source_line = file.source_line(file.revision.line);
    add_note(diagnostic, line.place, "frozen here; a line that is deleted freezes nothing");
    return diagnostic;
}

Diagnostic frozen_loss(const std::string& revision, const Frozen::Line& line) {
    return diagnose_at(line.place, Code::frozen_revision_gone,
                       "the frozen revision " + quote(revision) + " is gone",
                       "restore its file; or, if it was never released, delete the line");
}

}  // namespace

std::set<std::string> Frozen::revisions() const {
    std::set<std::string> out;
    for (const auto& [revision, _] : lines) out.insert(revision);
    return out;
}

Frozen read_frozen(std::span<const std::string> directories, std::vector<Diagnostic>& diagnostics) {
    Frozen frozen;
    FrozenReader reader(frozen, diagnostics);
    std::set<fs::path> seen;
    for (const std::string& directory : directories) {
        std::error_code error;
        const fs::path canonical = fs::canonical(directory, error);
        if (error || !seen.insert(canonical).second) continue;
        reader.read(directory + (directory.ends_with('/') ? "" : "/") + std::string(frozen_name));
    }
    return frozen;
}

std::vector<Diagnostic> check_frozen(const Frozen& frozen, std::span<const RevisionFile> files,
                                     const Graph& graph) {
    std::vector<Diagnostic> found;
    std::set<std::string> missing = frozen.revisions();
    for (std::size_t position = 0; position < graph.order.size(); ++position) {
        const RevisionFile& file = revision_file_at(files, graph, position);
        const auto lines = frozen.lines.find(file.revision.text);
        if (lines == frozen.lines.end()) continue;
        missing.erase(file.revision.text);
        const std::set<std::string> now = checksums_of(files, graph, position);
        const auto unknown = std::ranges::find_if(now, [&](const std::string& checksum) {
            return std::ranges::none_of(
                lines->second, [&](const Frozen::Line& line) { return line.checksum == checksum; });
        });
        if (unknown != now.end())
            found.push_back(frozen_change(file, lines->second, now, *unknown));
    }
    for (const std::string& revision : missing) {
        found.push_back(frozen_loss(revision, frozen.lines.at(revision).front()));
    }
    if (found.size() > max_diagnostics) found.resize(max_diagnostics);
    return found;
}

std::map<std::string, std::size_t> freeze(const Frozen& frozen, std::span<const RevisionFile> files,
                                          const Graph& graph, const std::vector<bool>& which) {
    std::map<std::string, std::size_t> counts;
    std::map<std::string, std::set<std::string>> texts;
    for (std::size_t position = 0; position < which.size(); ++position) {
        const RevisionFile& file = revision_file_at(files, graph, position);
        if (!which[position] || frozen.is_frozen(file)) continue;
        const std::string path = frozen_file_beside(file);
        ++counts[path];
        for (const std::string& checksum : checksums_of(files, graph, position)) {
            texts[path].insert(file.revision.text + " " + checksum + "\n");
        }
    }
    for (const auto& [revision, lines] : frozen.lines) {
        for (const Frozen::Line& line : lines) {
            const auto text = texts.find(line.place.file);
            if (text != texts.end()) text->second.insert(revision + " " + line.checksum + "\n");
        }
    }
    for (const auto& [path, lines] : texts) {
        std::string text;
        for (const std::string& line : lines) text += line;
        write_if_changed(path, text);
    }
    return counts;
}

}  // namespace kiln::tool
