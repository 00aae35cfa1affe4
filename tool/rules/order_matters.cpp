#include "tool/rules/order_matters.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/meetings.hpp"
#include "tool/rules/order_finding.hpp"
#include "tool/rules/order_run.hpp"
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

class OrderSearch {
public:
    OrderSearch(std::span<const RevisionFile> files, const Graph& graph, const Touches& touches,
                TrialDatabase& database, std::vector<Diagnostic>& found)
        : files_(files),
          graph_(graph),
          touches_(touches),
          database_(database),
          findings_(files, graph, Dialect::sqlite),
          found_(found) {}

    bool is_worth_it(const Meeting& meeting) const {
        return all_ran(meeting) ? std::ranges::any_of(meeting.orders,
                                                      [&](const Meeting::Order& order) {
                                                          return may_matter(meeting, order);
                                                      })
                                : has_fault_here(meeting);
    }

    bool all_ran(const Meeting& meeting) const {
        return std::ranges::all_of(meeting.region, [&](auto each) { return ran(each); }) &&
               (!meeting.is_merge || ran(meeting.merge));
    }

    /// On the database as it is before the region; `fixture_tables` as in an OrderRun.
    void look(const Meeting& meeting, const std::set<std::string>* fixture_tables) {
        std::vector<const RevisionFile*> all = files_of(meeting.region);
        if (meeting.is_merge) all.push_back(&file(meeting.merge));
        OrderRun run(database_, all, fixture_tables);
        if (!all_ran(meeting)) return explain_faults(meeting, run);
        const std::set<std::string> tables = tables_to_compare(meeting);
        bool on_rows = true;
        OrderRun::Outcome own = run.run(all, on_rows, tables);
        if (own.fault) {
            on_rows = false;
            own = run.run(all, on_rows, tables);
            if (own.fault) return;
        }
        std::set<OrderPair> told;
        for (const Meeting::Order& order : meeting.orders) {
            if (!may_matter(meeting, order)) continue;
            std::vector<const RevisionFile*> other_order = files_of(order.positions);
            if (meeting.is_merge) other_order.push_back(&file(meeting.merge));
            compare(meeting, order, own, run.run(other_order, on_rows, tables), told);
        }
    }

private:
    const RevisionFile& file(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }
    const std::string& id(std::uint32_t position) const { return file(position).revision.text; }
    const Touch& touch(std::uint32_t position) const {
        static const Touch nothing;
        const Touch* touch = touches_.of(file(position));
        return touch == nullptr ? nothing : *touch;
    }

    bool ran(std::uint32_t position) const {
        return touches_.of(file(position)) != nullptr ||
               file(position).section(Direction::upgrade, Dialect::sqlite) == nullptr;
    }

    std::vector<const RevisionFile*> files_of(const std::vector<std::uint32_t>& positions) const {
        std::vector<const RevisionFile*> files;
        files.reserve(positions.size() + 1);
        for (const std::uint32_t position : positions) files.push_back(&file(position));
        return files;
    }

    /// Whether something of the branch that comes first can stand in the way of what it overtakes.
    bool may_matter(const Meeting& meeting, const Meeting::Order& order) const {
        Touch overtaken;
        for (const std::uint32_t position : meeting.region) {
            if (!meeting.has(order.branch, position)) {
                overtaken.add(touch(position));
            } else if (may_interfere(overtaken, touch(position))) {
                return true;
            }
        }
        return false;
    }

    /// Those that are to be named: both touch the table, if they can; the one that failed, if it is
    /// of the two.
    OrderPair name_pair(const Meeting& meeting, const Meeting::Order& order,
                        const std::string& table, const RevisionFile* failed) const {
        const auto interfere = [&](const OrderPair& pair) {
            return may_interfere(touch(pair.earlier), touch(pair.later));
        };
        std::optional<OrderPair> pair;
        if (failed != nullptr) {
            pair = find_pair(meeting, order, [&](const OrderPair& each) {
                return &file(each.earlier) == failed && interfere(each);
            });
        } else if (!table.empty()) {
            const auto changes = [&](std::uint32_t position) {
                const Changes& changed = touch(position).changes;
                return changed.schema.count(table) > 0 || changed.rows.count(table) > 0;
            };
            pair = find_pair(meeting, order, [&](const OrderPair& each) {
                return changes(each.earlier) && changes(each.later);
            });
            if (!pair) {
                pair = find_pair(meeting, order, [&](const OrderPair& each) {
                    return touch(each.earlier).reaches(table) && touch(each.later).reaches(table);
                });
            }
        }
        if (!pair) pair = find_pair(meeting, order, interfere);
        return pair.value_or(OrderPair{});
    }

