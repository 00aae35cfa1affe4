#include "tool/rules/rehearsal.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/round_trip.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/rules/checkpoints.hpp"
#include "tool/rules/fails_on_rows.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/lineage.hpp"
#include "tool/rules/not_deterministic.hpp"
#include "tool/rules/place_search.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

bool writes_rows(const RanStatement& statement) {
    if (statement.changes.rows.empty()) return false;
    SqlLexer lexer(statement.text, SqlRules::sqlite);
    // To drop a table is to delete its rows.
    return !equal_ignoring_case(lexer.text(lexer.next_code()), "drop");
}

bool writes_rows(const Passage& passage) {
    return std::ranges::any_of(passage.statements,
                               [](const RanStatement& ran) { return writes_rows(ran); });
}

/// Whether a downgrade of these words can write by what the upgrade made.
bool may_write_through(const std::set<std::string>& upgrade, const std::set<std::string>& down) {
    const auto has = [&](const char* word) { return down.count(word) > 0; };
    return has("insert") || has("update") || has("replace") ||
           (has("delete") && upgrade.count("trigger") > 0);
}

/// From the token at `offset` to the end of its statement.
std::string_view statement_at(std::string_view sql, std::size_t offset) {
    SqlLexer lexer(sql, SqlRules::sqlite, offset);
    SqlToken token = lexer.next();
    while (token.kind != SqlToken::Kind::end && lexer.text(token) != ";") token = lexer.next();
    return sql.substr(offset, token.offset - offset);
}

}  // namespace

/// One revision on rows of its own.
class Rehearsal::Trial {
public:
    Trial(Rehearsal& rehearsal, const RevisionFile& file, const Section& up, const Section* down)
        : rehearsal_(rehearsal),
          database_(*rehearsal.tried_),
          file_(file),
          up_(up),
          down_(down),
          fixture_tables_(rehearsal.fixture_tables_) {
        words_ = words_of(up, database_.schema());
        const bool speaks_of_chance =
            up.is_code ||
            may_be_not_deterministic(words_, database_.schema(), rehearsal_.references_);
        may_differ_ = speaks_of_chance && (up.is_code || !only_declares(up.sql));
        if (down != nullptr) {
            std::set<std::string> words = words_of(*down, database_.schema());
            down_may_differ_ =
                down->is_code ||
                (!only_declares(down->sql) &&
                 (may_be_not_deterministic(words, database_.schema(), rehearsal_.references_) ||
                  (speaks_of_chance && may_write_through(words_, words))));
            words_.merge(words);
        }
        if (up.no_transaction || (down != nullptr && down->no_transaction)) {
            start_.emplace(database_);
        } else {
            start_.emplace(database_, ReturnPoint::AtBegin{});
        }
    }
    Trial(const Trial&) = delete;
    Trial& operator=(const Trial&) = delete;
    ~Trial() {
        start_->go_back();
        start_.reset();
        database_.roll_back();
    }

    /// False where it fails on a part of the schema: all of it must tell whether that is so.
    bool run(std::vector<Diagnostic>& found) {
        const bool is_done = up_and_down(CanaryRows::Kind::all, found);
        if (fails_on_part_) return false;
        if (!is_done) {
            go_back();
            up_and_down(CanaryRows::Kind::ordinary, found);
        }
        const auto kind = suits_.empty() ? CanaryRows::Kind::ordinary : CanaryRows::Kind::suited;
        if (lacks_rows_that_pass() && kind == CanaryRows::Kind::suited) {
            go_back();
            up_and_down(kind, found);
        }
        // The rows of other tables have something to tell.
        while (lacks_rows_that_pass() && leave_out(words_at(failed_at_))) {
            go_back();
            up_and_down(kind, found);
        }
        if (may_differ_ && rehearsal_.up_was_shown_) find_not_deterministic(found);
        if (down_may_differ_ && rehearsal_.down_was_shown_) find_downgrade_not_deterministic(found);
        return true;
    }

private:
    /// What a fixture of the revision itself filled is as it was, too.
    void go_back() {
        start_->go_back();
        rehearsal_.fixture_tables_ = fixture_tables_;
    }

