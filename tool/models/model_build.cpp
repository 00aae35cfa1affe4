#include "tool/models/model_build.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/models/build_files.hpp"
#include "tool/models/first_error.hpp"
#include "tool/project/file_bytes.hpp"
#include "tool/project/project.hpp"
#include "tool/project/settings_text.hpp"
#include "tool/project/shell.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

constexpr int deepest = 2;

/// add_migrations() writes some hundred bytes.
constexpr std::size_t max_note_size = 65536;

/// The notes below a folder, in no order. Such a folder that is a link belongs to another build,
/// and the log beside the note would be written there.
void collect(const fs::path& folder, std::string_view name_of_notes, int depth,
             std::vector<fs::path>& notes) {
    std::error_code error;
    const fs::path own = folder / name_of_notes;
    if (fs::is_directory(fs::symlink_status(own, error))) {
        for (const auto& entry : fs::directory_iterator(own, error)) {
            if (entry.path().extension() == ".json" && entry.is_regular_file(error)) {
                notes.push_back(entry.path());
            }
        }
    }
    if (depth == deepest) return;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with('.') || entry.is_symlink() || !entry.is_directory(error)) continue;
        collect(entry.path(), name_of_notes, depth + 1, notes);
    }
}

bool has_one_of(const std::vector<std::string>& directories,
                const std::vector<std::string>& locations) {
    return std::ranges::any_of(directories, [&](const std::string& directory) {
        return std::ranges::any_of(locations, [&](const std::string& location) {
            std::error_code error;
            return fs::equivalent(directory, location, error);
        });
    });
}

/// A note that is for these locations and whose build still stands.
std::optional<ModelBuild> read_note(const fs::path& path,
                                    const std::vector<std::string>& locations) {
    FileReader reader(max_note_size);
    const FileBytes file = reader.read(path.string());
    if (file.outcome != FileBytes::Outcome::read) return std::nullopt;
    try {
        BuildNote note = read_build_note(file.bytes);
        std::error_code error;
        if (!has_one_of(note.directories, locations)) return std::nullopt;
        // A build folder that was copied or moved tells of another place.
        if (!fs::equivalent(note.build, path.parent_path().parent_path(), error)) {
            return std::nullopt;
        }
        ModelBuild build;
        build.folder = std::move(note.build);
        build.target = std::move(note.target);
        build.config = std::move(note.config);
        build.models = std::move(note.models);
        build.header = std::move(note.header);
        build.log = fs::path(path).replace_extension(".log").lexically_normal().generic_string();
        return build;
    } catch (const NotOfABuild&) {
        return std::nullopt;
    }
}

/// Makes room for the log, which the shell writes: it must not follow a link or wait for a FIFO.
void remove_log(const std::string& log) {
    std::error_code error;
    const fs::file_status status = fs::symlink_status(log, error);
    if (fs::is_regular_file(status) || fs::is_symlink(status)) fs::remove(log, error);
    if (!fs::exists(fs::symlink_status(log, error))) return;
    throw Error(diagnose_at({log}, Code::cannot_write,
                            "cannot write the log: what is there is not a regular file",
                            "remove it"));
}

std::vector<std::string> read_lines(const std::string& path) {
    std::vector<std::string> lines;
    std::ifstream stream(path);
    for (std::string line; std::getline(stream, line);) lines.push_back(std::move(line));
    return lines;
}

/// Of the builds that CMake recorded since they are not where kiln looks. A folder that is gone has
/// none.
void collect_recorded(const fs::path& root, std::string_view name_of_notes,
                      std::vector<fs::path>& notes) {
    std::error_code error;
    FileReader reader(max_note_size);
    for (const auto& entry : fs::directory_iterator(root / ".kiln", error)) {
        if (entry.path().extension() != ".build" || !entry.is_regular_file(error)) continue;
        const FileBytes record = reader.read(entry.path().string());
        if (record.outcome != FileBytes::Outcome::read) continue;
        const fs::path folder(record.bytes.substr(0, record.bytes.find('\n')));
        if (folder.is_absolute()) collect(folder, name_of_notes, deepest, notes);
    }
}

bool is_folder(const std::string& path) {
    std::error_code error;
    return fs::is_directory(path, error);
}

}  // namespace

namespace {

std::string search_root(const Settings& settings, const std::string& build) {
    if (!build.empty()) return build;
    // kiln.toml may be of somebody who builds elsewhere.
    if (is_folder(settings.build)) return settings.build;
    return settings.folder.empty() ? std::string(".") : settings.folder;
}

}  // namespace

std::optional<ModelBuild> find_build(const Settings& settings, const std::string& build,
                                     std::string_view notes_folder) {
    const std::string root = search_root(settings, build);
    std::vector<fs::path> notes;
    if (build.empty() && !is_folder(settings.build)) collect_recorded(root, notes_folder, notes);
    collect(root, notes_folder, 0, notes);
    std::optional<ModelBuild> newest;
    fs::file_time_type newest_time;
    std::ranges::sort(notes);
    for (const fs::path& note : notes) {
        std::error_code error;
        const fs::file_time_type time = fs::last_write_time(note, error);
        if (error || (newest && time <= newest_time)) continue;
        if (auto found = read_note(note, settings.script_location)) {
            newest = std::move(found);
            newest_time = time;
        }
    }
    return newest;
}

ModelBuild find_model_build(const Settings& settings, const std::string& build) {
    if (auto found = find_build(settings, build, "kiln-models")) return *std::move(found);
    throw make_error(
        Code::no_models,
        fmt::format("no build below '{}' knows models for these revisions",
                    search_root(settings, build)),
        "give add_migrations() MODELS and METADATA and configure: cmake -S . -B build; or name the "
        "build's folder with --build, or as `build` in kiln.toml");
}

bool seem_to_have_models(const Settings& settings) {
    std::vector<fs::path> folders{settings.folder};
    for (const std::string& location : settings.script_location) {
        folders.push_back(fs::path(location).parent_path());
    }
    return std::ranges::any_of(folders, [](const fs::path& folder) {
        FileReader reader(max_settings_size);
        const FileBytes file = reader.read((folder / "CMakeLists.txt").string());
        return file.outcome == FileBytes::Outcome::read &&
               file.bytes.find("METADATA") != std::string_view::npos;
    });
}

void build_models(const ModelBuild& build) {
    std::string command = fmt::format("cmake --build {} --target {}", shell_word(build.folder),
                                      shell_word(build.target));
    if (!build.config.empty()) command += " --config " + shell_word(build.config);
    remove_log(build.log);
    if (run_in_shell(command + " >" + shell_word(build.log) + " 2>&1")) return;
    Diagnostic diagnostic = diagnose(Code::models_not_built, "the models do not build: " + command,
                                     "mend what the compiler says in " + build.log);
    for (std::string& line : first_error(read_lines(build.log))) {
        diagnostic.notes.push_back(note_of(std::move(line)));
    }
    throw Error(std::move(diagnostic));
}

}  // namespace kiln::tool
