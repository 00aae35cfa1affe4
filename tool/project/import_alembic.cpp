#include "tool/project/import_alembic.hpp"

#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/blanks.hpp"
#include "tool/project/import_sql.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

/// `-- Running upgrade a -> b`, `-- Running downgrade b -> a, c`.
struct RunningLine {
    bool is_upgrade = true;
    std::vector<std::string> from;  ///< none: the base
    std::vector<std::string> to;
};

std::vector<std::string> ids_in(std::string_view list) {
    std::vector<std::string> ids;
    while (!list.empty()) {
        const std::string_view id = list.substr(0, list.find(','));
        list.remove_prefix(std::min(id.size() + 1, list.size()));
        if (!without_blanks(id).empty()) ids.emplace_back(without_blanks(id));
    }
    return ids;
}

std::optional<RunningLine> running_line(std::string_view line) {
    RunningLine out;
    if (line.starts_with("-- Running upgrade ")) {
        line.remove_prefix(19);
    } else if (line.starts_with("-- Running downgrade ")) {
        line.remove_prefix(21);
        out.is_upgrade = false;
    } else {
        return std::nullopt;
    }
    const std::size_t arrow = line.find("->");
    if (arrow == std::string_view::npos) return std::nullopt;
    out.from = ids_in(line.substr(0, arrow));
    out.to = ids_in(line.substr(arrow + 2));
    return out;
}

/// Statements about the version table, whatever schema it is in.
bool concerns(const StatementTokens& statement, const std::string& version_table) {
    static constexpr std::array<std::string_view, 7> between = {"table", "into",   "from", "if",
                                                                "not",   "exists", "only"};
    static constexpr std::array<std::string_view, 5> verbs = {"create", "drop", "insert", "update",
                                                              "delete"};
    if (statement.empty() || std::ranges::find(verbs, statement.front()) == verbs.end()) {
        return false;
    }
    std::size_t at = 1;
    while (at < statement.size() && std::ranges::find(between, statement[at]) != between.end())
        ++at;
    while (at + 2 < statement.size() && statement[at + 1] == ".") at += 2;
    return at < statement.size() && statement[at] == folded(version_table);
}

/// Without what Alembic itself does around a revision. Its autocommit_block() is a COMMIT before
/// and a BEGIN behind it.
void clean(ImportedSql& sql, const std::string& version_table) {
    bool is_outside = false;
    drop_statements(sql.lines, [&](const StatementTokens& statement) {
        if (begins_transaction(statement)) {
            is_outside = false;
            return true;
        }
        if (ends_transaction(statement)) {
            is_outside = true;
            return true;
        }
        if (concerns(statement, version_table)) return true;
        sql.no_transaction |= is_outside;
        return false;
    });
}

ImportedRevision& revision_of(const std::string& id, const Location& place,
                              std::vector<ImportedRevision>& revisions) {
    const auto found = std::ranges::find(revisions, id, &ImportedRevision::id);
    if (found != revisions.end()) return *found;
    ImportedRevision& revision = revisions.emplace_back();
    revision.id = id;
    revision.place = place;
    return revision;
}

}  // namespace

void read_alembic(const std::string& path, const std::string& version_table,
                  std::vector<ImportedRevision>& revisions, std::vector<Diagnostic>& diagnostics) {
    ImportedSql before{path, {}, false};
    ImportedSql* section = &before;
    std::vector<ImportedSql*> sections;
    const std::vector<ImportedLine> lines = read_import_lines(path, diagnostics);
    // So that pointers into it stay good.
    const auto marks = std::ranges::count_if(
        lines, [](const ImportedLine& line) { return running_line(line.text).has_value(); });
    revisions.reserve(revisions.size() + static_cast<std::size_t>(marks));
    for (const ImportedLine& line : lines) {
        const std::optional<RunningLine> running = running_line(line.text);
        if (!running) {
            section->lines.push_back(line);
            continue;
        }
        const std::vector<std::string>& named = running->is_upgrade ? running->to : running->from;
        if (named.empty()) {
            refuse_import(path, line, "no revision is named here",
                          "write the scripts anew: alembic upgrade base:heads --sql", diagnostics);
            return;
        }
        ImportedRevision& revision = revision_of(named.front(), {path, line.line, 1}, revisions);
        if (running->is_upgrade) {
            if (!revision.upgrade.path.empty()) {
                refuse_import(path, line, "revision " + quote(revision.id) + " is here again",
                              "have each upgrade in one file", diagnostics);
            }
            revision.place = {path, line.line, 1};
            revision.down_revisions = running->from;
            section = &revision.upgrade;
        } else {
            section = &revision.downgrade.emplace();
        }
        section->path = path;
        sections.push_back(section);
    }
    for (ImportedSql* each : sections) clean(*each, version_table);
    clean(before, version_table);
    const auto stray = std::ranges::find_if(
        before.lines, [](const ImportedLine& line) { return !is_remark(line.text); });
    if (stray != before.lines.end()) {
        refuse_import(path, *stray, "SQL before the first '-- Running upgrade'",
                      "have the scripts of alembic upgrade base:heads --sql here, and no others",
                      diagnostics);
    }
}

}  // namespace kiln::tool