    bool lacks_rows_that_pass() {
        return !rehearsal_.up_was_shown_ && up_refusal() && !fails_on_part_;
    }

    /// False where all of these get no rows already.
    bool leave_out(const std::set<std::string>& words) {
        const std::size_t before = rehearsal_.left_out_.size();
        rehearsal_.left_out_.insert(words.begin(), words.end());
        return rehearsal_.left_out_.size() > before;
    }

    /// The statement there reads a table that has no rows for the trial's sake alone.
    bool lacks_rows(std::size_t offset) const {
        return std::ranges::any_of(words_at(offset), [&](const std::string& word) {
            return rehearsal_.left_out_.count(word) > 0 &&
                   find_table(database_.schema(), word) != nullptr;
        });
    }

    /// A statement that fails on rows too, behind one that does.
    void refuse_elsewhere(const Fault& fault) {
        std::vector<Fault>& elsewhere = up_refusal()->elsewhere;
        const bool is_known =
            fault.offset == up_refusal()->fault.offset ||
            std::ranges::find(elsewhere, fault.offset, &Fault::offset) != elsewhere.end();
        if (fault.reason != Reason::guard && !is_known && !lacks_rows(fault.offset)) {
            elsewhere.push_back(fault);
        }
    }

    bool is_on_part() const { return &database_ != &rehearsal_.database_; }

    std::optional<Refusal>& up_refusal() { return rehearsal_.up_refusal_; }
    std::optional<Refusal>& down_refusal() { return rehearsal_.down_refusal_; }

    /// False where another try, on ordinary rows, can tell more.
    bool up_and_down(CanaryRows::Kind kind, std::vector<Diagnostic>& found) {
        const RowsBefore rows = rehearsal_.fill(words_, kind, 0, suits_);
        auto ran = may_differ_ ? run_at(0, up_, AlterTests::all) : database_.run(file_, up_);
        kind_ = kind;
        if (const auto* fault = std::get_if<Fault>(&ran)) {
            fails_on_part_ = is_on_part();
            if (fails_on_part_) return true;
            failed_at_ = fault->offset;
            if (!up_refusal()) return !refuse_upgrade(*fault, rows);
            refuse_elsewhere(*fault);
            return true;
        }
        auto& upgrade = std::get<Passage>(ran);
        std::vector<SoughtPlace> up_sought;
        std::vector<SoughtPlace> down_sought;
        upgrade.rows = &rows;
        upgrade.refusal = up_refusal() ? &*up_refusal() : nullptr;
        upgrade.sought = &up_sought;
        if (!rehearsal_.up_was_shown_) {
            rehearsal_.show(upgrade, found);
            rehearsal_.up_was_shown_ = true;
        }
        bool is_done = true;
        if (down_ == nullptr) {
            run_fixture();
            tell_of_unfilled(upgrade, rehearsal_.fill(words_, kind, 1), found);
        } else {
            is_done = down(upgrade, kind, down_sought, found);
        }
        place(kind, up_sought, down_sought, found);
        return is_done;
    }

