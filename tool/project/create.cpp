#include "tool/project/create.hpp"

#include "src/text/message.hpp"

#include "src/plan/planner.hpp"
#include "tool/project/dialect_names.hpp"
#include "tool/project/names.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/reader.hpp"
#include "tool/project/resolve.hpp"
#include "tool/project/shell.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/report/shell_word.hpp"

#include <kiln/codes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

std::string id_of(const MigrationTable& table, std::uint32_t position) {
    return table.migrations[position].revision;
}

void require_heads(const MigrationTable& table, const CreateRequest& request) {
    if (request.splice) return;
    for (const std::uint32_t parent : request.parents) {
        if (std::ranges::find(table.heads, parent) != table.heads.end()) continue;
        throw make_error(
            Code::not_a_head, fmt::format("revision '{}' is not a head", id_of(table, parent)),
            request.parents.size() > 1 ? "merge heads: '" + command("heads") + "' lists them"
                                       : "give --splice to begin a new branch there");
    }
}

bool has_label(const Migration& migration, const std::string& label) {
    return std::ranges::any_of(migration.branch_labels,
                               [&](const Text& each) { return each == label; });
}

/// Ids as they go into the file; a branch label stays one.
std::vector<std::string> dependencies(const MigrationTable& table,
                                      const std::vector<std::string>& identifiers) {
    std::vector<std::string> out;
    for (const std::string& identifier : identifiers) {
        const bool label = std::ranges::any_of(table.migrations, [&](const Migration& migration) {
            return has_label(migration, identifier);
        });
        if (label) {
            out.push_back(identifier);
            continue;
        }
        for (const std::uint32_t position : resolve(table, identifier)) {
            out.push_back(id_of(table, position));
        }
    }
    // Named twice is meant once.
    std::ranges::sort(out);
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
}

/// What the whole project would say of the new file.
void check_new_file(const ConfiguredProject& project, const std::string& path,
                    const std::string& text, std::vector<Diagnostic>& warnings) {
    std::vector<Diagnostic> diagnostics;
    const std::span<const RevisionFile> present = project.project().files();
    std::vector<RevisionFile> files(present.begin(), present.end());
    files.push_back(parse_revision_file(path, text, diagnostics));
    // What autogenerate could not know is for a person to fill in; the build waits for that.
    std::erase_if(diagnostics,
                  [](const Diagnostic& each) { return each.code == Code::unconfirmed; });
    if (!has_error(diagnostics)) resolve_graph(files, diagnostics);
    settle(std::move(diagnostics), warnings);
}

/// The header as it is, with another message where one is given.
std::string replaced_header(const RevisionFile& file, const std::string& message) {
    std::string header = file.header;
    if (!header.ends_with('\n')) header += '\n';
    if (message.empty()) return header;
    const std::string line = fmt::format("-- message: {}\n", one_line(message));
    constexpr std::string_view key = "-- message:";
    std::size_t begin = header.starts_with(key) ? 0 : header.find("\n" + std::string(key));
    if (begin == std::string::npos) return header + line;
    if (header[begin] == '\n') ++begin;
    return header.replace(begin, header.find('\n', begin) + 1 - begin, line);
}

/// A revision's text, names in it escaped.
void print_lines(std::string_view text) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size() - 1);
        print(escape_source(text.substr(0, end + (text[end] == '\n' ? 0 : 1))) + "\n");
        text.remove_prefix(end + 1);
    }
}

void run_hooks(const Settings& settings, const std::string& path) {
    constexpr std::string_view placeholder = "REVISION_SCRIPT_FILENAME";
    for (std::string command : settings.post_write_hooks) {
        const std::string word = shell_word(path);
        for (std::size_t at = command.find(placeholder); at != std::string::npos;
             at = command.find(placeholder, at + word.size())) {
            command.replace(at, placeholder.size(), word);
        }
        if (!run_in_shell(command)) {
            throw make_error(
                Code::hook_failed, fmt::format("a post_write_hook failed: {}", command),
                fmt::format("the file {} was written; mend the hook and run it by hand", path));
        }
    }
}

}  // namespace

std::vector<std::uint32_t> built_on(const MigrationTable& table, const CreateRequest& request) {
    std::vector<std::uint32_t> positions = request.parents;
    for (const std::string& name : dependencies(table, request.depends_on)) {
        for (std::uint32_t i = 0; i < table.migrations.size(); ++i) {
            const Migration& each = table.migrations[i];
            if (each.revision == name || has_label(each, name)) positions.push_back(i);
        }
    }
    return positions;
}

