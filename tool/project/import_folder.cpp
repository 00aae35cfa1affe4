#include "tool/project/import_folder.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/import_alembic.hpp"
#include "tool/project/import_markers.hpp"
#include "tool/project/import_names.hpp"
#include "tool/project/import_sql.hpp"
#include "tool/project/names.hpp"
#include "tool/report/diagnostics.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

class ImportReader {
public:
    ImportReader(std::string folder, ImportTool tool, std::string version_table,
                 std::vector<Diagnostic>& diagnostics)
        : folder_(std::move(folder)),
          tool_(tool),
          version_table_(std::move(version_table)),
          diagnostics_(diagnostics) {
        while (folder_.size() > 1 && folder_.ends_with('/')) folder_.pop_back();
    }

    std::vector<ImportedRevision> read() {
        list();
        if (tool_ == ImportTool::diesel) {
            read_diesel();
        } else {
            for (const std::string& name : names_) read_file(name);
        }
        if (tool_ == ImportTool::alembic_sql) {
            out_ = std::move(alembic_);
            std::ranges::sort(out_, {}, [](const ImportedRevision& each) {
                return std::pair(each.place.file, each.place.line);
            });
        } else {
            put_in_order();
        }
        finish();
        return std::move(out_);
    }

private:
    /// A revision while its files come one after another.
    struct Entry {
        ForeignName name;
        std::string up;  ///< files
        std::string down;
        ImportedRevision revision;
    };

    std::string tool_name() const {
        return std::string(import_tool_names[static_cast<std::size_t>(tool_)]);
    }
    std::string path_of_name(const std::string& name) const { return folder_ + "/" + name; }

    void list();
    void read_file(const std::string& name);
    void read_diesel();
    void leave_out(const std::string& path, std::string message, std::string hint);
    void add(const ForeignName& name, const std::string& path);
    void fill(Entry& entry);
    ImportedSql read_plain(const std::string& path);
    void read_script_configuration(ImportedSql& sql, bool& has_placeholders);
    void put_in_order();
    void finish();

    std::string folder_;
    ImportTool tool_;
    std::string version_table_;
    std::vector<Diagnostic>& diagnostics_;
    std::vector<std::string> names_;  ///< below folder_, sorted
    std::vector<Entry> entries_;
    std::map<std::vector<std::string>, std::size_t> known_;  ///< by what the tool takes for one
    std::vector<ImportedRevision> alembic_;
    std::vector<ImportedRevision> out_;
};

/// Flyway looks into the folders below too, Diesel's revisions are folders.
void ImportReader::list() {
    std::error_code error;
    const bool is_deep = tool_ == ImportTool::flyway || tool_ == ImportTool::diesel;
    for (fs::recursive_directory_iterator entry(folder_, error), end; !error && entry != end;
         entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        std::error_code ignored;
        const bool is_folder = entry->is_directory(ignored);
        if (is_folder && (!is_deep || name.starts_with('.'))) entry.disable_recursion_pending();
        if (is_folder || name.starts_with('.')) continue;
        names_.push_back(entry->path().generic_string().substr(folder_.size() + 1));
    }
    if (error) {
        diagnostics_.push_back(diagnose_at({folder_}, Code::cannot_import,
                                           "cannot read the folder: " + error.message(),
                                           "name the one that holds the files of " + tool_name()));
    }
    std::ranges::sort(names_);
}

void ImportReader::leave_out(const std::string& path, std::string message, std::string hint) {
    Diagnostic& diagnostic = diagnostics_.emplace_back(
        diagnose_at({path}, Code::not_imported, std::move(message), std::move(hint)));
    diagnostic.severity = Severity::warning;
}

void ImportReader::read_file(const std::string& name) {
    const std::string path = path_of_name(name);
    std::string_view stem = name;
    stem.remove_prefix(name.rfind('/') + 1);
    const std::string_view whole = stem;
    if (!take_suffix(stem, ".sql")) {
        const bool is_code = stem.ends_with(".go") || stem.ends_with(".java") ||
                             stem.ends_with(".kt") || stem.ends_with(".py");
        const bool is_test = stem.ends_with("_test.go");
        if (is_code && !is_test) {
            leave_out(path, "a migration in a programming language is not taken over",
                      "write what it does as SQL, into a revision at its place");
        } else if (equal_ignoring_case(stem.substr(std::max<std::size_t>(stem.size(), 4) - 4),
                                       ".sql")) {
            leave_out(path, tool_name() + " takes no file of this name",
                      "if it is meant, name it with '.sql'");
        }
        return;
    }
    std::optional<ForeignName> parsed;
    switch (tool_) {
        case ImportTool::alembic_sql:
            return read_alembic(path, version_table_, alembic_, diagnostics_);
        case ImportTool::flyway:
            if (whole.starts_with("R__")) {
                return leave_out(path, "a repeatable migration is not taken over",
                                 "write what it makes into a revision, and a new one for each "
                                 "change of it");
            }
            if (whole.starts_with('B') && flyway_name("V" + std::string(stem.substr(1)))) {
                return leave_out(path, "a baseline migration is not taken over",
                                 "the versions that it stands for are, where they are there");
            }
            parsed = flyway_name(stem);
            break;
        case ImportTool::golang_migrate:
            parsed = numbered_pair(stem);
            break;
        case ImportTool::sqlx:
            parsed = numbered_pair(stem);
            if (!parsed) parsed = numbered(stem);
            break;
        case ImportTool::dbmate:
            parsed = dbmate_name(stem);
            if (parsed) parsed->order = {std::string(whole)};
            break;
        default:
            parsed = numbered(stem);
    }
    if (!parsed) {
        return leave_out(path, tool_name() + " takes no file of this name",
                         "if it is meant, name it as " + tool_name() + " wants it");
    }
    add(*parsed, path);
}

