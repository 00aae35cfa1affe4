#include "tool/replay/canary_plan.hpp"

#include "tool/replay/canary_probe.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

CanaryCandidate null_candidate() {
    return {
        .kind = CanaryCandidate::Kind::form, .form = CanaryForm::null, .constant = {}, .text = {}};
}

/// The checks that this column alone decides.
std::vector<std::size_t> own_checks(const CanaryTable& table, std::size_t column) {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < table.checks.size(); ++i) {
        const auto& columns = table.checks[i].columns;
        if (columns.size() == 1 && columns.front() == column) found.push_back(i);
    }
    return found;
}

class CandidateFilter {
public:
    CandidateFilter(CanaryProbe& probe, const CanaryTable& table, std::size_t column)
        : probe_(probe), table_(table), column_(column), checks_(own_checks(table, column)) {}

    bool passes(const CanaryValue& value) {
        if (checks_.empty()) return true;
        CanaryRow row(table_.columns.size());
        row[column_] = value;
        return probe_.put(row) && std::all_of(checks_.begin(), checks_.end(),
                                              [&](std::size_t i) { return probe_.holds(i); });
    }

    std::vector<CanaryCandidate> passing(const std::vector<CanaryCandidate>& all) {
        // Of texts and numbers that differ from row to row, early and late ones.
        constexpr CanarySerial early{0, 1};
        constexpr CanarySerial late{3, CanarySerial::slots - 1};
        const CanaryColumn& column = table_.columns[column_];
        std::vector<CanaryCandidate> some;
        std::vector<CanaryValue> known;
        for (const CanaryCandidate& candidate : all) {
            const CanaryValue value = value_of(candidate, column, early);
            if (std::find(known.begin(), known.end(), value) != known.end()) continue;
            if (!passes(value) || !passes(value_of(candidate, column, late))) continue;
            known.push_back(value);
            some.push_back(candidate);
        }
        return some;
    }

private:
    CanaryProbe& probe_;
    const CanaryTable& table_;
    std::size_t column_;
    std::vector<std::size_t> checks_;
};

}  // namespace

void CanaryWish::set_null(std::size_t column) { values[column] = null_candidate(); }

void CanaryPlan::prepare(sqlite3* db) {
    if (std::exchange(is_ready, true)) return;
    CanaryProbe probe(db, table);
    was_completed.resize(table.columns.size(), false);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        CandidateFilter filter(probe, table, i);
        may_be_null.push_back(!table.columns[i].not_null && filter.passes(std::monostate{}));
        values.push_back(filter.passing(usual_candidates()));
        const bool is_plain = std::any_of(values[i].begin(), values[i].end(), [](const auto& each) {
            return each.is(CanaryForm::plain);
        });
        if (!is_plain) try_more(i, probe);
        if (!values[i].empty()) continue;
        values[i] = usual_candidates();
        if (may_be_null[i]) values[i] = {null_candidate()};
    }
}

void CanaryPlan::try_more(std::size_t column, CanaryProbe& probe) {
    if (was_completed[column]) return;
    was_completed[column] = true;
    for (CanaryCandidate& candidate :
         CandidateFilter(probe, table, column).passing(further_candidates(table, column))) {
        values[column].push_back(std::move(candidate));
    }
}

const CanaryCandidate& CanaryPlan::value(std::size_t column, CanaryForm form,
                                         std::size_t turn) const {
    const auto& all = values[column];
    for (const CanaryForm wanted : {form, CanaryForm::plain}) {
        const auto found = std::find_if(
            all.begin(), all.end(), [&](const auto& candidate) { return candidate.is(wanted); });
        if (found != all.end()) return *found;
    }
    return all[turn % all.size()];
}

bool CanaryPlan::may_be_null_in(const CanaryForeignKey& key) const {
    return std::any_of(key.columns.begin(), key.columns.end(),
                       [&](std::size_t column) { return may_be_null[column]; });
}

}  // namespace kiln::tool
