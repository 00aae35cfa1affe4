#include "tool/rules/server_orders.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/catalog.hpp"
#include "tool/replay/mysql_catalog.hpp"
#include "tool/rules/server_canaries.hpp"
#include "tool/rules/server_losses.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

/// Of each table, by its name, the values of its columns, sorted: how revisions ordered rows does
/// not count.
using RowsByName = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

class OrdersOfMeeting {
public:
    OrdersOfMeeting(std::span<const RevisionFile> files, const Graph& graph, ServerStage& stage,
                    const Meeting& meeting, const OrderFindings& findings,
                    const std::set<Oid64>& with_fixtures, std::vector<Diagnostic>& found)
        : files_(files),
          graph_(graph),
          stage_(stage),
          meeting_(meeting),
          findings_(findings),
          with_fixtures_(with_fixtures),
          found_(found) {}

    void look() {
        std::string text;
        bool in_transaction = true;
        for (const std::uint32_t each : with_merge(meeting_.region)) {
            const Section* const section = section_of(each);
            if (section == nullptr) continue;
            text += section->sql + "\n";
            in_transaction = in_transaction && !section->no_transaction;
        }
        names_ = stage_.names();
        tables_ = stage_.reached(names_, text);
        tables_.merge(stage_.with_triggers_on(names_, tables_));
        stage_.begin_trial(tables_, in_transaction);
        Outcome own = run(meeting_.region);
        if (own.fault) {
            on_rows_ = false;
            own = run(meeting_.region);
        }
        if (!own.fault) {
            for (const Meeting::Order& order : meeting_.orders) {
                compare(order, own, run(order.positions));
            }
        }
        stage_.end_trial();
    }

private:
    struct Outcome {
        std::optional<Fault> fault;
        std::uint32_t failed = 0;
        Catalog catalog;
        RowsByName rows;
    };

    const RevisionFile& file(std::uint32_t position) const {
        return files_[graph_.order[position]];
    }
    const Section* section_of(std::uint32_t position) const {
        return file(position).section(Direction::upgrade, stage_.dialect());
    }
    std::vector<std::uint32_t> with_merge(std::vector<std::uint32_t> positions) const {
        if (meeting_.is_merge) positions.push_back(meeting_.merge);
        return positions;
    }

    std::set<std::string> words_of(std::uint32_t position) const {
        const Section* const section = section_of(position);
        return section == nullptr ? std::set<std::string>() : sql_words(section->sql);
    }

    std::set<std::string> shared(const OrderPair& pair) const {
        std::set<std::string> both;
        const std::set<std::string> one = words_of(pair.earlier);
        const std::set<std::string> two = words_of(pair.later);
        std::ranges::set_intersection(one, two, std::inserter(both, both.end()));
        return both;
    }

    Outcome run(const std::vector<std::uint32_t>& order) {
        stage_.restart_trial();
        std::set<Oid64> filled = tables_;
        std::erase_if(filled, [&](Oid64 each) { return with_fixtures_.contains(each); });
        if (on_rows_) fill_for_trial(stage_, filled, ServerCanaries::ordinary, 0);
        Outcome outcome;
        for (const std::uint32_t position : with_merge(order)) {
            const Section* const section = section_of(position);
            if (section == nullptr) continue;
            outcome.fault = stage_.run(*section);
            outcome.failed = position;
            if (outcome.fault) return outcome;
        }
        outcome.catalog = stage_.catalog();
        std::set<Oid64> looked_at = tables_;
        for (const auto& [oid, name] : stage_.names()) {
            if (!names_.contains(oid)) looked_at.insert(oid);
        }
        const auto state = stage_.state(looked_at);
        if (!state) return outcome;
        for (auto& [oid, rows] : read_contents(stage_, *state)) {
            auto& columns = outcome.rows[state->tables.at(oid).shown()];
            for (auto& [number, values] : rows.columns) {
                columns[values.name] = std::move(values.values);
            }
        }
        return outcome;
    }