    bool down(const Passage& upgrade, CanaryRows::Kind kind, std::vector<SoughtPlace>& sought,
              std::vector<Diagnostic>& found) {
        RowsBefore rows;
        bool rows_matter = writes_rows(upgrade);
        std::optional<Refusal> refusal;
        OnTheWay way;
        way.before_downgrade = [&] {
            run_fixture();
            rows = rehearsal_.fill(words_, kind, 1);
            tell_of_unfilled(upgrade, rows, found);
        };
        way.behind_downgrade = [&](Passage& downgrade) {
            rows_matter = rows_matter || writes_rows(downgrade);
            if (std::exchange(rehearsal_.down_was_shown_, true)) return;
            downgrade.rows = &rows;
            downgrade.refusal = down_refusal() ? &*down_refusal() : nullptr;
            downgrade.sought = &sought;
            rehearsal_.show(downgrade, found);
        };
        way.failed = [&](const Fault& fault, bool again) {
            refusal = Refusal{fault};
            refusal->again = again;
        };
        const bool came_back = round_trip(upgrade, *down_, way).empty();
        if (came_back) {
            rehearsal_.came_back_ = !rows_matter && !down_refusal() && !up_refusal();
            return true;
        }
        if (!refusal || down_refusal()) return true;
        fails_on_part_ = is_on_part();
        if (fails_on_part_) return true;
        down_refusal() = std::move(refusal);
        return down_refusal()->again;
    }

    /// Rows of the new shape. Its faults are told of when it runs for good.
    void run_fixture() {
        const Section* fixture = file_.fixture(Dialect::sqlite);
        if (fixture == nullptr) return;
        const auto ran = database_.run(file_, *fixture);
        if (const auto* passage = std::get_if<Passage>(&ran)) {
            const std::set<std::string>& tables = passage->changes.rows;
            rehearsal_.fixture_tables_.insert(tables.begin(), tables.end());
        }
    }

    /// Whether it is the rows that are at fault.
    bool refuse_upgrade(const Fault& fault, const RowsBefore& rows) {
        if (fault.reason == Reason::guard) return false;
        go_back();
        // With fixtures the plain run, which comes behind this, tells whether they are at fault.
        const auto ran = database_.run(file_, up_);
        const auto* passage = std::get_if<Passage>(&ran);
        if (passage == nullptr && !rehearsal_.has_fixtures()) return false;
        if (passage != nullptr) find_suits(*passage);
        Refusal refusal{fault};
        name_the_row(refusal, rows);
        up_refusal() = std::move(refusal);
        return true;
    }

    /// What tables become that the upgrade makes anew.
    void find_suits(const Passage& passage) {
        const Lineage lineage(passage.before, passage.after, passage.statements);
        for (const auto& [name, fate] : lineage.tables()) {
            const SchemaObject* now =
                fate.rebuilt ? find_table(passage.after, fate.new_name) : nullptr;
            if (now != nullptr) suits_.emplace(name, passage.after.groups.at(fate.new_name));
        }
    }

    /// Of the upgrade's statement there; of code, all that it can reach.
    std::set<std::string> words_at(std::size_t offset) const {
        return up_.is_code ? words_ : words_of(statement_at(up_.sql, offset));
    }

    /// The first row that, alone in its table, meets the same fault; else any of the table.
    void name_the_row(Refusal& refusal, const RowsBefore& rows) {
        constexpr std::size_t most_tries = 40;
        const std::set<std::string> named = words_at(refusal.fault.offset);
        std::size_t tries = 0;
        for (const auto& [table, before] : rows.tables) {
            if (named.count(table) == 0) continue;
            for (const TableRows::TableRow& row : before.rows) {
                if (!row.rowid || ++tries > most_tries) break;
                go_back();
                rehearsal_.fill(words_, CanaryRows::Kind::all, 0);
                keep_only(table, *row.rowid);
                const auto ran = database_.run(file_, up_);
                const auto* fault = std::get_if<Fault>(&ran);
                if (fault == nullptr || fault->offset != refusal.fault.offset) continue;
                refusal.table = table;
                refusal.row = before.describe(row);
                refusal.is_canary = rows.canaries.count(table) > 0;
                return;
            }
        }
        for (const auto& [table, before] : rows.tables) {
            if (named.count(table) == 0 || before.rows.empty()) continue;
            refusal.table = table;
            refusal.row = before.describe(before.rows.front());
            refusal.is_canary = rows.canaries.count(table) > 0;
            return;
        }
    }

