#include "tool/verbs/project/verbs.hpp"

#include "src/database/url.hpp"
#include "src/plan/step_line.hpp"
#include "src/text/diagnose.hpp"
#include "tool/project/create.hpp"
#include "tool/project/dialect_names.hpp"
#include "tool/project/new_revision.hpp"
#include "tool/project/project.hpp"
#include "tool/project/templates.hpp"
#include "tool/project/write_if_changed.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/print.hpp"
#include "tool/rules/first_revision.hpp"

#include <kiln/codes.hpp>
#include <kiln/migrator.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

struct InitOptions {
    std::string directory = "migrations";
    std::string name = "generic";
    std::string database;  ///< its URL; empty: the project begins with nothing

    Dialect dialect() const {
        return database.empty() ? Dialect::sqlite : parse_url(database).dialect;
    }
};

constexpr std::string_view template_url = "sqlite:///app.db";
constexpr std::string_view first_message = "initial schema";

[[noreturn]] void fail(Code code, const std::string& path, std::string message, Hint hint) {
    throw Error(diagnose_at({path}, code, std::move(message), std::move(hint)));
}

/// Nothing is written unless everything can be: no file is overwritten, no used folder taken over.
void require_room(const InitOptions& options, const ProjectTemplate& project) {
    std::error_code error;
    if (fs::exists(options.directory, error) &&
        !(fs::is_directory(options.directory, error) && fs::is_empty(options.directory, error))) {
        fail(Code::folder_not_empty, options.directory, "the folder exists and is not empty",
             "choose another name, or write kiln.toml by hand");
    }
    for (const TemplateFile& file : project.files) {
        // A link that leads nowhere is there too.
        if (fs::exists(fs::symlink_status(file.path, error))) {
            fail(Code::folder_not_empty, std::string(file.path), "the file exists already",
                 "begin in another folder, or move it away");
        }
    }
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos;
         at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
    return text;
}

/// Whether it can stand in every file of a template as it is.
bool is_plain(const std::string& url) {
    return url.find_first_of("\"\\") == std::string::npos && escape(url) == url;
}

/// As it may stand in a file that others read; empty where it has more secrets than the one between
/// the user and the host.
std::string without_password(const std::string& url) {
    const DatabaseUrl was = parse_url(url);
    const bool has_secret_option = std::ranges::any_of(was.server.options, [](const auto& option) {
        return option.first.find("password") != std::string::npos;
    });
    if (has_secret_option) return {};
    if (was.server.password.empty()) return url;
    const std::size_t user = url.find("://") + 3;
    const std::size_t colon = url.find(':', user);
    const std::size_t at = url.rfind('@', url.find('?', colon));
    if (colon == std::string::npos || at == std::string::npos || at < colon) return {};
    std::string bare = url.substr(0, colon) + url.substr(at);
    const DatabaseUrl is = parse_url(bare);
    const bool is_same = is.server.password.empty() && is.server.user == was.server.user &&
                         is.server.hosts.size() == was.server.hosts.size() &&
                         is.database == was.database;
    return is_same ? bare : std::string();
}

/// The same of a project whose database is on a server.
std::string for_server(std::string text, const InitOptions& options) {
    const std::string dialect(dialect_name(options.dialect()));
    const std::string bare = without_password(options.database);
    const std::string url = !bare.empty() && is_plain(bare) ? bare : dialect + ":///";
    text = replaced(
        text, fmt::format("url = \"{}\"\n", template_url),
        fmt::format("url = \"{}\"\n\n# What the sections are for; the build tries them on a "
                    "server, see docs/servers.md.\ndialect = [\"{}\"]\n",
                    url, dialect));
    return replaced(text, fmt::format("DIRECTORY {})", options.directory),
                    fmt::format("DIRECTORY {} DIALECT {})", options.directory, dialect));
}

/// The file's text, for the database that the project begins with.
std::string text_of(std::string_view text, const InitOptions& options,
                    const std::string& revision) {
    std::string out = fill_in(text, options.directory, revision);
    if (options.database.empty()) return out;
    if (options.dialect() != Dialect::sqlite) {
        out = for_server(std::move(out), options);
    } else if (is_plain(options.database)) {
        out = replaced(out, template_url, options.database);
    }
    return replaced(out, "the first revision with", "the next revision with");
}

