#include "tool/replay/canary_fill.hpp"

#include "src/database/sqlite/setting.hpp"
#include "src/sql/quoting.hpp"
#include "tool/replay/canary_search.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

// The slots of rows. The first has NULLs, so that rows which refer to their own table find one
// that ends the way up; the third is like the second.
constexpr unsigned nulls_slot = 0;
constexpr unsigned first_slot = CanarySerial::first_slot;
constexpr unsigned twin_slot = 2;
constexpr unsigned other_twin_slot = 6;  // like the same, by other columns
constexpr unsigned joined_slot = 7;      // NULLs but in foreign keys
constexpr unsigned ordinary_slot = 8;
constexpr unsigned parent_slot = 12;

CanaryForm form_of_slot(unsigned slot) {
    switch (slot) {
        case 3:
            return CanaryForm::long_text;
        case 4:
            return CanaryForm::leading_zeros;
        case 5:
            return CanaryForm::empty_text;
        case ordinary_slot:
        case ordinary_slot + 1:
            return CanaryForm::modest;
        default:
            return CanaryForm::plain;
    }
}

/// A column of each set that must be unique, unless it has one already.
std::vector<bool> distinguishing_columns(const CanaryTable& table, bool take_first) {
    std::vector<bool> own(table.columns.size(), false);
    for (const auto& set : table.unique) {
        const bool has_one =
            std::any_of(set.begin(), set.end(), [&](std::size_t column) { return own[column]; });
        if (!has_one && !set.empty()) own[take_first ? set.front() : set.back()] = true;
    }
    return own;
}

bool has_pairs(const CanaryTable& table) {
    return std::any_of(table.unique.begin(), table.unique.end(),
                       [](const auto& set) { return set.size() > 1; });
}

bool is_in(const std::vector<std::size_t>& columns, std::size_t column) {
    return std::find(columns.begin(), columns.end(), column) != columns.end();
}

bool is_in_foreign_key(const CanaryTable& table, std::size_t column) {
    return std::any_of(table.foreign_keys.begin(), table.foreign_keys.end(),
                       [&](const auto& key) { return is_in(key.columns, column); });
}

/// The row of NULLs refers to nothing where it can, and some NULLs may be seen by a join alone.
bool has_nulls_beside_keys(const CanaryPlan& plan) {
    const bool may_refer_to_nothing =
        std::any_of(plan.table.foreign_keys.begin(), plan.table.foreign_keys.end(),
                    [&](const auto& key) { return plan.may_be_null_in(key); });
    if (!may_refer_to_nothing) return false;
    for (std::size_t i = 0; i < plan.may_be_null.size(); ++i) {
        if (plan.may_be_null[i] && !is_in_foreign_key(plan.table, i)) return true;
    }
    return false;
}

}  // namespace

CanaryFill::CanaryFill(sqlite3* db, const std::set<std::string>& tables, CanaryRows::Kind kind,
                       unsigned generation, CanaryTableOf table_of)
    : db_(db),
      asked_(tables),
      kind_(kind),
      generation_(generation),
      table_of_(std::move(table_of)),
      parents_(db, states_, table_of_) {}

std::vector<CanaryRows::Unfilled> CanaryFill::run() {
    sqlite::Setting triggers(db_, SQLITE_DBCONFIG_ENABLE_TRIGGER);
    triggers.set(0);
    for (const std::string& name : asked_) visit(name);
    for (const Pending& pending : pending_) settle(pending);
    std::vector<CanaryRows::Unfilled> unfilled;
    for (const auto& [name, state] : states_) {
        if (state.is_asked && state.rows.empty() && !holds_rows(state.table())) {
            unfilled.push_back({name, state.why});
        }
    }
    return unfilled;
}

void CanaryFill::visit(const std::string& name) {
    CanaryPlan* const plan = table_of_(name);
    if (plan == nullptr) return;
    const auto [entry, is_new] = states_.try_emplace(name);
    if (!is_new) return;
    CanaryState& state = entry->second;
    state.plan = plan;
    plan->prepare(db_);
    state.is_asked = asked_.count(name) > 0;
    for (const CanaryForeignKey& key : state.table().foreign_keys) {
        if (lacks_rows(state, key)) visit(key.parent);
    }
    make_rows(state);
    state.is_done = true;
}

bool CanaryFill::lacks_rows(const CanaryState& child, const CanaryForeignKey& key) const {
    if (asked_.count(key.parent) > 0) return true;
    if (states_.count(key.parent) > 0) return false;
    // What only serves as a parent has none itself where it can be without.
    if (!child.is_asked && child.plan->may_be_null_in(key)) return false;
    const bool needs_two = kind_ == CanaryRows::Kind::ordinary || child.table().is_unique(key);
    return parents_.rows(key).size() < (needs_two ? 2U : 1U);
}

