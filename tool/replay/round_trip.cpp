#include "tool/replay/round_trip.hpp"

#include "tool/replay/place.hpp"
#include "tool/schema/compare.hpp"

#include <kiln/codes.hpp>

#include <algorithm>

namespace kiln::tool {
namespace {

void merge(Changes& into, const Changes& other) {
    into.schema.insert(other.schema.begin(), other.schema.end());
    into.rows.insert(other.rows.begin(), other.rows.end());
    into.whole_schema |= other.whole_schema;
}

std::size_t count_views_and_triggers(const Schema& schema) {
    std::size_t count = 0;
    for (const auto& [table, objects] : schema.groups) {
        count += static_cast<std::size_t>(
            std::count_if(objects.begin(), objects.end(), [](const SchemaObject& object) {
                return object.kind == SchemaObject::Kind::view ||
                       object.kind == SchemaObject::Kind::trigger;
            }));
    }
    return count;
}

/// The groups of `schema` that `changes` names.
Schema extract(const Schema& schema, const Changes& changes) {
    if (changes.whole_schema) return schema;
    Schema some;
    for (const std::string& table : changes.schema) {
        const auto group = schema.groups.find(table);
        if (group != schema.groups.end()) some.groups.insert(*group);
    }
    return some;
}

/// Puts what `changes` names in `now` in the place of the same in `schema`.
void update(Schema& schema, const Schema& now, const Changes& changes) {
    if (changes.whole_schema) {
        schema = now;
        return;
    }
    for (const std::string& table : changes.schema) {
        const auto group = now.groups.find(table);
        if (group == now.groups.end()) {
            schema.groups.erase(table);
        } else {
            schema.groups[table] = group->second;
        }
    }
}

class RevisionReplay {
public:
    RevisionReplay(const RevisionFile& file, ReplayState& state,
                   std::vector<Diagnostic>& diagnostics)
        : file_(file),
          state_(state),
          database_(state.database),
          diagnostics_(diagnostics),
          upgrade_(file.section(Direction::upgrade, Dialect::sqlite)),
          downgrade_(file.section(Direction::downgrade, Dialect::sqlite)) {}

    bool run(bool round_trip) {
        if (!upgrade_) return true;  // nothing for SQLite
        const bool reversible = round_trip && downgrade_;
        keeps_transaction_ =
            !upgrade_->no_transaction && !(reversible && downgrade_->no_transaction);
        if (!first_upgrade()) return false;
        if (reversible) try_round_trip();
        if (database_.in_transaction()) database_.execute("COMMIT");
        return true;
    }

private:
    /// Runs a section in the transaction that is open, or in one of its own where a no-transaction
    /// section makes one for all impossible.
    std::optional<ScriptFault> run_section(const Section& section, Changes& changes) {
        const bool own_transaction = !keeps_transaction_ && !section.no_transaction;
        if (own_transaction) database_.execute("BEGIN");
        auto fault = database_.run(section, changes);
        if (own_transaction && database_.in_transaction()) {
            database_.execute(fault ? "ROLLBACK" : "COMMIT");
        }
        return fault;
    }

    bool first_upgrade() {
        ReplayDatabase::Copy before(nullptr, nullptr);
        if (upgrade_->no_transaction) before = database_.copy();
        if (keeps_transaction_) database_.execute("BEGIN");
        database_.leave_out_alter_tests(false);
        if (const auto fault = run_section(*upgrade_, upgraded_)) {
            if (database_.in_transaction()) database_.execute("ROLLBACK");
            if (before) database_.restore(before);
            diagnostics_.push_back(diagnose(file_, *upgrade_, *fault));
            return false;
        }
        learn_schema();
        report_violations();
        return true;
    }

    void learn_schema() {
        const Schema now = read(upgraded_);
        before_ = extract(state_.schema, upgraded_);
        update(state_.schema, now, upgraded_);
        state_.views_and_triggers -= count_views_and_triggers(before_);
        state_.views_and_triggers += count_views_and_triggers(now);
    }

    Schema read(const Changes& changes) const {
        return changes.whole_schema ? read_schema(database_.handle())
                                    : read_schema(database_.handle(), changes.schema);
    }

    void report_violations() {
        const std::vector<std::string> violations =
            state_.foreign_keys.new_violations(database_.handle(), state_.schema, upgraded_);
        if (violations.empty()) return;
        constexpr std::size_t shown = 10;
        Diagnostic diagnostic = diagnose_section(
            file_, *upgrade_, Code::foreign_key_violation,
            "the upgrade violates a foreign key: " + violations.front(),
            "mend the rows in the upgrade: Kiln checks foreign keys at the end of a run");
        for (std::size_t i = 1; i < std::min(shown, violations.size()); ++i) {
            diagnostic.notes.push_back({{}, violations[i]});
        }
        if (violations.size() > shown) {
            diagnostic.notes.push_back(
                {{}, "and " + std::to_string(violations.size() - shown) + " more"});
        }
        diagnostics_.push_back(std::move(diagnostic));
    }