    void keep_only(const std::string& table, std::int64_t rowid) {
        const sqlite::Connection connection = sqlite::Connection::borrow(database_.handle());
        connection.set(SQLITE_DBCONFIG_ENABLE_TRIGGER, false);
        connection.execute(("DELETE FROM main." + quoted_name(table) + " WHERE _rowid_ <> " +
                            std::to_string(rowid))
                               .c_str());
        connection.set(SQLITE_DBCONFIG_ENABLE_TRIGGER, true);
    }

    /// Runs all of it again, since what was found stands where it came to be.
    void place(CanaryRows::Kind kind, const std::vector<SoughtPlace>& up_sought,
               const std::vector<SoughtPlace>& down_sought, std::vector<Diagnostic>& found) {
        PlaceSearch up_search(up_sought, file_, up_);
        if (up_sought.empty() && down_sought.empty()) return;
        sqlite3* db = database_.handle();
        go_back();
        rehearsal_.fill(words_, kind, 0, suits_);
        const auto up = database_.run(file_, up_, AlterTests::all, [&](const RanStatement& ran) {
            up_search.look(db, ran.offset);
        });
        up_search.place(found);
        if (down_sought.empty() || std::holds_alternative<Fault>(up)) return;
        PlaceSearch down_search(down_sought, file_, *down_);
        run_fixture();
        rehearsal_.fill(words_, kind, 1);
        database_.run(file_, *down_, AlterTests::all,
                      [&](const RanStatement& ran) { down_search.look(db, ran.offset); });
        down_search.place(found);
    }

    /// Of the tables that the upgrade made or changed.
    void tell_of_unfilled(const Passage& upgrade, const RowsBefore& rows,
                          std::vector<Diagnostic>& found) {
        for (const auto& [table, why] : rows.unfilled) {
            if (upgrade.changes.schema.count(table) == 0 && !upgrade.changes.whole_schema) continue;
            if (!rehearsal_.told_unfilled_.insert(table).second) continue;
            std::size_t offset = 0;
            for (const RanStatement& ran : upgrade.statements) {
                if (ran.changes.schema.count(table) > 0) offset = ran.offset;
            }
            std::string message = "no row can be made for " + quote(table);
            message += " to try revisions on: ";
            Diagnostic diagnostic = finding(upgrade, offset, Code::no_canary_rows, message += why,
                                            "give it rows in a section '-- kiln:fixture'");
            diagnostic.severity = Severity::warning;
            found.push_back(std::move(diagnostic));
        }
    }

    /// A section under one of two clocks.
    std::variant<Passage, Fault> run_at(int turn, const Section& section, AlterTests tests) {
        RowsByStatement& rows = rows_at_[turn] = {};
        const TrialClock clock(turn);
        auto ran = database_.run(file_, section, tests, [&](const RanStatement& statement) {
            rows.add(database_.handle(), statement);
        });
        rows.finish(database_.handle());
        return ran;
    }

    /// It ran under the first clock, on the same rows.
    void find_not_deterministic(std::vector<Diagnostic>& found) {
        for (const AlterTests tests : {AlterTests::left_out, AlterTests::all}) {
            go_back();
            rehearsal_.fill(words_, kind_, 0, suits_);
            if (std::holds_alternative<Fault>(run_at(1, up_, tests))) continue;
            tell_of_difference(up_, found);
            return;
        }
    }

    void find_downgrade_not_deterministic(std::vector<Diagnostic>& found) {
        for (const int turn : {0, 1}) {
            go_back();
            rehearsal_.fill(words_, kind_, 0, suits_);
            {
                const TrialClock clock(0);
                if (std::holds_alternative<Fault>(database_.run(file_, up_))) return;
                run_fixture();
            }
            rehearsal_.fill(words_, kind_, 1);
            if (std::holds_alternative<Fault>(run_at(turn, *down_, AlterTests::all))) return;
        }
        tell_of_difference(*down_, found);
    }

