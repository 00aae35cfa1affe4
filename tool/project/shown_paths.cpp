#include "tool/project/shown_paths.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <system_error>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

fs::path real_path(const std::string& path) {
    std::error_code error;
    fs::path real = fs::canonical(path, error);
    return error ? fs::path(path) : real;
}

fs::path common_path(const fs::path& a, const fs::path& b) {
    fs::path common;
    for (auto first = a.begin(), second = b.begin(); first != a.end() && second != b.end();
         ++first, ++second) {
        if (*first != *second) break;
        common /= *first;
    }
    return common;
}

std::string as_folder(std::string path) {
    if (!path.empty() && !path.ends_with('/')) path += '/';
    return path;
}

}  // namespace

ShownPaths::ShownPaths(std::span<const std::string> directories, const std::string& folder) {
    std::vector<fs::path> real;
    for (const std::string& directory : directories) real.push_back(real_path(directory));
    fs::path common = real.empty() ? fs::path() : real.front();
    for (const fs::path& path : real) common = common_path(common, path);
    for (std::size_t i = 0; i < real.size(); ++i) {
        const std::string below = real[i].lexically_relative(common).generic_string();
        const std::string shown = below == "." ? "" : as_folder(below);
        folders_.emplace_back(as_folder(directories[i]), shown);
        folders_.emplace_back(as_folder(real[i].generic_string()), shown);
    }
    if (!folder.empty()) folders_.emplace_back(as_folder(folder), "");
    std::ranges::stable_sort(
        folders_, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

std::string ShownPaths::file(const std::string& path) const {
    for (const auto& [folder, shown] : folders_) {
        if (path.starts_with(folder)) return shown + path.substr(folder.size());
    }
    return fs::path(path).filename().string();
}

std::string ShownPaths::text(std::string text) const {
    for (const auto& [folder, shown] : folders_) {
        if (!fs::path(folder).is_absolute()) continue;  // tells nothing, and may be any text
        for (std::size_t at = text.find(folder); at != std::string::npos;
             at = text.find(folder, at + shown.size())) {
            text.replace(at, folder.size(), shown);
        }
    }
    return text;
}

Diagnostic ShownPaths::diagnostic(Diagnostic diagnostic) const {
    diagnostic.location.file = file(diagnostic.location.file);
    diagnostic.message = text(std::move(diagnostic.message));
    diagnostic.hint = text(std::move(diagnostic.hint));
    for (Note& note : diagnostic.notes) {
        note.location.file = file(note.location.file);
        note.message = text(std::move(note.message));
    }
    return diagnostic;
}

}  // namespace kiln::tool