void ImportReader::read_diesel() {
    std::vector<std::string> folders;
    for (const std::string& name : names_) {
        const std::size_t slash = name.find('/');
        if (slash == std::string::npos) {
            if (name.ends_with(".sql") || name.ends_with(".rs")) {
                leave_out(path_of_name(name), "diesel takes folders, and no file of this name",
                          "if it is meant, put it as up.sql into a folder of its own");
            }
            continue;
        }
        const std::string folder = name.substr(0, slash);
        if (folders.empty() || folders.back() != folder) folders.push_back(folder);
        const std::string_view file = std::string_view(name).substr(slash + 1);
        if (file == "metadata.toml" || file == "up.sql" || file == "down.sql") continue;
        if (file.ends_with(".sql") || file.ends_with(".rs")) {
            leave_out(path_of_name(name), "diesel takes no file of this name",
                      "if it is meant, make it a part of up.sql or down.sql");
        }
    }
    // "a-b" sorts before "a/…", and a folder may have come twice.
    std::ranges::sort(folders);
    folders.erase(std::unique(folders.begin(), folders.end()), folders.end());
    for (const std::string& folder : folders) {
        const auto has = [&](std::string_view file) {
            return std::ranges::binary_search(names_, folder + std::string(file));
        };
        ForeignName name = diesel_name(folder);
        name.order = {name.id};
        if (!has("/up.sql")) {
            diagnostics_.push_back(diagnose_at({path_of_name(folder)}, Code::cannot_import,
                                               "the folder has no up.sql",
                                               "add it, empty if it does nothing"));
            continue;
        }
        name.part = ForeignName::Part::up;
        add(name, path_of_name(folder + "/up.sql"));
        if (!has("/down.sql")) continue;
        name.part = ForeignName::Part::down;
        add(name, path_of_name(folder + "/down.sql"));
    }
}

void ImportReader::add(const ForeignName& name, const std::string& path) {
    // dbmate goes by names, and knows a version once.
    const auto [place, is_new] = known_.try_emplace(
        tool_ == ImportTool::dbmate ? std::vector{name.id} : name.order, entries_.size());
    if (is_new) entries_.push_back({name, {}, {}, {}});
    Entry& entry = entries_[place->second];
    const bool is_down = name.part == ForeignName::Part::down;
    std::string& file = is_down ? entry.down : entry.up;
    if (!file.empty()) {
        Diagnostic& diagnostic = diagnostics_.emplace_back(
            diagnose_at({path}, Code::cannot_import, "version " + quote(name.id) + " is here again",
                        "give one of the two another version"));
        diagnostic.notes.push_back({{file}, "it is here too"});
        return;
    }
    file = path;
    if (!is_down) {
        entry.name.id = name.id;
        entry.name.message = name.message;
        entry.name.part = name.part;
    }
}

ImportedSql ImportReader::read_plain(const std::string& path) {
    ImportedSql sql{path, read_import_lines(path, diagnostics_), false};
    if (tool_ == ImportTool::sqlx && !sql.lines.empty() &&
        sql.lines.front().text.starts_with("-- no-transaction")) {
        sql.no_transaction = true;
        sql.lines.erase(sql.lines.begin());
    }
    if (tool_ == ImportTool::flyway) {
        bool has_placeholders = true;
        read_script_configuration(sql, has_placeholders);
        const auto line = std::ranges::find_if(sql.lines, [](const ImportedLine& each) {
            return each.text.find("${") != std::string::npos;
        });
        if (has_placeholders && line != sql.lines.end()) {
            refuse_import(
                path, *line, "flyway puts something in the place of '${…}'",
                "write that there; where it is text, set placeholderReplacement=false in " +
                    quote(path + ".conf"),
                diagnostics_);
        }
    }
    return sql;
}