    void tell_of_difference(const Section& section, std::vector<Diagnostic>& found) const {
        auto difference = not_deterministic(rows_at_[0], rows_at_[1], file_, section);
        if (difference) found.push_back(*std::move(difference));
    }

    Rehearsal& rehearsal_;
    TrialDatabase& database_;
    const RevisionFile& file_;
    const Section& up_;
    const Section* down_;
    std::set<std::string> fixture_tables_;  // before it
    std::set<std::string> words_;
    std::optional<ReturnPoint> start_;
    CanaryRows::Kind kind_ = CanaryRows::Kind::all;  // of the rows that the upgrade ran on last
    bool may_differ_ = false;                        // from run to run
    bool down_may_differ_ = false;
    bool fails_on_part_ = false;
    std::size_t failed_at_ = 0;
    CanaryRows::Suits suits_;
    RowsByStatement rows_at_[2];
};

AlterTests Rehearsal::rehearse(const RevisionFile& file, const Section& upgrade,
                               std::vector<Diagnostic>& found) {
    go_on(found);
    up_refusal_.reset();
    down_refusal_.reset();
    left_out_.clear();
    find_fixture_rows();
    up_was_shown_ = down_was_shown_ = came_back_ = false;
    const Section* downgrade =
        round_trip_ ? file.section(Direction::downgrade, Dialect::sqlite) : nullptr;
    std::vector<const Section*> sections{&upgrade, downgrade, file.fixture(Dialect::sqlite)};
    std::erase(sections, nullptr);
    const std::set<std::string> words = words_of_all(sections);
    const Part part = part_of(sections, words);
    const std::string key = key_of(file, part, words);
    const Rehearsed* const known = key.empty() ? nullptr : memory_->find(key);
    if (known != nullptr) {
        recall(*known, found);
    } else {
        tried_ = &choose_part(part, words);
        hold(file, upgrade, downgrade, key, found);
    }
    return up_was_shown_ ? AlterTests::left_out : AlterTests::all;
}

void Rehearsal::recall(const Rehearsed& known, std::vector<Diagnostic>& found) {
    up_was_shown_ = known.up_was_shown;
    down_was_shown_ = known.down_was_shown;
    came_back_ = known.came_back;
    found.insert(found.end(), known.found.begin(), known.found.end());
    told_unfilled_.insert(known.told_unfilled.begin(), known.told_unfilled.end());
    canary_rows_.learn(known.learned);
}

void Rehearsal::hold(const RevisionFile& file, const Section& upgrade, const Section* downgrade,
                     const std::string& key, std::vector<Diagnostic>& found) {
    ++held_;
    const std::size_t found_before = found.size();
    const std::set<std::string> told_before = told_unfilled_;
    const std::string rules_before = key.empty() ? "" : known_to_rules();
    canary_rows_.note_what_it_learns();
    const bool is_done = Trial(*this, file, upgrade, downgrade).run(found);
    if (tried_ != &database_) database_.set_broken(tried_->broken());
    tried_ = &database_;
    if (!is_done) Trial(*this, file, upgrade, downgrade).run(found);
    // What else there is to know behind it than a Rehearsed says is rare.
    if (key.empty() || !is_done || !up_was_shown_ || up_refusal_ || down_refusal_ ||
        !left_out_.empty() || !database_.broken().empty() || known_to_rules() != rules_before) {
        return;
    }
    Rehearsed rehearsed{.up_was_shown = up_was_shown_,
                        .down_was_shown = down_was_shown_,
                        .came_back = came_back_,
                        .learned = canary_rows_.learned()};
    rehearsed.found.assign(found.begin() + static_cast<std::ptrdiff_t>(found_before), found.end());
    std::ranges::set_difference(
        told_unfilled_, told_before,
        std::inserter(rehearsed.told_unfilled, rehearsed.told_unfilled.end()));
    memory_->note(key, std::move(rehearsed));
}

