#include "tool/rules/row_match.hpp"

#include "src/database/written_number.hpp"
#include "src/schema/definition.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/replay/trial_database.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

namespace kiln::tool {
namespace {

using Columns = std::vector<std::pair<std::size_t, std::size_t>>;

bool is_place_of_another(const TableFate& fate, const std::string& name) {
    return std::ranges::any_of(fate.columns, [&](const auto& each) { return each.second == name; });
}

Columns columns_of(const TableRows& before, const TableRows& now, const TableFate* fate) {
    Columns columns;
    for (std::size_t i = 0; i < before.columns.size(); ++i) {
        if (before.columns[i].generated) continue;
        std::string name = folded(before.columns[i].name);
        if (fate != nullptr) {
            // One that was dropped and added again under its name has its place, and lost its
            // values; not where another was renamed to that.
            const auto found = fate->columns.find(name);
            if (found == fate->columns.end() && is_place_of_another(*fate, name)) continue;
            if (found != fate->columns.end()) name = found->second;
        }
        const std::optional<std::size_t> place = now.find(name);
        if (place && !now.columns[*place].generated) columns.emplace_back(i, *place);
    }
    return columns;
}

std::set<std::size_t> primary_key_of(const TableRows& rows, const SchemaObject* table) {
    std::set<std::size_t> key;
    if (table == nullptr) return key;
    for (const Constraint& each : parse_table(table->sql).constraints) {
        if (each.kind != Constraint::Kind::primary_key) continue;
        for (const std::string& name : each.columns) {
            if (const auto column = rows.find(folded(unquoted(name)))) key.insert(*column);
        }
    }
    return key;
}

/// The same for all that a column's type makes of a value: 7, 7.0 and '7'.
CellValue without_type(const CellValue& value) {
    std::optional<double> real;
    if (const auto* number = std::get_if<double>(&value)) real = *number;
    std::string text;
    if (const auto* string = std::get_if<std::string>(&value)) text = *string;
    if (const auto* blob = std::get_if<BlobValue>(&value)) text = blob->bytes;
    if (const auto integer = integer_of(text)) return *integer;
    if (!real) real = only_real_of(text);
    constexpr double largest = 9007199254740992;  // up to here each integer has a double
    if (real && std::abs(*real) <= largest && std::trunc(*real) == *real) {
        return static_cast<std::int64_t>(*real);
    }
    if (real && std::isfinite(*real)) return *real;
    return std::holds_alternative<BlobValue>(value) ? CellValue(std::move(text)) : value;
}

class Matcher {
public:
    Matcher(const TableRows& before, const TableRows& now, const Columns& columns,
            const std::set<std::size_t>& key)
        : before_(before), now_(now), matches_(before.rows.size()), taken_(now.rows.size()) {
        for (const auto& [was, is] : columns) {
            auto& rows = rows_by_value_.emplace_back();
            for (std::size_t row = 0; row < before.rows.size(); ++row) {
                const CellValue& value = before.rows[row].values[was];
                if (value.index() != 0) rows[without_type(value)].push_back(row);
            }
            sources_.push_back(was);
            weights_.push_back(key.count(was) > 0 ? static_cast<double>(columns.size()) : 1.0);
            columns_.push_back(is);
        }
    }

    void by_rowid() {
        std::map<std::int64_t, std::size_t> places;
        for (std::size_t i = 0; i < now_.rows.size(); ++i) {
            if (now_.rows[i].rowid) places.emplace(*now_.rows[i].rowid, i);
        }
        for (std::size_t i = 0; i < before_.rows.size(); ++i) {
            if (!before_.rows[i].rowid) continue;
            const auto place = places.find(*before_.rows[i].rowid);
            if (place != places.end()) pair(i, place->second);
        }
    }

    enum class Values : std::uint8_t { in_place, of_any_column };

    void by_values(Values values) {
        // The surest first, so that a row that shares a common value takes no other's place.
        struct Candidate {
            double score = 0;
            std::size_t was = 0;
            std::size_t is = 0;
        };
        constexpr std::size_t few = 100;
        std::vector<Candidate> candidates;
        for (std::size_t is = 0; is < now_.rows.size(); ++is) {
            if (taken_[is]) continue;
            auto scores = votes(is, values);
            if (values == Values::in_place && now_.rows.size() <= few) add_hints(is, scores);
            for (const auto& [was, score] : scores) {
                if (!matches_[was]) candidates.push_back({score, was, is});
            }
        }
        std::ranges::stable_sort(
            candidates, [](const Candidate& a, const Candidate& b) { return a.score > b.score; });
        for (const Candidate& candidate : candidates) {
            if (!matches_[candidate.was] && !taken_[candidate.is]) {
                pair(candidate.was, candidate.is);
            }
        }
    }

    /// Rows that hold nothing, or a key alone that is another one now, have no value by which to
    /// find them; a new INTEGER PRIMARY KEY gives a number to those that held nothing.
    void of_nulls() {
        for (const bool may_have_number : {false, true}) {
            for (std::size_t was = 0; was < before_.rows.size(); ++was) {
                const std::vector<std::size_t> filled = filled_before(was);
                if (matches_[was] || filled.size() > (may_have_number ? 0 : 1)) continue;
                for (std::size_t is = 0; is < taken_.size(); ++is) {
                    if (taken_[is]) continue;
                    if (may_have_number ? !holds_its_number_alone(is) : filled_now(is) != filled) {
                        continue;
                    }
                    pair(was, is);
                    break;
                }
            }
        }
    }

