#include "tool/rules/candidate_rows.hpp"

#include "tool/rules/condition_texts.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

/// By column, as SQL.
using Choices = std::map<int, std::vector<std::string>>;

/// Of the columns of the condition that may have any value: what it may ask for.
Choices choices_for(const CanarySql& sql, const FilledTable& table, const FilledCheck& check,
                    const RowValues& values, int number) {
    std::string conditions = check.text;
    // They are to be met at once.
    for (const FilledCheck& other : table.checks) {
        const bool shares = std::ranges::any_of(
            other.columns, [&](int column) { return check.columns.contains(column); });
        if (shares && &other != &check) conditions += " " + other.text;
    }
    const auto texts = texts_for_condition(conditions, sql.rules(), number);
    Choices choices;
    for (const auto& [place, column] : table.columns) {
        const bool is_named = check.columns.empty()
                                  ? check.text.find(column.name) != std::string::npos
                                  : check.columns.contains(place);
        if (!is_named || !values.contains(place)) continue;
        std::vector<std::string>& each = choices[place];
        each.reserve(texts.size());
        for (const std::string& text : texts) each.push_back(sql.literal(column, text));
    }
    return choices;
}

/// Of what may be NULL: of five columns `a IS NULL` may go with `b IS NOT NULL`. All sets of few
/// columns; of many those with all but one.
std::vector<std::set<int>> sets_of_nulls(const FilledTable& table, const Choices& choices) {
    std::vector<int> nullable;
    for (const auto& [column, values] : choices) {
        if (!table.columns.at(column).not_null) nullable.push_back(column);
    }
    std::vector<std::set<int>> sets;
    constexpr std::size_t few = 6;
    if (nullable.size() > few) {
        for (const int kept : nullable) {
            std::set<int>& others = sets.emplace_back(nullable.begin(), nullable.end());
            others.erase(kept);
        }
        return sets;
    }
    for (std::size_t mask = 1; mask < std::size_t{1} << nullable.size(); ++mask) {
        std::set<int>& columns = sets.emplace_back();
        for (std::size_t i = 0; i < nullable.size(); ++i) {
            if ((mask >> i & 1U) != 0) columns.insert(nullable[i]);
        }
    }
    return sets;
}

RowValues with_nulls(RowValues values, const std::set<int>& columns) {
    for (const int column : columns) values[column] = "NULL";
    return values;
}

class Trial {
public:
    Trial(const RowValues& values, const Choices& choices, const std::vector<std::set<int>>& nulls,
          const std::function<bool(const RowValues& row)>& passes)
        : values_(values), choices_(choices), nulls_(nulls), passes_(passes) {}

    bool by_nulls() const {
        return std::ranges::any_of(nulls_, [&](const std::set<int>& columns) {
            return passes_(with_nulls(values_, columns));
        });
    }

    bool by_values() const {
        return std::ranges::any_of(choices_, [&](const auto& choice) {
            RowValues row = values_;
            return any_passes(row, choice.first, choice.second);
        });
    }

    bool among_nulls() {
        left_ = most_rows;
        for (const auto& [column, values] : choices_) {
            for (const std::set<int>& columns : nulls_) {
                if (columns.contains(column)) continue;
                left_ -= static_cast<int>(values.size());
                if (left_ < 0) return false;
                RowValues row = with_nulls(values_, columns);
                if (any_passes(row, column, values)) return true;
            }
        }
        return false;
    }

    bool by_twos() {
        left_ = most_rows;
        for (auto first = choices_.begin(); first != choices_.end(); ++first) {
            for (auto second = std::next(first); second != choices_.end(); ++second) {
                RowValues row = values_;
                for (const std::string& value : first->second) {
                    left_ -= static_cast<int>(second->second.size());
                    if (left_ < 0) return false;
                    row[first->first] = value;
                    if (any_passes(row, second->first, second->second)) return true;
                }
            }
        }
        return false;
    }

private:
    bool any_passes(RowValues& row, int column, const std::vector<std::string>& values) const {
        return std::ranges::any_of(values, [&](const std::string& value) {
            row[column] = value;
            return passes_(row);
        });
    }

    static constexpr int most_rows = 600;
    const RowValues& values_;
    const Choices& choices_;
    const std::vector<std::set<int>>& nulls_;
    const std::function<bool(const RowValues& row)>& passes_;
    int left_ = 0;
};

}  // namespace

bool try_rows_for(const CanarySql& sql, const FilledTable& table, const FilledCheck& check,
                  const RowValues& values, int number,
                  const std::function<bool(const RowValues& row)>& passes) {
    const Choices choices = choices_for(sql, table, check, values, number);
    const std::vector<std::set<int>> nulls = sets_of_nulls(table, choices);
    Trial trial(values, choices, nulls, passes);
    return trial.by_nulls() || trial.by_values() || trial.among_nulls() || trial.by_twos();
}

}  // namespace kiln::tool
