#include "tool/rules/foreign_keys.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/trial_database.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

std::set<std::string> violations_of(sqlite3* db, const std::string& table) {
    std::set<std::string> found;
    const std::string sql = "PRAGMA main.foreign_key_check(" + quoted_name(table) + ")";
    sqlite::Statement rows;
    // A parent without the unique key that a child needs: SQLite refuses to check. Dependents
    // tells.
    if (rows.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) return {};
    while (rows.step() == SQLITE_ROW) {
        const std::string rowid(rows.text(1));
        found.insert((rowid.empty() ? "a row" : "row " + rowid) + " of '" +
                     std::string(rows.text(0)) + "' refers to a row of '" +
                     std::string(rows.text(2)) + "' that does not exist");
    }
    return found;
}

}  // namespace

std::set<std::string> ForeignKeys::suspects(const Schema& schema, const Changes& changes) const {
    if (changes.whole_schema) return references_.children();
    std::set<std::string> tables;
    const auto suspect = [&](const std::string& table) {
        if (!references_.parents_of(table).empty() && find_table(schema, table) != nullptr)
            tables.insert(table);
        const std::set<std::string>& children = references_.children_of(table);
        tables.insert(children.begin(), children.end());
    };
    for (const std::string& table : changes.rows) suspect(table);
    for (const std::string& table : changes.schema) suspect(table);
    return tables;
}

void ForeignKeys::inspect(const Passage& upgrade, std::vector<Diagnostic>& found) {
    const std::vector<std::string> violations = new_violations(upgrade);
    if (violations.empty()) return;
    // Canary rows have told of it too.
    std::erase_if(found, [&](const Diagnostic& other) {
        const Section* section = upgrade.file.section_at(other.location.line);
        return other.code == Code::fails_on_rows && section != nullptr &&
               section->line == upgrade.section.line && other.location.file == upgrade.file.path &&
               other.message.find("violates a foreign key") != std::string::npos;
    });
    constexpr std::size_t shown = 10;
    Diagnostic diagnostic = diagnose_section(
        upgrade.file, upgrade.section, Code::foreign_key_violation,
        "the upgrade violates a foreign key: " + violations.front(),
        "mend the rows in the upgrade: Kiln checks foreign keys at the end of a run");
    for (std::size_t i = 1; i < std::min(shown, violations.size()); ++i) {
        diagnostic.notes.push_back(note_of(violations[i]));
    }
    if (violations.size() > shown) {
        diagnostic.notes.push_back(
            note_of("and " + std::to_string(violations.size() - shown) + " more"));
    }
    found.push_back(std::move(diagnostic));
}

std::vector<std::string> ForeignKeys::new_violations(const Passage& upgrade) {
    const Schema& schema = upgrade.after;
    const Changes& changes = upgrade.changes;
    references_.learn(schema, changes);
    for (const std::string& table : changes.schema) {
        if (find_table(schema, table) == nullptr) known_.erase(table);
    }
    std::vector<std::string> fresh;
    for (const std::string& table : suspects(schema, changes)) {
        std::set<std::string> now = violations_of(upgrade.database.handle(), table);
        std::set<std::string>& known = known_[table];
        for (const std::string& violation : now) {
            if (known.count(violation) == 0) fresh.push_back(violation);
        }
        known = std::move(now);
    }
    return fresh;
}

void ForeignKeys::keep(Packer& out, const Chain&) const {
    for (const auto& [table, violations] : known_) {
        if (violations.empty()) continue;
        out.text(table);
        out.texts(violations);
    }
    out.text("");
}

void ForeignKeys::take_up(Unpacker& in, const Chain&, const Schema& now) {
    references_.learn(now);
    for (std::string table = in.text(); !table.empty(); table = in.text()) {
        known_[table] = in.texts();
    }
}

}  // namespace kiln::tool
