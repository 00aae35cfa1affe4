#include "tool/replay/round_trip.hpp"

#include "src/text/diagnose.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/schema/compare.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

/// What is different from `past` in these groups now.
std::vector<SchemaDifference> differences_from(const Past& past, const Schema& now) {
    if (past.changes.whole_schema) return differences(past.schema, now);
    return differences(past.schema, groups_of(now, past.changes), past.changes.schema);
}

Diagnostic with_notes(Diagnostic diagnostic, const std::vector<SchemaDifference>& found) {
    for (const SchemaDifference& difference : found) {
        diagnostic.notes.push_back(note_of(describe(difference)));
    }
    return diagnostic;
}

class Trip {
public:
    Trip(const Passage& upgrade, const Section& downgrade, const OnTheWay& on_the_way)
        : upgrade_(upgrade),
          downgrade_(downgrade),
          on_the_way_(on_the_way),
          database_(upgrade.database) {
        if (upgrade.section.no_transaction || downgrade.no_transaction) {
            upgraded_.emplace(database_);
        } else {
            upgraded_.emplace(database_, upgrade.section);
        }
    }

    std::vector<Diagnostic> run() {
        // Many views and triggers cost more to test one by one than the whole schema at once.
        constexpr std::size_t few = 50;
        std::set<Dependent> tested = database_.mentions().reach(upgrade_.changes.schema);
        tested.insert(database_.broken().begin(), database_.broken().end());
        const bool leaves_out_tests = tested.size() <= few;
        auto faults = down_and_up(leaves_out_tests ? AlterTests::left_out : AlterTests::all);
        if (!faults.empty() && leaves_out_tests) {
            // Let SQLite say it in full, and never accuse a script on the strength of a short cut.
            upgraded_->go_back();
            faults = down_and_up(AlterTests::all);
        }
        if (!faults.empty() || changed_rows_ || has_moved() || header_fields() != header_fields_) {
            upgraded_->go_back();
        }
        return faults;
    }

private:
    std::vector<Diagnostic> down_and_up(AlterTests tests) {
        changed_rows_ = false;
        header_fields_ = header_fields();
        if (on_the_way_.before_downgrade) on_the_way_.before_downgrade();
        auto down = database_.run(upgrade_.file, downgrade_, tests);
        if (const auto* fault = std::get_if<Fault>(&down)) return downgrade_fault(*fault);
        note_changed_rows(std::get<Passage>(down).changes);
        std::get<Passage>(down).upgrade = &upgrade_;
        if (on_the_way_.behind_downgrade) on_the_way_.behind_downgrade(std::get<Passage>(down));
        if (auto found = differences_after_downgrade(std::get<Passage>(down)); !found.empty()) {
            return {with_notes(
                diagnose_section(upgrade_.file, downgrade_, Code::downgrade_does_not_restore,
                                 "the downgrade does not bring back the schema that stood before "
                                 "the upgrade",
                                 "undo in the downgrade what the upgrade does, or remove the "
                                 "section if that cannot be undone"),
                found)};
        }
        const auto up = database_.run(upgrade_.file, upgrade_.section, tests);
        if (const auto* fault = std::get_if<Fault>(&up)) return {second_upgrade_fault(*fault)};
        note_changed_rows(std::get<Passage>(up).changes);
        if (auto found = differences_from(upgraded_->past(), database_.schema()); !found.empty()) {
            return {with_notes(
                diagnose_section(upgrade_.file, upgrade_.section, Code::second_upgrade_differs,
                                 "upgrading again after the downgrade gives another "
                                 "schema than the first time",
                                 "make the upgrade independent of what the downgrade "
                                 "leaves behind"),
                found)};
        }
        return {};
    }

    std::vector<SchemaDifference> differences_after_downgrade(const Passage& down) const {
        Past past{upgrade_.changes, upgrade_.before};
        past.add(down.changes, down.before);
        return differences_from(past, database_.schema());
    }

    /// Whether something stands elsewhere in the file than the first upgrade put it.
    bool has_moved() const {
        for (const auto& [table, objects] : upgraded_->past().schema.groups) {
            const auto now = database_.schema().groups.find(table);
            if (now == database_.schema().groups.end()) return true;
            if (!std::ranges::equal(now->second, objects, {}, &SchemaObject::row,
                                    &SchemaObject::row)) {
                return true;
            }
        }
        return false;
    }

    /// Those that a script in a transaction can set.
    std::pair<std::int64_t, std::int64_t> header_fields() const {
        const auto ask = [&](const char* question) {
            sqlite::Statement field;
            const bool answers = field.prepare(sqlite::Connection::borrow(database_.handle()),
                                               question) == SQLITE_OK &&
                                 field.step() == SQLITE_ROW;
            return answers ? field.number(0) : 0;
        };
        return {ask("PRAGMA user_version"), ask("PRAGMA application_id")};
    }

    // Rows of a table that the upgrade made go and come with it.
    void note_changed_rows(const Changes& changes) {
        changed_rows_ |= changes.whole_schema;
        for (const std::string& table : changes.rows) {
            const bool made_by_upgrade = upgrade_.changes.schema.count(table) > 0 &&
                                         upgrade_.before.groups.count(table) == 0;
            changed_rows_ |= !made_by_upgrade;
        }
    }

    std::vector<Diagnostic> downgrade_fault(const Fault& fault) const {
        if (on_the_way_.failed) on_the_way_.failed(fault, false);
        return diagnose_all(upgrade_.file, downgrade_, fault, Code::downgrade_failed);
    }

    Diagnostic second_upgrade_fault(const Fault& fault) const {
        if (on_the_way_.failed) on_the_way_.failed(fault, true);
        Diagnostic diagnostic =
            diagnose(upgrade_.file, upgrade_.section, fault, Code::second_upgrade_failed);
        diagnostic.code = Code::second_upgrade_failed;
        diagnostic.message = "the upgrade does not run again after the downgrade: " + fault.message;
        diagnostic.hint = "make the downgrade take back all that the upgrade does, rows included";
        return diagnostic;
    }

    const Passage& upgrade_;
    const Section& downgrade_;
    const OnTheWay& on_the_way_;
    TrialDatabase& database_;
    std::optional<ReturnPoint> upgraded_;
    std::pair<std::int64_t, std::int64_t> header_fields_;
    bool changed_rows_ = false;  // on the way, in tables that are older than the upgrade
};

}  // namespace

std::vector<Diagnostic> round_trip(const Passage& upgrade, const Section& downgrade,
                                   const OnTheWay& on_the_way) {
    return Trip(upgrade, downgrade, on_the_way).run();
}

}  // namespace kiln::tool