/// `V1__name.sql.conf`.
void ImportReader::read_script_configuration(ImportedSql& sql, bool& has_placeholders) {
    const std::string path = sql.path + ".conf";
    if (!std::ranges::binary_search(names_, path.substr(folder_.size() + 1))) return;
    for (const ImportedLine& line : read_import_lines(path, diagnostics_)) {
        std::string setting = folded(line.text);
        std::erase_if(setting,
                      [](char c) { return line_blanks.find(c) != std::string_view::npos; });
        if (setting.empty() || setting.starts_with('#')) continue;
        if (setting.starts_with("flyway.")) setting.erase(0, 7);
        if (setting == "executeintransaction=false") {
            sql.no_transaction = true;
        } else if (setting == "placeholderreplacement=false") {
            has_placeholders = false;
        } else if (setting != "executeintransaction=true" &&
                   setting != "placeholderreplacement=true") {
            refuse_import(path, line, "this setting has no like in a revision",
                          "do by hand what it does, and delete the line", diagnostics_);
        }
    }
}

/// `run_in_transaction = false` in a folder's metadata.toml.
bool runs_without_transaction(const std::vector<ImportedLine>& lines) {
    return std::ranges::any_of(lines, [](const ImportedLine& line) {
        std::string setting = line.text.substr(0, line.text.find('#'));
        std::erase_if(setting,
                      [](char c) { return line_blanks.find(c) != std::string_view::npos; });
        return setting == "run_in_transaction=false";
    });
}

void ImportReader::fill(Entry& entry) {
    ImportedRevision& revision = entry.revision;
    revision.id = entry.name.id;
    revision.message = entry.name.message;
    revision.place = {entry.up};
    if (entry.up.empty()) {
        diagnostics_.push_back(
            diagnose_at({entry.down}, Code::cannot_import,
                        "there is no file for the way up of version " + quote(entry.name.id),
                        "add it, empty if it does nothing"));
        return;
    }
    if (tool_ == ImportTool::goose) {
        if (revision.id == "0") {
            diagnostics_.push_back(diagnose_at({entry.up}, Code::cannot_import,
                                               "goose counts from 1", "give it another number"));
        }
        read_goose(entry.up, revision, diagnostics_);
    } else if (tool_ == ImportTool::dbmate) {
        read_dbmate(entry.up, revision, diagnostics_);
    } else {
        revision.upgrade = read_plain(entry.up);
        if (!entry.down.empty()) revision.downgrade = read_plain(entry.down);
    }
    if (tool_ == ImportTool::diesel) {
        const std::string path = entry.up.substr(0, entry.up.rfind('/')) + "/metadata.toml";
        if (std::ranges::binary_search(names_, path.substr(folder_.size() + 1)) &&
            runs_without_transaction(read_import_lines(path, diagnostics_))) {
            revision.upgrade.no_transaction = true;
            if (revision.downgrade) revision.downgrade->no_transaction = true;
        }
    }
}

void ImportReader::put_in_order() {
    std::ranges::sort(entries_, [&](const Entry& a, const Entry& b) {
        const bool by_text = tool_ == ImportTool::dbmate || tool_ == ImportTool::diesel;
        return by_text ? a.name.order < b.name.order : comes_before(a.name.order, b.name.order);
    });
    for (Entry& entry : entries_) {
        fill(entry);
        if (!out_.empty()) entry.revision.down_revisions = {out_.back().id};
        out_.push_back(std::move(entry.revision));
    }
}

void ImportReader::finish() {
    for (ImportedRevision& revision : out_) {
        if (const auto fault = id_fault(revision.id)) {
            diagnostics_.push_back(
                diagnose_at(revision.place, Code::cannot_import,
                            quote(revision.id) + " cannot be a revision's id: " + *fault,
                            "give it another version"));
        }
        if (tool_ == ImportTool::alembic_sql && revision.upgrade.path.empty()) {
            diagnostics_.push_back(diagnose_at(
                revision.place, Code::cannot_import,
                "revision " + quote(revision.id) + " has a downgrade here, but no upgrade",
                "add what this writes: alembic upgrade base:heads --sql"));
        }
        drop_transaction(revision.upgrade);
        if (revision.downgrade) drop_transaction(*revision.downgrade);
    }
    if (out_.empty() && !has_error(diagnostics_)) {
        diagnostics_.push_back(diagnose_at({folder_}, Code::cannot_import,
                                           "the folder has no migration of " + tool_name(),
                                           "name the one that has, and the tool with --from"));
    }
}

}  // namespace

std::vector<ImportedRevision> read_import(const std::string& folder, ImportTool tool,
                                          const std::string& version_table,
                                          std::vector<Diagnostic>& diagnostics) {
    return ImportReader(folder, tool, version_table, diagnostics).read();
}

}  // namespace kiln::tool
