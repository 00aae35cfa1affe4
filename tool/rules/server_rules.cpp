#include "tool/rules/server_rules.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/project/linked_code.hpp"
#include "tool/project/utf8.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/replay/place.hpp"
#include "tool/replay/skipped.hpp"
#include "tool/rules/fails_on_rows.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/server_all_rows.hpp"
#include "tool/rules/server_constraints.hpp"
#include "tool/rules/server_drops.hpp"
#include "tool/rules/server_enums.hpp"
#include "tool/rules/server_locks.hpp"
#include "tool/rules/server_losses.hpp"
#include "tool/rules/server_orders.hpp"
#include "tool/rules/server_passage.hpp"
#include "tool/rules/server_rehearsal.hpp"
#include "tool/rules/server_stage.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

constexpr std::array<ServerRule, 4> rules_on_servers{find_dropped_on_server,
                                                     find_changes_of_all_rows_on_server,
                                                     find_new_constraints_on_server, find_locks};

/// Statements of which there may be many, and that change none of what a ServerState holds.
bool leaves_state(std::string_view statement) {
    const std::string word = folded(statement.substr(0, statement.find_first_of(" \t\r\n(")));
    constexpr std::array<std::string_view, 4> words{"insert", "copy", "comment", "grant"};
    return std::ranges::find(words, word) != words.end();
}

const char* hint_for_loss(Code code) {
    switch (code) {
        case Code::fails_on_rows:
            return "delete or mend the children too: with foreign_key_checks off nothing cascades";
        case Code::dependents_broken:
            return "make it anew in this revision too";
        case Code::rows_lost:
            return "keep them, or delete them by a statement of their own: DELETE FROM … WHERE …";
        case Code::lost_on_rebuild:
            return "make it again behind the rebuild, or drop it by name before";
        default:
            return "keep them, or say what becomes of them by an UPDATE";
    }
}

/// As English has them; other languages have others, French with blanks within.
std::string with_plain_quotes(std::string text) {
    for (const std::string_view quote : {"« ", " »", "«", "»", "„", "“", "”"}) {
        for (std::size_t at = 0; (at = text.find(quote, at)) != std::string::npos; ++at) {
            text.replace(at, quote.size(), "\"");
        }
    }
    return text;
}

class RulesOnServer {
public:
    RulesOnServer(std::span<const RevisionFile> files, const Graph& graph,
                  const TrialServer& server, const ServerReplayOptions& options,
                  std::vector<Diagnostic>& found, std::span<const FoundAtRevision> known)
        : chain_(files, graph),
          graph_(graph),
          round_trip_(options.round_trip),
          commits_each_(options.commits_each),
          known_(known),
          at_(known.begin(), known.end()),
          stage_(make_stage(server)),
          orders_(files, graph, *stage_),
          ran_(graph.order.size(), false),
          found_(found) {
        at_.resize(graph.order.size());
        for (const Diagnostic& each : found) {
            if (each.severity == Severity::error) failed_.insert(each.location.file);
        }
        names_ = stage_->names();
    }

    /// What is found at each.
    std::vector<FoundAtRevision> run() {
        for (std::uint32_t position = 0; position < graph_.order.size(); ++position) {
            const std::size_t before = found_.size();
            is_known_ = position < known_.size();
            if (!is_known_) {
                note_horizon(position, orders_.horizon(position));
                orders_.look_before(
                    position, [&](std::uint32_t each) { return can_be_tried(each); },
                    with_fixtures_, found_);
            }
            if (parents_ran(graph_, position, ran_)) ran_[position] = try_revision(position);
            const auto first = found_.begin() + static_cast<std::ptrdiff_t>(before);
            if (is_known_) {
                found_.erase(first, found_.end());
                std::ranges::copy(known_[position].found, std::back_inserter(found_));
            } else {
                at_[position].found.assign(first, found_.end());
            }
        }
        return std::move(at_);
    }

private:
    const RevisionFile& file(std::uint32_t position) const { return chain_.file(position); }

    void note_horizon(std::uint32_t position, std::uint32_t horizon) {
        at_[position].horizon = std::max(at_[position].horizon, horizon);
    }

    /// Its upgrade, which went well in the replay.
    bool can_be_tried(std::uint32_t position) const {
        const Section* up = file(position).section(Direction::upgrade, stage_->dialect());
        return up == nullptr || (!failed_.contains(file(position).path) &&
                                 (!up->is_code || linked_code(up->code_of) != nullptr));
    }