std::set<std::string> Rehearsal::words_of_all(std::span<const Section* const> sections) {
    std::set<std::string> words;
    for (const Section* section : sections) {
        words.merge(words_of(section->sql));
        has_temporary_ |= section->is_code;
    }
    has_temporary_ |= words.count("temp") + words.count("temporary") > 0;
    return words;
}

Rehearsal::Part Rehearsal::part_of(std::span<const Section* const> sections,
                                   const std::set<std::string>& words) const {
    if (has_temporary_) return std::nullopt;
    return reached_part(sections, words, references_, database_);
}

TrialDatabase& Rehearsal::choose_part(const Part& part, const std::set<std::string>& words) {
    if (!part || !is_worth_a_copy(*part, words, database_.schema())) return database_;
    if (!part_) part_.emplace(most_memory_);
    return part_->become_part(database_, *part) ? *part_ : database_;
}

std::string Rehearsal::key_of(const RevisionFile& file, const Part& part,
                              const std::set<std::string>& words) {
    if (memory_ == nullptr || !part || !database_.broken().empty()) return "";
    Packer out;
    out.text(digest_of(file));
    out.flag(has_fixtures());
    out.text(known_to_rules());
    if (!digests_.pack(out, *part, words)) return "";
    for (const std::string& table : *part) {
        out.text(canary_rows_.known_of(database_.schema().groups.at(table)));
        out.flag(fixture_tables_.count(table) > 0);
    }
    for (const std::string& table : told_unfilled_) {
        if (part->count(table) + words.count(table) > 0) out.text(table);
    }
    return short_digest(out.bytes());
}

/// All that rules know from the revisions before.
std::string Rehearsal::known_to_rules() const {
    Packer out;
    for (const Inspector* rule : rules_) rule->keep(out, memory_->chain());
    return out.take();
}

void Rehearsal::inspect(const Passage& upgrade, std::vector<Diagnostic>& found) {
    references_.learn(upgrade.after, upgrade.changes);
    canary_rows_.forget(upgrade.before, upgrade.after);
    digests_.forget(upgrade.changes);
    if (!up_was_shown_) {
        Passage shown = upgrade;
        shown.refusal = up_refusal_ ? &*up_refusal_ : nullptr;
        show(shown, found);
    }
    // The passage's section may be gone with it: of code it says what ran.
    if (has_fixtures()) {
        to_go_on_ = {&upgrade.file, upgrade.file.section(Direction::upgrade, Dialect::sqlite)};
    }
    const Section* downgrade =
        round_trip_ ? upgrade.file.section(Direction::downgrade, Dialect::sqlite) : nullptr;
    if (downgrade == nullptr || came_back_) return;
    OnTheWay way;
    way.behind_downgrade = [&](Passage& passage) {
        if (std::exchange(down_was_shown_, true)) return;
        passage.refusal = down_refusal_ ? &*down_refusal_ : nullptr;
        show(passage, found);
    };
    std::vector<Diagnostic> faults = round_trip(upgrade, *downgrade, way);
    if (!faults.empty()) {
        std::ranges::move(faults, std::back_inserter(found));
    } else if (down_refusal_ && down_refusal_->again) {
        found.push_back(fails_on_rows(upgrade.file, upgrade.section, *down_refusal_));
    }
}

void Rehearsal::go_on(std::vector<Diagnostic>& found) {
    const auto [file, section] = std::exchange(to_go_on_, {});
    if (file == nullptr) return;
    const auto ran = database_.run(*file, *section);
    if (const auto* fault = std::get_if<Fault>(&ran)) {
        if (!up_refusal_) found.push_back(fails_on_rows(*file, *section, Refusal{*fault}));
        database_.become(plain_);  // without the rows that it fails on
        digests_.forget_all();
    } else {
        digests_.forget(std::get<Passage>(ran).changes);
        database_.commit();
    }
    const Section* fixture = file->fixture(Dialect::sqlite);
    if (fixture == nullptr) return;
    const auto filled = database_.run(*file, *fixture);
    if (const auto* fault = std::get_if<Fault>(&filled)) {
        database_.roll_back();
        std::ranges::move(diagnose_all(*file, *fixture, *fault, Code::malformed_fixture),
                          std::back_inserter(found));
    } else {
        digests_.forget(std::get<Passage>(filled).changes);
        database_.commit();
    }
}

