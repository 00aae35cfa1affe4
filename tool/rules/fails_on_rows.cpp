#include "tool/rules/fails_on_rows.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/key_violations.hpp"
#include "tool/rules/new_constraints.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

const char* name_of(const Section& section) {
    return section.direction == Direction::upgrade ? "upgrade" : "downgrade";
}

/// Of a key that the section puts over old values, or whose parent is gone: that is for other rules
/// to tell.
bool is_of_others(const Passage& passage, const std::vector<NewConstraint>& constraints,
                  const std::string& child, const std::string& parent) {
    if (find_table(passage.after, folded(parent)) == nullptr) return true;
    return std::ranges::any_of(constraints, [&](const NewConstraint& each) {
        return each.table == folded(child) && each.parent == folded(parent);
    });
}

/// The last statement that wrote to one of the two, where the rows will have come apart.
std::size_t last_write(const Passage& passage, const std::string& child,
                       const std::string& parent) {
    std::size_t offset = 0;
    for (const RanStatement& ran : passage.statements) {
        for (const std::string& table : {folded(parent), folded(child)}) {
            if (ran.changes.rows.count(table) > 0) offset = ran.offset;
        }
    }
    return offset;
}

std::uint64_t count_of(const Violations& violations,
                       const std::pair<std::string, std::string>& tables) {
    const auto found = violations.counts.find(tables);
    return found == violations.counts.end() ? 0 : found->second;
}

}  // namespace

void FailsOnRows::inspect(const Passage& passage, std::vector<Diagnostic>& found) {
    const Refusal* refusal = passage.refusal;
    if (refusal != nullptr && !newly_constrains(passage, refusal->fault)) {
        found.push_back(fails_on_rows(passage.file, passage.section, *refusal));
    }
    for (const Fault& fault : refusal != nullptr ? refusal->elsewhere : std::vector<Fault>()) {
        if (newly_constrains(passage, fault)) continue;
        found.push_back(fails_on_rows(passage.file, passage.section, Refusal{fault}));
    }
    Violations now = violations_behind(passage);
    if (now.counts.empty()) return;
    const std::vector<NewConstraint> constraints = new_constraints(Passed(passage));
    std::erase_if(now.counts, [&](const auto& each) {
        return is_of_others(passage, constraints, each.first.first, each.first.second);
    });
    const std::vector<NewViolation> fresh = new_violations(passage, now);
    if (fresh.empty()) return;
    const auto& [child, parent] = now.counts.begin()->first;
    Diagnostic diagnostic = finding(
        passage, last_write(passage, child, parent), Code::fails_on_rows,
        std::string("on rows, the ") + name_of(passage.section) +
            " violates a foreign key: " + fresh.front().message,
        "give the children keys that are there, or none, or delete them too: foreign keys are off "
        "in a run, so nothing cascades");
    if (passage.sought != nullptr) {
        const std::uint64_t known = count_of(passage.rows->violations, now.counts.begin()->first);
        passage.sought->push_back(
            {found.size(), [child = child, parent = parent, known](sqlite3* db) {
                 Violations violations;
                 find_violations(sqlite::Connection::borrow(db), {child}, violations);
                 return count_of(violations, {child, parent}) > known;
             }});
    }
    for (std::size_t i = 1; i < fresh.size(); ++i) {
        diagnostic.notes.push_back(note_of(fresh[i].message));
    }
    found.push_back(std::move(diagnostic));
}

Diagnostic fails_on_rows(const RevisionFile& file, const Section& section, const Refusal& refusal) {
    std::string message = std::string("the ") + name_of(section);
    message += refusal.again ? " does not run again on rows, behind the downgrade: "
                             : " runs on empty tables and fails on rows: ";
    Hint hint = "make it right for every row that may be there";
    if (refusal.is_canary) {
        hint += "; where no such row can be, say so by rows of your own: '-- kiln:fixture'";
    }
    Diagnostic diagnostic = finding(file, section, refusal.fault.offset, Code::fails_on_rows,
                                    message + refusal.fault.message, std::move(hint));
    if (!refusal.row.empty()) {
        diagnostic.notes.push_back(
            note_of("a row of '" + refusal.table + "' on which it fails: " + refusal.row));
    }
    return diagnostic;
}

}  // namespace kiln::tool