    bool try_revision(std::uint32_t position) {
        const RevisionFile& file = this->file(position);
        const Section* up = file.section(Direction::upgrade, stage_->dialect());
        if (up == nullptr) {
            run_fixture(file);
            return true;
        }
        if (up->is_code) return run_code(file, *up);
        const Section* down =
            round_trip_ ? file.section(Direction::downgrade, stage_->dialect()) : nullptr;
        if (is_known_) return run_known(file, *up);
        reached_ = stage_->reached(names_, up->sql + (down ? "\n" + down->sql : ""));
        ServerRehearsal rehearsal;
        if (!failed_.contains(file.path)) {
            rehearsal = rehearse_on_server(*stage_, file, *up, down, reached_, with_fixtures_);
        }
        stage_->begin_revision(*up);
        ServerPassage upgrade{file, *up, stage_->rules(), {}};
        const auto fault = pass(upgrade);
        if (fault && !pass_without_fixtures(upgrade)) {
            stage_->take_back();
            if (!failed_.contains(file.path)) tell_not_judged(position, *up, *fault);
            return false;
        }
        std::vector<Diagnostic> of_upgrade;
        for (const ServerRule rule : rules_on_servers) rule(upgrade, of_upgrade);
        if (rehearsal.up) tell_refusal(upgrade, *rehearsal.up, of_upgrade);
        tell_losses(upgrade, rehearsal.losses, of_upgrade);
        tell_unfilled(upgrade, rehearsal.unfilled, of_upgrade);
        std::ranges::move(of_upgrade, std::back_inserter(found_));
        if (stage_->dialect() == Dialect::postgresql && !up->no_transaction && !commits_each_) {
            find_enums(position, upgrade);
        }
        const bool is_kept_first = down != nullptr && down->no_transaction;
        if (is_kept_first) stage_->keep(*up);
        if (down != nullptr && !reached_.empty()) try_downgrade(upgrade, *down, rehearsal);
        if (!is_kept_first) stage_->keep(*up);
        names_ = std::move(upgrade.tables_after);
        run_fixture(file);
        return true;
    }

    /// It ran in the replay. Nothing that builds on it is judged either.
    void tell_not_judged(std::uint32_t position, const Section& up, const Fault& fault) {
        Diagnostic told = finding(
            file(position), up, fault.offset, Code::not_judged,
            "the rules were not asked: the upgrade ran on a first database of the server, and does "
            "not run on a second one: " +
                fault.message,
            "what a revision makes on the server, outside of its database, it should make only "
            "where that is missing");
        told.severity = Severity::warning;
        note_skipped(graph_, position, told);
        found_.push_back(std::move(told));
    }

    /// As try_revision() leaves it.
    bool run_known(const RevisionFile& file, const Section& up) {
        reached_.clear();
        stage_->begin_revision(up);
        ServerPassage upgrade{file, up, stage_->rules(), {}};
        if (pass(upgrade) && !pass_without_fixtures(upgrade)) {
            stage_->take_back();
            return false;
        }
        stage_->keep(up);
        names_ = std::move(upgrade.tables_after);
        run_fixture(file);
        return true;
    }

    /// For what comes behind it: nothing is judged.
    bool run_code(const RevisionFile& file, const Section& up) {
        if (linked_code(up.code_of) == nullptr) return false;
        stage_->begin_revision(up);
        if (stage_->run(up)) {
            stage_->take_back();
            return false;
        }
        stage_->keep(up);
        names_ = stage_->names();
        run_fixture(file);
        return true;
    }

    /// Whether the rows of fixtures kept it from running. They are gone then.
    bool pass_without_fixtures(ServerPassage& upgrade) {
        if (!stage_->can_take_back(upgrade.section) || failed_.contains(upgrade.file.path))
            return false;
        stage_->take_back();
        std::vector<std::string> tables;
        const auto state = stage_->state(with_fixtures_);
        if (!state) return false;
        for (const auto& [oid, table] : state->tables) tables.push_back(stage_->table_sql(table));
        with_fixtures_.clear();
        if (tables.empty()) return false;
        stage_->begin_revision(upgrade.section);
        stage_->forget_rows(tables);
        upgrade.statements.clear();
        return !pass(upgrade);
    }