    std::set<std::string> tables_to_compare(const Meeting& meeting) const {
        std::set<std::string> tables;
        for (const std::uint32_t position : meeting.region) {
            if (touches_.is_fickle(file(position))) return {};
            const Changes& changes = touch(position).changes;
            tables.insert(changes.rows.begin(), changes.rows.end());
            tables.insert(changes.schema.begin(), changes.schema.end());
        }
        return tables;
    }

    void compare(const Meeting& meeting, const Meeting::Order& order, const OrderRun::Outcome& own,
                 const OrderRun::Outcome& other, std::set<OrderPair>& told) {
        if (other.fault) {
            const OrderPair pair = name_pair(meeting, order, "", other.failed);
            if (!told.insert(pair).second) return;
            found_.push_back(
                findings_.tell_fault(meeting, order, pair, *other.failed, *other.fault));
            return;
        }
        const std::vector<SchemaDifference> schema = without_moves(
            differences(own.schema, other.schema, different_groups(own.schema, other.schema)));
        if (!schema.empty()) {
            const OrderPair pair = name_pair(meeting, order, folded(schema.front().table), nullptr);
            if (!told.insert(pair).second) return;
            found_.push_back(
                findings_.tell_difference(meeting, order, pair, describe(schema.front())));
            constexpr std::size_t most = 4;
            for (std::size_t i = 1; i < std::min(most, schema.size()); ++i) {
                found_.back().notes.push_back(note_of("also: " + describe(schema[i])));
            }
            return;
        }
        const auto [one, two] = std::ranges::mismatch(own.rows, other.rows);
        if (one == own.rows.end() || two == other.rows.end()) return;
        const OrderPair pair = name_pair(meeting, order, one->first, nullptr);
        if (!told.insert(pair).second) return;
        found_.push_back(findings_.tell_rows(meeting, order, pair, one->first));
    }

    Diagnostic* fault_of(std::uint32_t position) const {
        const auto fault = std::ranges::find_if(found_, [&](const Diagnostic& each) {
            return each.code == Code::upgrade_failed && each.location.file == file(position).path;
        });
        return fault == found_.end() ? nullptr : &*fault;
    }

    bool has_fault_here(const Meeting& meeting) const {
        return std::ranges::any_of(meeting.region,
                                   [&](auto each) { return fault_of(each) != nullptr; });
    }

    /// A revision that failed is tried behind its own branch alone.
    void explain_faults(const Meeting& meeting, OrderRun& run) const {
        for (const std::uint32_t position : meeting.region) {
            Diagnostic* fault = fault_of(position);
            if (fault == nullptr) continue;
            std::vector<const RevisionFile*> own;
            std::vector<std::uint32_t> others;
            collect(meeting, position, own, others);
            if (others.empty() || run.run(own, false, {}).fault) continue;
            Touch words;
            words.named =
                words_of(file(position).section(Direction::upgrade, Dialect::sqlite)->sql);
            std::uint32_t other = others.back();
            for (const std::uint32_t each : others) {
                if (may_interfere(touch(each), words)) other = each;
            }
            fault->notes.push_back(note_of("it runs where " + quote(id(other)) +
                                           ", of another branch, has not run before it"));
        }
    }