/// The file of the template that the database's own revision takes the place of.
bool is_revision(const TemplateFile& file) { return file.path.starts_with("@DIRECTORY@/"); }

std::string stamp_begun(const InitOptions& options, const std::string& revision,
                        const FirstRevision& first, std::vector<Diagnostic>& warnings) {
    const Dialect dialects[] = {options.dialect()};
    const Project project({&options.directory, 1}, dialects, warnings);
    if (options.dialect() != Dialect::sqlite) {
        Plan plan;
        plan.to = Migrator(options.database, project.table())
                      .stamp({revision}, StampOptions{.expected = std::vector<std::string>()})
                      .heads;
        return "Running " + stamp_line(plan) + "\n";
    }
    MigrationTable table = project.table();
    const std::string fingerprints = packed(first.tables, table);
    const Text whole(fingerprints);
    table.fingerprints = {&whole, 1};
    Plan plan;
    plan.to = Migrator(options.database, table).adopt(revision).heads;
    return "Running " + adopt_line(plan) + "\n";
}

void init(const Globals& globals, const InitOptions& options, std::vector<Diagnostic>& warnings) {
    const ProjectTemplate* project = find_template(options.name);
    if (project == nullptr) {
        fail(Code::malformed_option, "", fmt::format("unknown template '{}'", options.name),
             command("list_templates") + " lists them");
    }
    const std::string& directory = options.directory;
    if (directory.find_first_of("\"\\;#") != std::string::npos || escape(directory) != directory) {
        fail(Code::malformed_option, "",
             fmt::format("no build can carry the folder name '{}'", directory),
             "leave quotes, backslashes, ';', '#' and control characters out of it");
    }
    if (!options.database.empty() && options.name == "multi-dialect") {
        throw UsageError{"--from-database needs a template for SQLite alone"};
    }
    if (options.dialect() != Dialect::sqlite && options.name != "generic") {
        throw UsageError{"--from-database of a server needs the template generic"};
    }
    require_room(options, *project);
    const std::string revision = random_revision_id();
    std::optional<FirstRevision> first;
    std::string first_path;
    if (!options.database.empty()) {
        const Settings settings;
        const CalendarTime time = time_of_new_file(settings);
        const std::string message(first_message);
        first_path = directory + "/" + new_file_name(settings, revision, message, time);
        first = first_revision(options.database, revision, message, rfc3339(time), first_path,
                               warnings);
    }
    std::error_code error;
    fs::create_directories(options.directory, error);
    if (error)
        fail(Code::cannot_write, options.directory, "cannot make the folder: " + error.message(),
             "");
    std::string text;
    const auto write = [&](const std::string& path, const std::string& content) {
        write_if_changed(path, content);
        text += fmt::format("  Generating {} ...  done\n", escape(path));
    };
    for (const TemplateFile& file : project->files) {
        if (first && is_revision(file)) continue;
        write(fill_in(file.path, options.directory, revision),
              text_of(file.text, options, revision));
    }
    if (first) {
        write(first_path, first->text);
        text += stamp_begun(options, revision, *first, warnings);
    }
    text += text_of(project->next_steps, options, revision);
    if (options.dialect() != Dialect::sqlite &&
        without_password(options.database) != options.database) {
        text +=
            "\nkiln.toml has no password: give the whole URL in KILN_URL or by --url, or let "
            ".pgpass or my.cnf say it.\n";
    }
    if (!globals.quiet) print(text);
}

}  // namespace

Action add_init(Parser& parser, const Globals& globals) {
    auto options = std::make_shared<InitOptions>();
    parser.argument("directory", options->directory, "The folder for the revisions",
                    {.default_shown = true});
    parser.option("-t,--template", options->name, "What to write; kiln list_templates lists them",
                  {.type = "NAME", .default_shown = true});
    parser.option("--from-database", options->database,
                  "Write the first revision from what this database has, and stamp it",
                  {.type = "URL"});
    return action_of(init, globals, options);
}

}  // namespace kiln::tool