    /// Takes back all that it does.
    void try_downgrade(const ServerPassage& upgrade, const Section& down,
                       const ServerRehearsal& rehearsal) {
        stage_->begin_downgrade(reached_, down);
        ServerPassage downgrade{upgrade.file, down, stage_->rules(), {}};
        downgrade.upgrade = &upgrade;
        if (!pass(downgrade)) {
            for (const ServerRule rule : rules_on_servers) rule(downgrade, found_);
            if (rehearsal.down && rehearsal.down->again) {
                found_.push_back(fails_on_rows(upgrade.file, upgrade.section, *rehearsal.down));
            } else if (rehearsal.down) {
                tell_refusal(downgrade, *rehearsal.down, found_);
            }
        }
        stage_->end_downgrade();
    }

    /// K609 where the statement puts a new constraint over old values, else K601.
    static void tell_refusal(const ServerPassage& passage, const Refusal& refusal,
                             std::vector<Diagnostic>& found) {
        auto demand = new_constraint_at(passage, refusal.fault.offset);
        Diagnostic told =
            demand ? *std::move(demand) : fails_on_rows(passage.file, passage.section, refusal);
        const bool is_told = std::ranges::any_of(found, [&](const Diagnostic& each) {
            return each.code == told.code && each.location.line == told.location.line &&
                   each.location.column == told.location.column;
        });
        if (!is_told) found.push_back(std::move(told));
    }

    static void tell_losses(const ServerPassage& upgrade, const std::vector<ServerLoss>& losses,
                            std::vector<Diagnostic>& found) {
        for (const ServerLoss& loss : losses) {
            Diagnostic told = finding(upgrade.file, upgrade.section, place_of(upgrade, loss),
                                      loss.code, loss.message, hint_for_loss(loss.code));
            if (!loss.note.empty()) told.notes.push_back(note_of(loss.note));
            found.push_back(std::move(told));
        }
    }

    /// The statement behind which table or column are gone, else the last that names them.
    static std::size_t place_of(const ServerPassage& upgrade, const ServerLoss& loss) {
        if (loss.offset) return *loss.offset;
        if (upgrade.statements.empty()) return 0;
        std::size_t named = upgrade.statements.front().offset;
        if (loss.code == Code::dependents_broken) return place_of_name(upgrade, loss.message);
        const int column = loss.column.empty()
                               ? 0
                               : upgrade.before.tables.at(loss.table).find(folded(loss.column));
        for (const ServerStatement& statement : upgrade.statements) {
            const auto table = statement.after->tables.find(loss.table);
            if (table == statement.after->tables.end()) return statement.offset;
            if (column != 0 && !table->second.columns.contains(column)) return statement.offset;
            const std::string text = folded(statement.text);
            const std::string& word = loss.column.empty() ? table->second.name : loss.column;
            if (text.find(folded(word)) != std::string::npos) named = statement.offset;
        }
        return named;
    }

    /// The statement that says a name which the message quotes; else the last.
    static std::size_t place_of_name(const ServerPassage& upgrade, const std::string& message) {
        const std::string plain = with_plain_quotes(message);
        std::set<std::string> names;
        for (std::size_t at = plain.find('"'); at != std::string::npos;) {
            const std::size_t end = plain.find('"', at + 1);
            if (end == std::string::npos) break;
            names.insert(folded(plain.substr(at + 1, end - at - 1)));
            at = plain.find('"', end + 1);
        }
        for (const ServerStatement& statement : upgrade.statements) {
            const std::string text = folded(statement.text);
            const bool says = std::ranges::any_of(names, [&](const std::string& name) {
                return text.find(name) != std::string::npos;
            });
            if (says) return statement.offset;
        }
        return upgrade.statements.back().offset;
    }

    /// The statement that makes it; else the last that makes anything of its name.
    static std::size_t place_of_table(const ServerPassage& upgrade, const std::string& table) {
        std::size_t place = 0;
        for (const ServerStatement& statement : upgrade.statements) {
            const std::string_view text = statement.text;
            const std::set<std::string> words = sql_words(text.substr(0, text.find('(')));
            if (!words.contains("create") || !words.contains(folded(table))) continue;
            if (words.contains("table")) return statement.offset;
            place = statement.offset;
        }
        return place;
    }

    static void tell_unfilled(const ServerPassage& upgrade,
                              const std::map<std::string, std::string>& unfilled,
                              std::vector<Diagnostic>& found) {
        constexpr std::size_t longest = 200;  // a trigger may say a row's values
        for (const auto& [table, why] : unfilled) {
            Diagnostic told = finding(upgrade.file, upgrade.section, place_of_table(upgrade, table),
                                      Code::no_canary_rows,
                                      "no row can be made for " + quote(table) +
                                          " to try revisions on: " + shortened(why, longest),
                                      "give it rows in a section '-- kiln:fixture'");
            told.severity = Severity::warning;
            found.push_back(std::move(told));
        }
    }

