#include "tool/project/script_directory.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/directory.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/names.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/source_text.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view extension = ".sql";

// UTF-8 on every system; on POSIX the bytes as they are.
#ifdef _WIN32
std::string utf8_of(const fs::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}
fs::path path_of(const std::string& text) {
    return fs::path(std::u8string(text.begin(), text.end()));
}
#else
std::string utf8_of(const fs::path& path) { return path.native(); }
fs::path path_of(const std::string& text) { return text; }
#endif

std::string joined(const std::string& directory, const std::string& name) {
    return directory.ends_with('/') ? directory + name : directory + '/' + name;
}

/// A name that counts as a revision file's, and what it stands for.
struct Entry {
    std::string path;
    std::string name;
    fs::file_type type = fs::file_type::unknown;  ///< links not followed
};

std::string_view description(fs::file_type type) {
    switch (type) {
        case fs::file_type::directory:
            return "a directory";
        case fs::file_type::fifo:
            return "a FIFO";
        case fs::file_type::socket:
            return "a socket";
        case fs::file_type::block:
        case fs::file_type::character:
            return "a device";
        default:
            return "something else";
    }
}

class DirectoryReader {
public:
    ScriptDirectory read(std::span<const std::string> directories);

private:
    void list(const std::string& directory);
    void keep_entries(const std::string& directory, std::vector<DirectoryEntry> entries);
    void report_unreadable_directory(const std::string& directory, const std::error_code& error);
    void report_no_revisions(const std::string& directory);
    void read_file(const Entry& entry);
    bool stop_after(std::size_t read);
    void check_name(const Entry& entry);
    void report_capitals(const Entry& entry);
    void report_not_regular(const Entry& entry, fs::file_type type);
    void report_unreadable(const Entry& entry, const std::error_code& error);

    std::vector<Diagnostic>& diagnostics() { return result_.diagnostics; }

    ScriptDirectory result_;
    std::vector<fs::path> listed_;
    std::vector<Entry> entries_;
    bool warnings_are_cut_ = false;
    FileReader reader_{max_file_size};
};

ScriptDirectory DirectoryReader::read(std::span<const std::string> directories) {
    for (const std::string& directory : directories) list(directory);
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.path < b.path; });
    result_.files.reserve(entries_.size());
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        read_file(entries_[i]);
        if (diagnostics().size() > max_diagnostics && stop_after(i)) break;
    }
    return std::move(result_);
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
    std::vector<DirectoryEntry> entries;
    if (!error) error = read_directory(directory, entries);
    if (error == std::errc::no_such_file_or_directory) {
        diagnostics().push_back(diagnose_at(
            {directory}, Code::missing_directory, "no directory '" + printable(directory) + "'",
            "make it with: " + command("init " + shown_shell_word(directory))));
    } else if (error) {
        report_unreadable_directory(directory, error);
    } else {
        keep_entries(directory, std::move(entries));
    }
}

void DirectoryReader::keep_entries(const std::string& directory,
                                   std::vector<DirectoryEntry> entries) {
    const std::size_t before = entries_.size();
    for (DirectoryEntry& entry : entries) {
        const std::string_view name = entry.name;
        if (name.starts_with('.') || name.size() < extension.size() ||
            !equal_ignoring_case(name.substr(name.size() - extension.size()), extension)) {
            continue;
        }
        std::string path = joined(directory, entry.name);
        entries_.push_back({std::move(path), std::move(entry.name), entry.type});
    }
    if (entries_.size() == before) report_no_revisions(directory);
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

void DirectoryReader::read_file(const Entry& entry) {
    check_name(entry);
    if (!entry.name.ends_with(extension)) return report_capitals(entry);
    fs::file_type type = entry.type;
    std::error_code error;
    if (type == fs::file_type::symlink) {
        // Looked at before it is opened: to open some devices is to do something to them.
        const fs::file_status status = fs::status(path_of(entry.path), error);
        type = status.type();
        if (type == fs::file_type::not_found && !error) {
            error = std::make_error_code(std::errc::no_such_file_or_directory);
        }
    }
    if (error) return report_unreadable(entry, error);
    const bool unknown = type == fs::file_type::unknown || type == fs::file_type::none;
    if (type != fs::file_type::regular && !unknown) return report_not_regular(entry, type);

    const FileBytes file = reader_.read(entry.path);
    switch (file.outcome) {
        case FileBytes::Outcome::read:
            result_.files.push_back(parse_revision_file(entry.path, file.bytes, diagnostics()));
            break;
        case FileBytes::Outcome::failed:
            report_unreadable(entry, file.error);
            break;
        case FileBytes::Outcome::not_regular:
            report_not_regular(entry, fs::status(path_of(entry.path), error).type());
            break;
        case FileBytes::Outcome::too_large:
            diagnostics().push_back(diagnose_at(
                {entry.path}, Code::file_too_large,
                "the file has " + std::to_string(file.size) + " bytes, at most " +
                    std::to_string(max_file_size) + " (64 MiB) are allowed",
                "split it into several revisions, or load such data outside of migrations"));
            break;
    }
}

void DirectoryReader::check_name(const Entry& entry) {
    const auto reason = file_name_fault(entry.name);
    if (!reason) return;
    diagnostics().push_back(
        diagnose_at({entry.path}, Code::unusable_file_name,
                    "unusable file name '" + printable(entry.name) + "': " + *reason,
                    "rename the file to <revision>_<slug>.sql"));
}

void DirectoryReader::report_capitals(const Entry& entry) {
    const std::size_t stem = entry.name.size() - extension.size();
    diagnostics().push_back(diagnose_at(
        {entry.path}, Code::unusable_file_name,
        "unusable file name '" + printable(entry.name) + "': '" + entry.name.substr(stem) +
            "' is not '" + std::string(extension) + "'",
        "rename it to '" + printable(entry.name.substr(0, stem)) + std::string(extension) + "'"));
}

void DirectoryReader::report_not_regular(const Entry& entry, fs::file_type type) {
    diagnostics().push_back(
        diagnose_at({entry.path}, Code::not_a_regular_file,
                    "it is " + std::string(description(type)) + ", not a file",
                    "move or rename it: every name that ends in '.sql' counts as a revision"));
}

void DirectoryReader::report_unreadable(const Entry& entry, const std::error_code& error) {
    Diagnostic diagnostic = diagnose_at({entry.path}, Code::unreadable_file,
                                        "cannot read the file: " + error.message(), "");
    std::error_code ignored;
    if (entry.type == fs::file_type::symlink) {
        const std::string target = utf8_of(fs::read_symlink(path_of(entry.path), ignored));
        diagnostic.hint = "it is a link to '" + printable(target) + "': mend or remove it";
    } else if (error == std::errc::permission_denied) {
        diagnostic.hint = "let it be read: chmod u+r " + shown_shell_word(entry.path);
    }
    diagnostics().push_back(std::move(diagnostic));
}

}  // namespace

ScriptDirectory read_script_directories(std::span<const std::string> directories) {
    return DirectoryReader().read(directories);
}

}  // namespace kiln::tool