    /// What the one at `position` builds on in the region, itself the last, and what else runs
    /// before it.
    void collect(const Meeting& meeting, std::uint32_t position,
                 std::vector<const RevisionFile*>& own, std::vector<std::uint32_t>& others) const {
        std::set<std::uint32_t> needed{position};
        for (auto each = meeting.region.rbegin(); each != meeting.region.rend(); ++each) {
            if (needed.count(*each) == 0) continue;
            for (const auto* parents : {&graph_.down_revisions, &graph_.depends_on}) {
                needed.insert((*parents)[*each].begin(), (*parents)[*each].end());
            }
        }
        for (const std::uint32_t each : meeting.region) {
            if (needed.count(each) > 0) {
                own.push_back(&file(each));
            } else if (each < position && ran(each)) {
                others.push_back(each);
            }
        }
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const Touches& touches_;
    TrialDatabase& database_;
    OrderFindings findings_;
    std::vector<Diagnostic>& found_;
};

/// Brings a database to where the region of one meeting begins, and then to that of the next.
class Approach {
public:
    Approach(std::span<const RevisionFile> files, const Graph& graph, const Touches& touches,
             std::size_t most_memory, Checkpoints* checkpoints,
             std::optional<TrialDatabase>& database)
        : files_(files),
          graph_(graph),
          touches_(touches),
          most_memory_(most_memory),
          checkpoints_(checkpoints),
          database_(database),
          has_fixtures_(std::ranges::any_of(files, [](const RevisionFile& file) {
              return file.fixture(Dialect::sqlite) != nullptr;
          })) {}

    bool go_to(std::uint32_t start) {
        // Checkpoints are of databases without fixtures.
        if (!has_fixtures_ && checkpoints_ != nullptr && position_ < start) {
            position_ = checkpoints_->go_to(position_, start, database_, most_memory_);
        }
        if (run_to(start)) return true;
        if (!std::exchange(has_fixtures_, false)) return false;
        database_.emplace(most_memory_);
        position_ = 0;
        return go_to(start);
    }

    const std::set<std::string>* fixture_tables() const {
        return has_fixtures_ ? &fixture_tables_ : nullptr;
    }

private:
    bool run_to(std::uint32_t start) {
        for (; position_ < start; ++position_) {
            const RevisionFile& file = files_[graph_.order[position_]];
            const Section* section = file.section(Direction::upgrade, Dialect::sqlite);
            if (section == nullptr || touches_.of(file) == nullptr) continue;
            if (!run(file, *section, AlterTests::left_out)) return false;
            const Section* fixture = file.fixture(Dialect::sqlite);
            if (has_fixtures_ && fixture != nullptr) run(file, *fixture, AlterTests::all);
        }
        return true;
    }

    bool run(const RevisionFile& file, const Section& section, AlterTests tests) {
        const auto ran = database_->run(file, section, tests);
        const auto* passage = std::get_if<Passage>(&ran);
        if (passage == nullptr) {
            database_->roll_back();
            return false;
        }
        if (&section == file.fixture(Dialect::sqlite)) {
            fixture_tables_.insert(passage->changes.rows.begin(), passage->changes.rows.end());
        }
        database_->commit();
        return true;
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    const Touches& touches_;
    std::size_t most_memory_;
    Checkpoints* checkpoints_;
    std::optional<TrialDatabase>& database_;
    bool has_fixtures_;  // in the database, as far as they came
    std::uint32_t position_ = 0;
    std::set<std::string> fixture_tables_;
};

}  // namespace

void find_orders_that_matter(std::span<const RevisionFile> files, const Graph& graph,
                             const Touches& touches, std::size_t most_memory,
                             Checkpoints* checkpoints, std::vector<Diagnostic>& found) {
    std::vector<Meeting> meetings = meetings_of(graph);
    if (meetings.empty()) return;
    std::optional<TrialDatabase> database(std::in_place, most_memory);
    OrderSearch search(files, graph, touches, *database, found);
    std::erase_if(meetings, [&](const Meeting& meeting) { return !search.is_worth_it(meeting); });
    Approach approach(files, graph, touches, most_memory, checkpoints, database);
    for (const Meeting& meeting : meetings) {
        // What is told of faults is told at their own places.
        const bool can_be_kept = checkpoints != nullptr && search.all_ran(meeting);
        const auto* known = can_be_kept ? checkpoints->found_at(meeting) : nullptr;
        if (known != nullptr) {
            found.insert(found.end(), known->begin(), known->end());
            continue;
        }
        if (!approach.go_to(meeting.region.front())) return;
        const std::size_t found_before = found.size();
        search.look(meeting, approach.fixture_tables());
        if (can_be_kept) checkpoints->note(meeting, std::span(found).subspan(found_before));
    }
    if (checkpoints != nullptr) checkpoints->keep_meetings();
}

}  // namespace kiln::tool
