#include "tool/project/script_directory.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/project/directory.hpp"
#include "tool/project/file_loader.hpp"
#include "tool/project/names.hpp"
#include "tool/project/source_text.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

std::string joined(const std::string& directory, std::string_view name) {
    std::string path;
    path.reserve(directory.size() + 1 + name.size());
    path += directory;
    if (!path.ends_with('/')) path += '/';
    return path += name;
}

/// The first bytes as a number that is ordered as they are: an id of its own, in most names.
std::uint64_t first_bytes(std::string_view name) {
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) {
        number = number << 8U | (i < name.size() ? static_cast<unsigned char>(name[i]) : 0U);
    }
    return number;
}

/// By path. To compare numbers, and to move no paths before their places are known, takes a quarter
/// of the time.
std::vector<FileEntry> sorted_by_path(std::vector<FileEntry> entries, bool one_folder) {
    struct Place {
        std::uint64_t name;
        std::size_t entry;
    };
    std::vector<Place> places;
    places.reserve(entries.size());
    for (const FileEntry& entry : entries) {
        places.push_back({first_bytes(entry.name()), places.size()});
    }
    std::ranges::sort(places, [&](const Place& a, const Place& b) {
        if (one_folder && a.name != b.name) return a.name < b.name;
        return entries[a.entry].path < entries[b.entry].path;
    });
    std::vector<FileEntry> result;
    result.reserve(entries.size());
    for (const Place& place : places) result.push_back(std::move(entries[place.entry]));
    return result;
}

class DirectoryReader {
public:
    ScriptDirectory read(std::span<const std::string> directories, Helper* helper);

private:
    void list(const std::string& directory);
    void report_unreadable_directory(const std::string& directory, const std::error_code& error);
    void report_no_revisions(const std::string& directory);
    bool stop_after(std::size_t read);
    void join_fixtures();

    std::vector<Diagnostic>& diagnostics() { return result_.diagnostics; }

    ScriptDirectory result_;
    std::vector<fs::path> listed_;
    std::vector<FileEntry> entries_;
    bool warnings_are_cut_ = false;
};

ScriptDirectory DirectoryReader::read(std::span<const std::string> directories, Helper* helper) {
    for (const std::string& directory : directories) list(directory);
    entries_ = sorted_by_path(std::move(entries_), listed_.size() < 2);
    std::vector<RevisionFile>& files = result_.files;
    files.resize(entries_.size());
    std::vector<FileOutcome> outcomes = load_files(entries_, files, helper);
    std::size_t kept = 0;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        FileOutcome& outcome = outcomes[i];
        if (outcome.kind == FileOutcome::Kind::not_read) {
            outcome = load_file(entries_[i], files[i]);
        }
        if (outcome.kind == FileOutcome::Kind::read) {
            if (kept != i) files[kept] = std::move(files[i]);
            ++kept;
        }
        std::move(outcome.diagnostics.begin(), outcome.diagnostics.end(),
                  std::back_inserter(diagnostics()));
        if (diagnostics().size() > max_diagnostics && stop_after(i)) break;
    }
    files.resize(kept);
    join_fixtures();
    return std::move(result_);
}

/// A file of fixtures belongs to the file in C++ of the same revision.
void DirectoryReader::join_fixtures() {
    std::vector<RevisionFile>& files = result_.files;
    for (const RevisionFile& fixture : files) {
        if (!fixture.is_fixture) continue;
        const auto code = std::ranges::find_if(files, [&](const RevisionFile& file) {
            return file.is_code && file.revision.text == fixture.revision.text;
        });
        const bool is_second = code != files.end() && !code->fixtures.empty();
        if (code == files.end() || is_second) {
            Diagnostic& diagnostic = diagnostics().emplace_back(diagnose_at(
                fixture.location(fixture.revision), Code::fixture_without_code,
                is_second ? "a second file of fixtures for " + quote(fixture.revision.text)
                          : "fixtures for " + quote(fixture.revision.text) +
                                ", which is no revision in C++",
                is_second ? "join it with " + quote(code->fixtures.front().file)
                          : "name a revision in C++; one in SQL has its fixtures itself, and a "
                            "'down_revision' and an upgrade section"));
            diagnostic.source_line = fixture.source_line(fixture.revision.line);
            continue;
        }
        code->fixtures = fixture.fixtures;
        for (Section& section : code->fixtures) section.file = fixture.path;
    }
    std::erase_if(files, [](const RevisionFile& file) { return file.is_fixture; });
}

/// Of too many warnings the last are left out; with an error the files are of no use anyway.
bool DirectoryReader::stop_after(std::size_t read) {
    const bool has_error =
        std::any_of(diagnostics().begin(), diagnostics().end(),
                    [](const Diagnostic& each) { return each.severity == Severity::error; });
    if (!has_error) {
        diagnostics().resize(max_diagnostics);
        if (!std::exchange(warnings_are_cut_, true)) {
            diagnostics().back().notes.push_back(note_of("more warnings are left out"));
        }
        return false;
    }
    const std::size_t left = entries_.size() - read - 1;
    if (left > 0) {
        diagnostics().back().notes.push_back(
            note_of(std::to_string(left) + (left == 1 ? " more file was" : " more files were") +
                    " not read"));
    }
    return true;
}

void DirectoryReader::list(const std::string& directory) {
    const fs::path path = path_of(directory);
    std::error_code error;
    const fs::path canonical = fs::canonical(path, error);
    if (!error) {
        if (std::find(listed_.begin(), listed_.end(), canonical) != listed_.end()) return;
        listed_.push_back(canonical);
    }
    const std::size_t first = entries_.size();
    const auto keep = [&](std::string_view name, fs::file_type type) {
        if (name.starts_with('.') || revision_extension(name).empty()) return;
        std::string file = joined(directory, name);
        const std::size_t begin = file.size() - name.size();
        entries_.push_back({std::move(file), begin, type});
    };
    if (!error) error = read_directory(directory, keep);
    if (error) entries_.resize(first);
    if (error == std::errc::no_such_file_or_directory) {
        diagnostics().push_back(diagnose_at(
            {directory}, Code::missing_directory, "no directory '" + printable(directory) + "'",
            "make it with: " + command("init " + shown_shell_word(directory))));
    } else if (error) {
        report_unreadable_directory(directory, error);
    } else if (entries_.size() == first) {
        report_no_revisions(directory);
    }
}

void DirectoryReader::report_unreadable_directory(const std::string& directory,
                                                  const std::error_code& error) {
    const std::string hint = error == std::errc::permission_denied
                                 ? "let it be read: chmod u+rx " + shown_shell_word(directory)
                                 : "name a directory of revision files";
    diagnostics().push_back(diagnose_at(
        {directory}, Code::unreadable_directory,
        "cannot read the directory '" + printable(directory) + "': " + error.message(), hint));
}

void DirectoryReader::report_no_revisions(const std::string& directory) {
    diagnostics().push_back(diagnose_at(
        {directory}, Code::no_revisions, "no revision in '" + printable(directory) + "'",
        "make the first with: " + command("revision -m \"create tables\"")));
}

}  // namespace

ScriptDirectory read_script_directories(std::span<const std::string> directories, Helper* helper) {
    return DirectoryReader().read(directories, helper);
}

}  // namespace kiln::tool