    void try_round_trip() {
        ReplayDatabase::Copy upgraded(nullptr, nullptr);
        if (keeps_transaction_) {
            database_.execute("SAVEPOINT upgraded");
        } else {
            upgraded = database_.copy();
        }
        // Many views and triggers cost more to test one by one than the whole schema at once.
        constexpr std::size_t few = 50;
        const bool leaves_out_tests = state_.views_and_triggers <= few;
        database_.leave_out_alter_tests(leaves_out_tests);
        auto fault = round_trip();
        if (fault && leaves_out_tests) {
            // Let SQLite say it in full, and never accuse a script on the strength of a short cut.
            go_back(upgraded);
            database_.leave_out_alter_tests(false);
            fault = round_trip();
        }
        if (fault) diagnostics_.push_back(std::move(*fault));
        if (fault || changed_rows_ || !keeps_transaction_) go_back(upgraded);
    }

    /// To what the first upgrade left.
    void go_back(const ReplayDatabase::Copy& upgraded) {
        if (upgraded) {
            database_.restore(upgraded);
        } else if (database_.in_transaction()) {
            database_.execute("ROLLBACK TO upgraded");
        } else {
            // The script ended the transaction, and the first upgrade with it; that is known to
            // run.
            database_.execute("BEGIN");
            Changes again;
            database_.leave_out_alter_tests(false);
            database_.run(*upgrade_, again);
            database_.execute("SAVEPOINT upgraded");
        }
    }

    std::optional<Diagnostic> round_trip() {
        changed_rows_ = false;
        Changes changes;
        if (const auto fault = run_section(*downgrade_, changes)) return downgrade_fault(*fault);
        note_changed_rows(changes);
        merge(changes, upgraded_);
        if (auto found = differences_after_downgrade(changes); !found.empty()) {
            return with_notes(
                diagnose_section(file_, *downgrade_, Code::downgrade_does_not_restore,
                                 "the downgrade does not bring back the schema that stood before "
                                 "the upgrade",
                                 "undo in the downgrade what the upgrade does, or remove the "
                                 "section if that cannot be undone"),
                found);
        }
        Changes second;
        if (const auto fault = run_section(*upgrade_, second)) return second_upgrade_fault(*fault);
        note_changed_rows(second);
        merge(changes, second);
        if (auto found = differences_after_second_upgrade(changes); !found.empty()) {
            return with_notes(diagnose_section(file_, *upgrade_, Code::second_upgrade_differs,
                                               "upgrading again after the downgrade gives another "
                                               "schema than the first time",
                                               "make the upgrade independent of what the downgrade "
                                               "leaves behind"),
                              found);
        }
        return std::nullopt;
    }

    // Rows of a table that the upgrade made go and come with it.
    void note_changed_rows(const Changes& changes) {
        changed_rows_ |= changes.whole_schema;
        for (const std::string& table : changes.rows) {
            const bool made_by_upgrade =
                upgraded_.schema.count(table) > 0 && before_.groups.count(table) == 0;
            changed_rows_ |= !made_by_upgrade;
        }
    }

    std::vector<SchemaDifference> differences_after_downgrade(const Changes& changes) const {
        const Schema now = read(changes);
        Schema expected = extract(state_.schema, changes);
        update(expected, before_, upgraded_);
        return changes.whole_schema ? differences(expected, now)
                                    : differences(expected, now, changes.schema);
    }

    std::vector<SchemaDifference> differences_after_second_upgrade(const Changes& changes) const {
        const Schema now = read(changes);
        return changes.whole_schema ? differences(state_.schema, now)
                                    : differences(state_.schema, now, changes.schema);
    }

    Diagnostic downgrade_fault(const ScriptFault& fault) const {
        Diagnostic diagnostic = diagnose(file_, *downgrade_, fault);
        if (diagnostic.code == Code::upgrade_failed) diagnostic.code = Code::downgrade_failed;
        return diagnostic;
    }

    Diagnostic second_upgrade_fault(const ScriptFault& fault) const {
        Diagnostic diagnostic = diagnose(file_, *upgrade_, fault);
        diagnostic.code = Code::second_upgrade_failed;
        diagnostic.message = "the upgrade does not run again after the downgrade: " + fault.message;
        diagnostic.hint = "make the downgrade take back all that the upgrade does, rows included";
        return diagnostic;
    }

    static Diagnostic with_notes(Diagnostic diagnostic,
                                 const std::vector<SchemaDifference>& found) {
        for (const SchemaDifference& difference : found) {
            diagnostic.notes.push_back({{}, describe(difference)});
        }
        return diagnostic;
    }

    const RevisionFile& file_;
    ReplayState& state_;
    ReplayDatabase& database_;
    std::vector<Diagnostic>& diagnostics_;
    const Section* upgrade_;
    const Section* downgrade_;
    bool keeps_transaction_ = true;  // one transaction for up, down and up again
    Changes upgraded_;               // by the first upgrade
    Schema before_;                  // what it changed, as it stood before
    bool changed_rows_ = false;      // by the round trip, in tables that are older than the upgrade
};

}  // namespace

bool replay_revision(const RevisionFile& file, ReplayState& state,
                     std::vector<Diagnostic>& diagnostics, bool round_trip) {
    return RevisionReplay(file, state, diagnostics).run(round_trip);
}

}  // namespace kiln::tool