    std::vector<std::optional<std::size_t>> result() { return std::move(matches_); }

private:
    /// The columns, by their place in `columns_`, that hold something.
    std::vector<std::size_t> filled_before(std::size_t was) const {
        std::vector<std::size_t> filled;
        for (std::size_t i = 0; i < sources_.size(); ++i) {
            if (before_.rows[was].values[sources_[i]].index() != 0) filled.push_back(i);
        }
        return filled;
    }

    std::vector<std::size_t> filled_now(std::size_t is) const {
        std::vector<std::size_t> filled;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (now_.rows[is].values[columns_[i]].index() != 0) filled.push_back(i);
        }
        return filled;
    }

    bool holds_its_number_alone(std::size_t is) const {
        const std::vector<std::size_t> filled = filled_now(is);
        const std::optional<std::int64_t>& rowid = now_.rows[is].rowid;
        return filled.size() == 1 && rowid &&
               now_.rows[is].values[columns_[filled.front()]] == CellValue(*rowid);
    }

    void pair(std::size_t was, std::size_t is) {
        matches_[was] = is;
        taken_[is] = true;
    }

    std::map<std::size_t, double> votes(std::size_t is, Values values) const {
        std::map<std::size_t, double> votes;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            if (values == Values::in_place) {
                vote(is, i, i, votes);
            } else {
                for (std::size_t j = 0; j < columns_.size(); ++j) vote(is, i, j, votes);
            }
        }
        return votes;
    }

    /// Of rows that are alike in their places, the one that has the other values somewhere.
    void add_hints(std::size_t is, std::map<std::size_t, double>& scores) const {
        if (scores.size() < 2) return;
        for (const auto& [was, score] : votes(is, Values::of_any_column)) {
            const auto found = scores.find(was);
            if (found != scores.end()) found->second += score / 1024;
        }
    }

    /// For the rows of before that have in column `was` what row `is` has in `column` now.
    void vote(std::size_t is, std::size_t column, std::size_t was,
              std::map<std::size_t, double>& votes) const {
        constexpr std::size_t common =
            20;  // a value that so many rows have tells them apart no more
        const auto found =
            rows_by_value_[was].find(without_type(now_.rows[is].values[columns_[column]]));
        if (found == rows_by_value_[was].end() || found->second.size() > common) return;
        for (const std::size_t row : found->second) {
            votes[row] += weights_[was] / static_cast<double>(found->second.size());
        }
    }

    const TableRows& before_;
    const TableRows& now_;
    std::vector<std::map<CellValue, std::vector<std::size_t>>> rows_by_value_;
    std::vector<std::size_t> sources_;  // of before, parallel to rows_by_value_
    std::vector<std::size_t> columns_;  // of now, likewise
    std::vector<double> weights_;       // likewise
    std::vector<std::optional<std::size_t>> matches_;
    std::vector<bool> taken_;
};

}  // namespace

std::vector<std::optional<std::size_t>> match_rows(const TableRows& before, const TableRows& now,
                                                   const Columns& columns, bool by_rowid,
                                                   const std::set<std::size_t>& key) {
    Matcher matcher(before, now, columns, key);
    if (by_rowid) matcher.by_rowid();
    matcher.by_values(Matcher::Values::in_place);
    // Where a copy mixes its columns up, the values are all there, and none in its place.
    matcher.by_values(Matcher::Values::of_any_column);
    matcher.of_nulls();
    return matcher.result();
}

std::vector<SurvivingTable> surviving_tables(const Passage& passage, const Lineage& lineage) {
    std::vector<SurvivingTable> tables;
    if (passage.rows == nullptr) return tables;
    for (const auto& [name, before] : passage.rows->tables) {
        if (before.rows.empty()) continue;
        const TableFate* fate = lineage.of(name);
        const std::string new_name = fate == nullptr ? name : fate->new_name;
        if (new_name.empty() || (fate != nullptr && fate->is_virtual)) continue;
        if (fate == nullptr && passage.changes.rows.count(name) == 0) continue;
        auto now = read_rows(passage.database.handle(), new_name);
        if (!now) continue;
        SurvivingTable table{fate, name, new_name, &before, *std::move(now), {}, {}};
        table.columns = columns_of(before, table.now, fate);
        const bool stayed = fate == nullptr || !fate->rebuilt;
        table.matches = match_rows(before, table.now, table.columns, stayed,
                                   primary_key_of(before, find_table(passage.before, name)));
        tables.push_back(std::move(table));
    }
    return tables;
}

std::set<std::string> tables_on_the_way(const Passage& passage, const Lineage& lineage,
                                        const SurvivingTable& table) {
    std::set<std::string> tables{table.name, table.new_name};
    for (const StatementSummary& statement : lineage.statements()) {
        for (const std::string& name : {statement.name, statement.new_name}) {
            tables.insert(name.substr(name.find('.') + 1));
        }
    }
    tables.insert(passage.changes.schema.begin(), passage.changes.schema.end());
    tables.erase("");
    return tables;
}

std::vector<std::pair<std::size_t, std::size_t>> common_columns(const TableRows& before,
                                                                const TableRows& now) {
    return columns_of(before, now, nullptr);
}

}  // namespace kiln::tool