std::string folder_for(const ConfiguredProject& project, const CreateRequest& request) {
    const std::vector<std::string>& locations = project.settings().script_location;
    if (!request.version_path.empty()) {
        // A slash at the end makes no difference.
        const auto normal = [](const std::string& path) {
            return (fs::path(path) / "").lexically_normal();
        };
        for (const std::string& location : locations) {
            if (normal(location) == normal(request.version_path)) return location;
        }
        throw make_error(Code::malformed_option,
                         fmt::format("'{}' is none of the version locations", request.version_path),
                         "name it in script_location of kiln.toml first");
    }
    if (!request.parents.empty()) {
        const std::string path = project.table().migrations[request.parents.front()].file;
        return path.substr(0, path.find_last_of('/'));
    }
    if (locations.size() > 1) {
        throw make_error(Code::malformed_option, "there are several version locations",
                         "say where with --version-path");
    }
    return locations.front();
}

CalendarTime time_of_new_file(const Settings& settings) {
    const auto time = calendar_time(std::chrono::system_clock::now(), settings.timezone);
    if (time) return *time;
    throw make_error(Code::malformed_setting,
                     fmt::format("unknown timezone '{}'", settings.timezone),
                     "write UTC, local, or a name like Europe/Berlin");
}

std::string new_file_name(const Settings& settings, const std::string& revision,
                          const std::string& message, const CalendarTime& time,
                          std::string_view extension) {
    const auto name = file_name(settings.file_template, revision,
                                slug(message, settings.truncate_slug_length), time);
    if (!name) {
        throw make_error(
            Code::malformed_setting,
            fmt::format("file_template '{}' makes no file name", settings.file_template),
            "write it of %(rev)s, %(slug)s, %(year)d, %(month).2d, %(day).2d, %(hour).2d, "
            "%(minute).2d, %(second).2d and %(epoch)s");
    }
    return *name + std::string(extension);
}

void require_file_name(const std::string& name) {
    auto fault = file_name_fault(name);
    Hint hint = "leave quotes, ';', '#' and control characters out of it";
#ifdef _WIN32
    if (!fault) {
        fault = windows_file_name_fault(name);
        hint = "choose another message or --rev-id, or write another file_template";
    }
#endif
    if (!fault) return;
    throw make_error(
        Code::malformed_setting,
        fmt::format("file_template makes the file name '{}': {}", printable(name), *fault),
        std::move(hint));
}

void write_new_file(const Globals& globals, const Settings& settings, const std::string& path,
                    const std::string& text) {
    write_if_changed(path, text);
    if (!globals.quiet) print(fmt::format("  Generating {} ...  done\n", escape(path)));
    run_hooks(settings, path);
}

void require_no_file(const std::string& path, Hint hint) {
    std::error_code error;
    // A link that leads nowhere is there too.
    if (!fs::exists(fs::symlink_status(path, error))) return;
    throw make_error(Code::cannot_write, fmt::format("the file '{}' exists already", path),
                     std::move(hint));
}

void create_revision(const Globals& globals, const ConfiguredProject& project,
                     const CreateRequest& request, std::vector<Diagnostic>& warnings) {
    const Settings& settings = project.settings();
    const MigrationTable& table = project.table();
    require_heads(table, request);
    const CalendarTime time = time_of_new_file(settings);
    NewRevision revision;
    revision.revision = request.revision.empty() ? random_revision_id() : request.revision;
    for (const std::uint32_t parent : request.parents) {
        revision.down_revisions.push_back(id_of(table, parent));
    }
    revision.branch_labels = request.branch_labels;
    revision.depends_on = dependencies(table, request.depends_on);
    revision.message = request.message;
    revision.upgrade = request.upgrade;
    revision.downgrade = request.downgrade;
    revision.note = request.note;
    revision.is_code = request.is_code;
    if (request.replaced) revision.header = replaced_header(*request.replaced, request.message);
    revision.create_date = rfc3339(time);
    if (settings.dialects.size() > 1) {
        for (const Dialect dialect : settings.dialects) {
            revision.dialects.emplace_back(dialect_names[static_cast<std::size_t>(dialect)]);
        }
    }

    const std::string name = new_file_name(settings, revision.revision, request.message, time,
                                           request.is_code ? ".cpp" : ".sql");
    const std::string path =
        request.replaced ? request.replaced->path : folder_for(project, request) + "/" + name;
    const std::string text = revision_text(revision);
    check_new_file(project, path, text, warnings);
    require_file_name(name);
    if (request.dry_run) {
        if (!globals.quiet) print(fmt::format("  Would generate {}:\n\n", escape(path)));
        return print_lines(text);
    }
    if (!request.replaced) require_no_file(path, "choose another message or --rev-id");
    write_new_file(globals, settings, path, text);
}

}  // namespace kiln::tool
