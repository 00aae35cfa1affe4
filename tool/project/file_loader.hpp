#pragma once
// Names in a folder -> revision files, by as many threads as it takes.

#include "tool/project/helper.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

inline constexpr std::string_view revision_extensions[] = {".sql", ".cpp"};

/// The one of them that the name ends in, whatever its letters' case; empty: it is no revision.
std::string_view revision_extension(std::string_view name);

/// A name that counts as a revision file's, and what it stands for.
struct FileEntry {
    std::string path;
    std::size_t name_begin = 0;                                             ///< in the path
    std::filesystem::file_type type = std::filesystem::file_type::unknown;  ///< links not followed

    std::string_view name() const { return std::string_view(path).substr(name_begin); }
};

/// What became of an entry.
struct FileOutcome {
    enum class Kind : std::uint8_t { not_read, faulty, read };
    Kind kind = Kind::not_read;  ///< `read`: it gave a revision file, which may have faults too
    std::vector<Diagnostic> diagnostics;
};

/// The path goes from the entry into the file.
FileOutcome load_file(FileEntry& entry, RevisionFile& file);

/// All three run parallel. Where there are more than max_diagnostics, some stay `not_read`. The
/// helper, if any, is one of the threads that it takes, and is dismissed.
std::vector<FileOutcome> load_files(std::span<FileEntry> entries, std::span<RevisionFile> files,
                                    Helper* helper = nullptr);

/// UTF-8 on every system; on POSIX the bytes as they are.
std::filesystem::path path_of(const std::string& text);

}  // namespace kiln::tool
