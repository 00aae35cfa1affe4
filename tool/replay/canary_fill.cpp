#include "tool/replay/canary_fill.hpp"

#include "src/database/sqlite/setting.hpp"
#include "src/sql/quoting.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

// The slots of rows. The first has NULLs, so that rows which refer to their own table find one
// that ends the way up; the third is like the second.
constexpr unsigned nulls_slot = 0;
constexpr unsigned first_slot = 1;
constexpr unsigned twin_slot = 2;
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

/// A column of each set that must be unique, the last if there is none yet.
std::vector<bool> distinguishing_columns(const CanaryTable& table) {
    std::vector<bool> own(table.columns.size(), false);
    for (const auto& set : table.unique) {
        const bool has_one =
            std::any_of(set.begin(), set.end(), [&](std::size_t column) { return own[column]; });
        if (!has_one && !set.empty()) own[set.back()] = true;
    }
    return own;
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
        if (state.is_asked && state.rows.empty() && !holds_rows(*state.table)) {
            unfilled.push_back({name, state.why});
        }
    }
    return unfilled;
}

void CanaryFill::visit(const std::string& name) {
    const CanaryTable* const table = table_of_(name);
    if (table == nullptr) return;
    const auto [entry, is_new] = states_.try_emplace(name);
    if (!is_new) return;
    CanaryState& state = entry->second;
    state.table = table;
    state.is_asked = asked_.count(name) > 0;
    for (const CanaryForeignKey& key : state.table->foreign_keys) {
        if (lacks_rows(state, key)) visit(key.parent);
    }
    make_rows(state);
    state.is_done = true;
}

bool CanaryFill::lacks_rows(const CanaryState& child, const CanaryForeignKey& key) const {
    if (asked_.count(key.parent) > 0) return true;
    if (states_.count(key.parent) > 0) return false;
    // What only serves as a parent has none itself where it can be without.
    if (!child.is_asked && child.table->may_be_null(key)) return false;
    const bool needs_two = kind_ == CanaryRows::Kind::ordinary || child.table->is_unique(key);
    return parents_.rows(key).size() < (needs_two ? 2U : 1U);
}

std::vector<unsigned> CanaryFill::slots_of(const CanaryState& state) const {
    if (!state.is_asked) return {parent_slot, parent_slot + 1};
    if (kind_ == CanaryRows::Kind::ordinary) return {ordinary_slot, ordinary_slot + 1};
    return {nulls_slot, first_slot, twin_slot, 3, 4, 5};
}

void CanaryFill::make_rows(CanaryState& state) {
    sqlite::Statement insert;
    if (insert.prepare(sqlite::Connection::borrow(db_), state.table->insert) != SQLITE_OK) {
        state.why = sqlite::last_message(db_);
        return;
    }
    for (const unsigned slot : slots_of(state)) make_row(state, insert, slot);
}

void CanaryFill::make_row(CanaryState& state, sqlite::Statement& insert, unsigned slot) {
    for (const CanaryWish& wish : wishes(*state.table, slot)) {
        CanaryDraft made = draft(*state.table, wish);
        if (!parents_.choose(state, wish, made, state.why)) continue;
        if (insert_row(state, insert, wish, std::move(made))) return;
    }
}

std::vector<CanaryWish> CanaryFill::wishes(const CanaryTable& table, unsigned slot) const {
    const std::vector<bool> all(table.columns.size(), true);
    const bool has_nulls = slot == nulls_slot || slot >= parent_slot;
    std::vector<CanaryWish> list;
    if (slot == twin_slot) {
        list.push_back({slot, form_of_slot(slot), false, distinguishing_columns(table), 0});
    }
    list.push_back({slot, form_of_slot(slot), has_nulls, all, 0});
    list.push_back({slot, CanaryForm::plain, false, all, 0});
    constexpr std::size_t most_parents = 16;
    for (std::size_t shift = 1; shift < most_parents && !table.foreign_keys.empty(); ++shift) {
        list.push_back({slot, CanaryForm::plain, false, all, shift});
    }
    return list;
}

CanaryDraft CanaryFill::draft(const CanaryTable& table, const CanaryWish& wish) const {
    CanaryDraft draft;
    draft.is_fixed.resize(table.columns.size(), false);
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const CanaryColumn& column = table.columns[i];
        const bool is_null = wish.has_nulls && !column.not_null;
        draft.row.push_back(column.value(is_null ? CanaryForm::null : wish.form,
                                         {generation_, wish.own[i] ? wish.slot : first_slot}));
    }
    return draft;
}

bool CanaryFill::insert_row(CanaryState& state, sqlite::Statement& insert, const CanaryWish& wish,
                            CanaryDraft&& draft) {
    const CanaryTable& table = *state.table;
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
        if (wish.slot == nulls_slot && table.may_be_null(*key)) continue;
        pending_.push_back({&state, state.rows.size(), key});
    }
    state.rows.push_back(std::move(draft.row));
    return true;
}

void CanaryFill::settle(const Pending& pending) {
    const CanaryTable& table = *pending.child->table;
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
