#include "tool/project/file_loader.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/names.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/source_text.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

namespace kiln::tool {

namespace fs = std::filesystem;

// UTF-8 on every system; on POSIX the bytes as they are.
#ifdef _WIN32
fs::path path_of(const std::string& text) {
    return fs::path(std::u8string(text.begin(), text.end()));
}
#else
fs::path path_of(const std::string& text) { return text; }
#endif

namespace {

#ifdef _WIN32
std::string utf8_of(const fs::path& path) {
    const std::u8string text = path.u8string();
    return {text.begin(), text.end()};
}
#else
std::string utf8_of(const fs::path& path) { return path.native(); }
#endif

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

/// Reads one file after another.
class Loader {
public:
    FileOutcome read(FileEntry& entry, RevisionFile& file) {
        FileOutcome outcome;
        diagnostics_ = &outcome.diagnostics;
        outcome.kind = read_file(entry, file) ? FileOutcome::Kind::read : FileOutcome::Kind::faulty;
        return outcome;
    }

private:
    /// False where there is no text to be parsed.
    bool read_file(FileEntry& entry, RevisionFile& file);
    void check_name(const FileEntry& entry);
    bool report_capitals(const FileEntry& entry);
    bool report_not_regular(const FileEntry& entry, fs::file_type type);
    bool report_unreadable(const FileEntry& entry, const std::error_code& error);

    std::vector<Diagnostic>* diagnostics_ = nullptr;
    FileReader reader_{max_file_size};
};

bool Loader::read_file(FileEntry& entry, RevisionFile& file) {
    check_name(entry);
    const std::string_view name = entry.name();
    if (!name.ends_with(revision_extension(name))) return report_capitals(entry);
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

    const FileBytes bytes = reader_.read(entry.path, type == fs::file_type::regular);
    switch (bytes.outcome) {
        case FileBytes::Outcome::read:
            read_revision_file(std::move(entry.path), bytes.bytes, file, *diagnostics_);
            return true;
        case FileBytes::Outcome::failed:
            return report_unreadable(entry, bytes.error);
        case FileBytes::Outcome::not_regular:
            return report_not_regular(entry, fs::status(path_of(entry.path), error).type());
        case FileBytes::Outcome::too_large:
            diagnostics_->push_back(diagnose_at(
                {entry.path}, Code::file_too_large,
                "the file has " + std::to_string(bytes.size) + " bytes, at most " +
                    std::to_string(max_file_size) + " (64 MiB) are allowed",
                "split it into several revisions, or load such data outside of migrations"));
            break;
    }
    return false;
}

void Loader::check_name(const FileEntry& entry) {
    const auto reason = file_name_fault(entry.name());
    if (!reason) return;
    diagnostics_->push_back(diagnose_at(
        {entry.path}, Code::unusable_file_name,
        "unusable file name '" + printable(entry.name()) + "': " + *reason,
        "rename the file to <revision>_<slug>" + std::string(revision_extension(entry.name()))));
}

bool Loader::report_capitals(const FileEntry& entry) {
    const std::string name(entry.name());
    const std::string extension(revision_extension(name));
    const std::string stem = name.substr(0, name.size() - extension.size());
    diagnostics_->push_back(diagnose_at({entry.path}, Code::unusable_file_name,
                                        "unusable file name '" + printable(name) + "': '" +
                                            name.substr(stem.size()) + "' is not '" + extension +
                                            "'",
                                        "rename it to '" + printable(stem) + extension + "'"));
    return false;
}

bool Loader::report_not_regular(const FileEntry& entry, fs::file_type type) {
    diagnostics_->push_back(diagnose_at({entry.path}, Code::not_a_regular_file,
                                        "it is " + std::string(description(type)) + ", not a file",
                                        "move or rename it: every name that ends in '" +
                                            std::string(revision_extension(entry.name())) +
                                            "' counts as a revision"));
    return false;
}

bool Loader::report_unreadable(const FileEntry& entry, const std::error_code& error) {
    Diagnostic diagnostic = diagnose_at({entry.path}, Code::unreadable_file,
                                        "cannot read the file: " + error.message(), "");
    std::error_code ignored;
    if (entry.type == fs::file_type::symlink) {
        const std::string target = utf8_of(fs::read_symlink(path_of(entry.path), ignored));
        diagnostic.hint = "it is a link to '" + printable(target) + "': mend or remove it";
    } else if (error == std::errc::permission_denied) {
        diagnostic.hint = "let it be read: chmod u+r " + shown_shell_word(entry.path);
    }
    diagnostics_->push_back(std::move(diagnostic));
    return false;
}

/// To begin a thread takes as long as to read a few dozen files, and a disk's queue is soon full.
constexpr std::size_t files_a_thread = 128;
constexpr std::size_t most_threads = 4;

std::size_t threads_for(std::size_t files) {
    if (files < 2 * files_a_thread) return 1;
    const std::size_t processors = std::max(std::thread::hardware_concurrency(), 1U);
    return std::min({files / files_a_thread, processors, most_threads});
}

}  // namespace

std::string_view revision_extension(std::string_view name) {
    for (const std::string_view each : revision_extensions) {
        if (name.size() >= each.size() &&
            equal_ignoring_case(name.substr(name.size() - each.size()), each)) {
            return each;
        }
    }
    return {};
}

FileOutcome load_file(FileEntry& entry, RevisionFile& file) { return Loader().read(entry, file); }

std::vector<FileOutcome> load_files(std::span<FileEntry> entries, std::span<RevisionFile> files,
                                    Helper* helper) {
    std::vector<FileOutcome> outcomes(entries.size());
    std::atomic<std::size_t> next{0};
    std::atomic<std::size_t> found{0};
    const auto work = [&] {
        constexpr std::size_t at_once = 16;
        Loader loader;
        while (found <= max_diagnostics) {
            const std::size_t begin = next.fetch_add(at_once);
            if (begin >= entries.size()) return;
            for (std::size_t i = begin; i < std::min(begin + at_once, entries.size()); ++i) {
                outcomes[i] = loader.read(entries[i], files[i]);
                found += outcomes[i].diagnostics.size();
            }
        }
    };
    // What the helper works on ends here, however that is.
    const std::unique_ptr<Helper, void (*)(Helper*)> until_end(helper,
                                                               [](Helper* each) { each->close(); });
    std::size_t threads = threads_for(entries.size()) - 1;
    if (helper != nullptr && threads > 0) {
        helper->ask(work);
        --threads;
    }
    std::vector<std::future<void>> others;
    try {
        while (others.size() < threads) others.push_back(std::async(std::launch::async, work));
    } catch (const std::system_error&) {
        // The process may have no more threads, and does it with those that it has.
    }
    work();
    for (std::future<void>& other : others) other.get();
    if (helper != nullptr) helper->dismiss();
    return outcomes;
}

}  // namespace kiln::tool