std::vector<unsigned> CanaryFill::slots_of(const CanaryState& state) const {
    if (!state.is_asked) return {parent_slot, parent_slot + 1};
    if (kind_ == CanaryRows::Kind::ordinary) return {ordinary_slot, ordinary_slot + 1};
    std::vector<unsigned> slots{nulls_slot, first_slot, twin_slot, 3, 4, 5};
    if (has_pairs(state.table())) slots.push_back(other_twin_slot);
    if (has_nulls_beside_keys(*state.plan)) slots.push_back(joined_slot);
    return slots;
}

void CanaryFill::make_rows(CanaryState& state) {
    sqlite::Statement insert;
    if (insert.prepare(sqlite::Connection::borrow(db_), state.table().insert) != SQLITE_OK) {
        state.why = sqlite::last_message(db_);
        return;
    }
    for (const unsigned slot : slots_of(state)) {
        if (make_row(state, insert, slot)) continue;
        state.plan->given_up.insert(number_of(slot));
    }
}

bool CanaryFill::make_row(CanaryState& state, sqlite::Statement& insert, unsigned slot) {
    CanaryPlan& plan = *state.plan;
    if (const auto known = plan.worked.find(number_of(slot)); known != plan.worked.end()) {
        auto draft = draft_of(state, parents_, known->second, generation_);
        if (draft && insert_row(state, insert, known->second, *std::move(draft))) return true;
    }
    std::optional<CanaryProbe> probe;
    const bool was_given_up = plan.given_up.count(number_of(slot)) > 0;
    // What triggers refuse is better than nothing: some refuse everything.
    for (const bool heeds_triggers : {true, false}) {
        if (heeds_triggers && !plan.table.has_refusals()) continue;
        for (unsigned attempt = 0;; ++attempt) {
            std::optional<CanaryWish> wish = wish_at(plan, slot, attempt);
            if (!wish) break;
            if (make_with(state, insert, *std::move(wish), heeds_triggers, probe)) return true;
            if (was_given_up) break;
        }
    }
    return false;
}

bool CanaryFill::make_with(CanaryState& state, sqlite::Statement& insert, CanaryWish wish,
                           bool heeds_triggers, std::optional<CanaryProbe>& probe) {
    CanaryPlan& plan = *state.plan;
    const auto mend = [&] {
        if (plan.table.checks.empty() || plan.tries_left < 0) return false;
        if (!probe) probe.emplace(db_, plan.table);
        return CanarySearch(state, parents_, *probe, generation_).mend(wish);
    };
    if (heeds_triggers && !mend()) return false;
    auto draft = draft_of(state, parents_, wish, generation_);
    if (!draft || !insert_row(state, insert, wish, *std::move(draft))) {
        if (heeds_triggers || !mend()) return false;
        draft = draft_of(state, parents_, wish, generation_);
        if (!draft || !insert_row(state, insert, wish, *std::move(draft))) return false;
    }
    const unsigned number = number_of(wish.slot);
    plan.worked.insert_or_assign(number, std::move(wish));
    return true;
}

std::optional<CanaryWish> CanaryFill::wish_at(const CanaryPlan& plan, unsigned slot,
                                              unsigned attempt) const {
    const CanaryTable& table = plan.table;
    if (slot == twin_slot && table.primary_key.size() < 2) {
        if (attempt == 0) {
            // An index over some rows may let them be quite alike.
            std::vector<bool> own(table.columns.size(), false);
            for (const std::size_t column : table.primary_key) own[column] = true;
            return twin(plan, slot, own);
        }
        --attempt;
    }
    if (slot == twin_slot || slot == other_twin_slot) {
        if (attempt == 0) {
            return twin(plan, slot, distinguishing_columns(table, slot == other_twin_slot));
        }
        --attempt;
    }
    const bool has_nulls = slot == nulls_slot || slot == joined_slot || slot >= parent_slot;
    if (attempt == 0) return wish(plan, slot, form_of_slot(slot), has_nulls, 0);
    constexpr unsigned most_turns = 16;
    if (attempt > most_turns + 1) return std::nullopt;
    if (attempt <= most_turns) return wish(plan, slot, CanaryForm::plain, false, attempt - 1);
    // The key of a parent may be of a type that its child cannot store.
    CanaryWish alone = wish(plan, slot, CanaryForm::plain, false, 0);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (plan.may_be_null[i] && is_in_foreign_key(table, i)) alone.set_null(i);
    }
    return alone;
}