    /// Its rows stay.
    void run_fixture(const RevisionFile& file) {
        const Section* fixture = file.fixture(stage_->dialect());
        if (fixture == nullptr) return;
        const std::set<Oid64> tables = stage_->reached(names_, fixture->sql);
        const std::map<Oid64, std::size_t> before = counts_of(tables);
        if (const auto fault = stage_->run_fixture(*fixture)) {
            std::ranges::move(diagnose_all(file, *fixture, *fault, Code::malformed_fixture),
                              std::back_inserter(found_));
            return;
        }
        for (const auto& [oid, count] : counts_of(tables)) {
            if (count > before.at(oid)) with_fixtures_.insert(oid);
        }
    }

    std::map<Oid64, std::size_t> counts_of(const std::set<Oid64>& tables) const {
        std::map<Oid64, std::size_t> counts;
        const auto state = stage_->state(tables);
        if (!state) return counts;
        for (const auto& [oid, rows] : read_contents(*stage_, *state)) counts[oid] = rows.count;
        return counts;
    }

    /// In the transaction that is open. Behind a fault all is to be rolled back.
    std::optional<Fault> pass(ServerPassage& passage) {
        passage.now = stage_->state(reached_);
        if (!passage.now) return Fault{};
        passage.before = passage.upgrade == nullptr
                             ? *passage.now
                             : known_before(*passage.now, passage.upgrade->before);
        const std::string& sql = passage.section.sql;
        std::shared_ptr<const ServerState> state = passage.now;
        auto fault = stage_->run(passage.section, [&](std::string_view text) {
            if (!reached_.empty() && !leaves_state(text)) {
                if (auto now = stage_->state(reached_)) state = std::move(now);
            }
            passage.statements.push_back(
                {static_cast<std::size_t>(text.data() - sql.data()), text, state});
        });
        if (fault) return fault;
        passage.tables_after = stage_->names();
        return std::nullopt;
    }

    /// K624: those that come behind it are tried in its transaction, as one run has them.
    void find_enums(std::uint32_t position, const ServerPassage& upgrade) {
        for (const ServerStatement& statement : upgrade.statements) {
            const std::string value = added_enum_value(statement.text);
            if (value.empty()) continue;
            at_[position].enum_values.push_back(value);
            const std::uint32_t last = last_use_of_enum_value(chain_, position, value);
            note_horizon(position, last);
            if (last == position) continue;
            stage_->tell("SAVEPOINT kiln_enum");
            for (std::uint32_t next = position + 1; next <= last; ++next) {
                const Section* section = file(next).section(Direction::upgrade, stage_->dialect());
                if (section == nullptr || section->is_code) continue;
                const std::optional<Fault> fault = stage_->run(*section);
                if (!fault) continue;
                if (is_unsafe_use(*fault, value)) {
                    found_.push_back(enum_in_same_run(upgrade, statement.offset, value,
                                                      file(next).revision.text));
                }
                break;
            }
            stage_->tell("ROLLBACK TO SAVEPOINT kiln_enum");
        }
    }

    Chain chain_;
    const Graph& graph_;
    bool round_trip_;
    bool commits_each_;
    std::span<const FoundAtRevision> known_;
    bool is_known_ = false;            // the revision that is run
    std::vector<FoundAtRevision> at_;  // each
    std::unique_ptr<ServerStage> stage_;
    ServerOrders orders_;
    std::vector<bool> ran_;
    ServerTableNames names_;
    std::set<Oid64> reached_;  // by the revision that is tried
    std::vector<Diagnostic>& found_;
    std::set<std::string> failed_;   // files, in the replay
    std::set<Oid64> with_fixtures_;  // tables that have rows of fixtures
};

}  // namespace

std::vector<FoundAtRevision> apply_rules_on_server(std::span<const RevisionFile> files,
                                                   const Graph& graph, const TrialServer& server,
                                                   const ServerReplayOptions& options,
                                                   std::vector<Diagnostic>& found,
                                                   std::span<const FoundAtRevision> known) {
    return RulesOnServer(files, graph, server, options, found, known).run();
}

}  // namespace kiln::tool