void Rehearsal::find_fixture_rows() {
    fixture_tables_.clear();
    if (!has_fixtures()) return;
    const auto count = [](const TrialDatabase& database, const std::string& table) {
        sqlite::Statement rows;
        const std::string sql = "SELECT count(*) FROM main." + quoted_name(table);
        const bool answers =
            rows.prepare(sqlite::Connection::borrow(database.handle()), sql) == SQLITE_OK &&
            rows.step() == SQLITE_ROW;
        return answers ? rows.number(0) : 0;
    };
    for (const auto& [table, objects] : plain_.schema().groups) {
        if (objects.front().kind != SchemaObject::Kind::table) continue;
        if (count(database_, table) > count(plain_, table)) fixture_tables_.insert(table);
    }
}

void Rehearsal::show(const Passage& passage, std::vector<Diagnostic>& found) const {
    for (Inspector* rule : rules_) rule->inspect(passage, found);
}

RowsBefore Rehearsal::fill(const std::set<std::string>& words, CanaryRows::Kind kind,
                           unsigned generation, const CanaryRows::Suits& suits) {
    const Schema& schema = tried_->schema();
    std::set<std::string> tables = references_.reached(words, schema);
    for (const std::string& word : words) {
        const std::set<std::string>& children = references_.children_of(word);
        tables.insert(children.begin(), children.end());
    }
    std::erase_if(tables, [&](const std::string& table) {
        return is_own_table(table) || find_table(schema, table) == nullptr ||
               left_out_.count(table) > 0;
    });
    RowsBefore rows;
    rows.canaries = tables;
    std::erase_if(rows.canaries,
                  [&](const std::string& table) { return fixture_tables_.count(table) > 0; });
    for (CanaryRows::Unfilled& unfilled :
         canary_rows_.fill(tried_->handle(), schema, rows.canaries, kind, generation, suits)) {
        // Children of a table that is left out have no parents.
        if (!left_out_.empty()) continue;
        rows.unfilled.emplace(std::move(unfilled.table), std::move(unfilled.why));
    }
    for (const std::string& table : tables) {
        if (auto read = read_rows(tried_->handle(), table)) {
            rows.tables.emplace(table, *std::move(read));
        }
    }
    std::set<std::string> children = tables;
    std::erase_if(children,
                  [&](const std::string& table) { return references_.parents_of(table).empty(); });
    find_violations(sqlite::Connection::borrow(tried_->handle()), children, rows.violations);
    return rows;
}

void Rehearsal::keep(Packer& out, const Chain& chain) const {
    canary_rows_.keep(out, plain_.schema());
    out.texts(told_unfilled_);
    const RevisionFile* last = to_go_on_.first;
    out.flag(last != nullptr);
    if (last != nullptr) out.number(chain.position(*last));
    out.flag(up_refusal_.has_value());
    for (const Inspector* rule : rules_) rule->keep(out, chain);
}

void Rehearsal::take_up(Unpacker& in, const Chain& chain, const Schema& now) {
    references_.learn(now);
    canary_rows_.take_up(in, now);
    told_unfilled_ = in.texts();
    if (in.flag()) {
        const RevisionFile& last = chain.file(in.number_below(chain.size()));
        to_go_on_ = {&last, last.section(Direction::upgrade, Dialect::sqlite)};
    }
    if (in.flag()) up_refusal_.emplace();  // when it goes on, no more than that is asked for
    for (Inspector* rule : rules_) rule->take_up(in, chain, now);
}

}  // namespace kiln::tool