CanaryWish CanaryFill::wish(const CanaryPlan& plan, unsigned slot, CanaryForm form, bool has_nulls,
                            std::size_t turn) const {
    const CanaryTable& table = plan.table;
    CanaryWish wish;
    wish.slot = slot;
    wish.own.resize(table.columns.size(), true);
    wish.shifts.resize(table.foreign_keys.size(), turn);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        // A key is read by people, and referred to: of odd values digits are enough.
        const bool is_key = is_in(table.primary_key, i);
        const CanaryForm wanted =
            is_key && form != CanaryForm::leading_zeros ? CanaryForm::plain : form;
        wish.values.push_back(plan.value(i, wanted, turn_of(slot, i) + turn));
        const bool is_joined = slot == joined_slot && is_in_foreign_key(table, i);
        if (has_nulls && plan.may_be_null[i] && !is_joined) wish.set_null(i);
    }
    return wish;
}

/// So that columns of the same few values do not have the same ones in all rows.
std::size_t CanaryFill::turn_of(unsigned slot, std::size_t column) const {
    return slot + 5 * generation_ + column + column / 2 * (slot / 2) - 1;
}

/// Like the first row but for these columns.
CanaryWish CanaryFill::twin(const CanaryPlan& plan, unsigned slot,
                            const std::vector<bool>& own) const {
    const auto first = plan.worked.find(number_of(first_slot));
    CanaryWish twin = first != plan.worked.end()
                          ? first->second
                          : wish(plan, first_slot, CanaryForm::plain, false, 0);
    twin.slot = slot;
    twin.own = own;
    for (std::size_t i = 0; i < own.size(); ++i) {
        if (own[i]) twin.values[i] = plan.value(i, CanaryForm::plain, turn_of(slot, i));
    }
    return twin;
}

bool CanaryFill::insert_row(CanaryState& state, sqlite::Statement& insert, const CanaryWish& wish,
                            CanaryDraft&& draft) {
    const CanaryTable& table = state.table();
    if (!table.rowid_name.empty()) {
        draft.row.emplace_back(canary_key(canary_salt(table.name, 0xff), {generation_, wish.slot}));
    }
    int index = 0;
    for (const CanaryValue& value : draft.row) bind_canary(insert.get(), ++index, value);
    if (insert.run() != SQLITE_OK) {
        state.why = sqlite::last_message(db_);
        return false;
    }
    for (const CanaryForeignKey* key : draft.later) {
        if (wish.slot == nulls_slot && state.plan->may_be_null_in(*key)) continue;
        pending_.push_back({&state, state.rows.size(), key});
    }
    state.rows.push_back(std::move(draft.row));
    return true;
}

void CanaryFill::settle(const Pending& pending) {
    const CanaryTable& table = pending.child->table();
    const std::vector<CanaryRow> rows = parents_.rows(*pending.key);
    if (rows.empty()) return;
    CanaryRow& row = pending.child->rows[pending.row];
    const bool is_unique = table.is_unique(*pending.key);
    const CanaryRow& parent = rows[is_unique ? pending.row % rows.size() : 0];
    std::string sets;
    for (const std::size_t column : pending.key->columns) {
        sets += (sets.empty() ? "" : ", ") + quoted_name(table.columns[column].name) + " = ?";
    }
    CanaryRow identity;
    std::string which;
    if (!table.rowid_name.empty()) {
        which = table.rowid_name + " = ?";
        identity.push_back(row.back());
    } else {
        for (const std::size_t column : table.primary_key) {
            which +=
                (which.empty() ? "" : " AND ") + quoted_name(table.columns[column].name) + " = ?";
            identity.push_back(row[column]);
        }
    }
    sqlite::Statement update;
    const std::string sql =
        "UPDATE OR ABORT main." + quoted_name(table.name) + " SET " + sets + " WHERE " + which;
    if (update.prepare(sqlite::Connection::borrow(db_), sql) != SQLITE_OK) return;
    int index = 0;
    for (const CanaryValue& value : parent) bind_canary(update.get(), ++index, value);
    for (const CanaryValue& value : identity) bind_canary(update.get(), ++index, value);
    if (update.run() != SQLITE_OK) return;
    for (std::size_t i = 0; i < parent.size(); ++i) row[pending.key->columns[i]] = parent[i];
}

bool CanaryFill::holds_rows(const CanaryTable& table) const {
    sqlite::Statement query;
    const std::string sql = "SELECT 1 FROM main." + quoted_name(table.name) + " LIMIT 1";
    return query.prepare(sqlite::Connection::borrow(db_), sql) == SQLITE_OK &&
           query.step() == SQLITE_ROW;
}

}  // namespace kiln::tool