    /// Both say one of these words, if there are such.
    OrderPair pair_about(const Meeting::Order& order, const std::set<std::string>& words) const {
        const auto says = [&](std::uint32_t position) {
            return std::ranges::any_of(words_of(position),
                                       [&](const auto& word) { return words.contains(word); });
        };
        auto pair = find_pair(meeting_, order, [&](const OrderPair& each) {
            return says(each.earlier) && says(each.later);
        });
        if (!pair) pair = find_pair(meeting_, order, [](const OrderPair&) { return true; });
        return pair.value_or(OrderPair{});
    }

    /// The one that failed is of the two, if it can be.
    OrderPair pair_of_fault(const Meeting::Order& order, const Outcome& other) const {
        std::set<std::string> tables;
        for (const auto& [oid, name] : names_) tables.insert(folded(name.second));
        tables.merge(sql_words(other.fault->message));
        const auto is_about = [&](const OrderPair& each) {
            if (each.earlier != other.failed && each.later != other.failed) return false;
            return std::ranges::any_of(shared(each),
                                       [&](const auto& word) { return tables.contains(word); });
        };
        const auto pair = find_pair(meeting_, order, is_about);
        return pair ? *pair : pair_about(order, sql_words(other.fault->message));
    }

    void compare(const Meeting::Order& order, const Outcome& own, const Outcome& other) {
        if (other.fault) {
            const OrderPair pair = pair_of_fault(order, other);
            tell(pair, [&] {
                return findings_.tell_fault(meeting_, order, pair, file(other.failed),
                                            *other.fault);
            });
            return;
        }
        const std::vector<CatalogDifference> different =
            compare_catalogs(own.catalog, other.catalog);
        if (!different.empty()) {
            std::set<std::string> words = sql_words(different.front().key);
            for (const char* kind : {"table", "column", "index", "constraint", "view", "of"}) {
                words.erase(kind);
            }
            const OrderPair pair = pair_about(order, words);
            tell(pair, [&] {
                Diagnostic told =
                    findings_.tell_difference(meeting_, order, pair, describe(different.front()));
                constexpr std::size_t most = 4;
                for (std::size_t i = 1; i < std::min(most, different.size()); ++i) {
                    told.notes.push_back(note_of("also: " + describe(different[i])));
                }
                return told;
            });
            return;
        }
        const auto table = different_rows(own, other);
        if (!table) return;
        const OrderPair pair = pair_about(order, sql_words(*table));
        tell(pair, [&] { return findings_.tell_rows(meeting_, order, pair, *table); });
    }

    /// But those that are others each time.
    std::optional<std::string> different_rows(const Outcome& own, const Outcome& other) {
        if (own.rows == other.rows) return std::nullopt;
        const Outcome again = run(meeting_.region);
        for (const auto& [table, rows] : own.rows) {
            const auto now = other.rows.find(table);
            const auto then = again.rows.find(table);
            if (now == other.rows.end() || then == again.rows.end()) continue;
            if (rows == then->second && rows != now->second) return table;
        }
        return std::nullopt;
    }

    template <class Make>
    void tell(const OrderPair& pair, const Make& make) {
        if (told_.insert(pair).second) found_.push_back(make());
    }

    std::span<const RevisionFile> files_;
    const Graph& graph_;
    ServerStage& stage_;
    const Meeting& meeting_;
    const OrderFindings& findings_;
    const std::set<Oid64>& with_fixtures_;
    std::vector<Diagnostic>& found_;
    ServerTableNames names_;
    std::set<Oid64> tables_;
    std::set<OrderPair> told_;
    bool on_rows_ = true;
};

}  // namespace

std::uint32_t ServerOrders::horizon(std::uint32_t position) const {
    std::uint32_t last = position;
    for (const Meeting& meeting : meetings_) {
        if (meeting.region.front() == position) last = std::max(last, meeting.last());
    }
    return last;
}

void ServerOrders::look_before(std::uint32_t position,
                               const std::function<bool(std::uint32_t)>& runs,
                               const std::set<Oid64>& with_fixtures,
                               std::vector<Diagnostic>& found) const {
    for (const Meeting& meeting : meetings_) {
        if (meeting.region.front() != position || !std::ranges::all_of(meeting.region, runs) ||
            (meeting.is_merge && !runs(meeting.merge))) {
            continue;
        }
        OrdersOfMeeting(files_, graph_, stage_, meeting, findings_, with_fixtures, found).look();
    }
}

}  // namespace kiln::tool
