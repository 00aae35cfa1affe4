#include "tool/replay/canary_parents.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/sql/quoting.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

std::vector<CanaryRow> read_keys(sqlite3* db, const std::string& table,
                                 const std::vector<std::string>& columns) {
    std::string list;
    std::string filter;
    for (const std::string& column : columns) {
        list += (list.empty() ? "" : ", ") + quoted_name(column);
        filter += (filter.empty() ? "" : " AND ") + quoted_name(column) + " IS NOT NULL";
    }
    sqlite::Statement query;
    const std::string sql =
        "SELECT " + list + " FROM main." + quoted_name(table) + " WHERE " + filter + " LIMIT 16";
    if (query.prepare(sqlite::Connection::borrow(db), sql) != SQLITE_OK) return {};
    std::vector<CanaryRow> rows;
    while (query.step() == SQLITE_ROW) {
        CanaryRow row;
        for (int i = 0; i < query.columns(); ++i) {
            row.push_back(canary_of(sqlite3_column_value(query.get(), i)));
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace

bool CanaryParents::choose(const CanaryState& child, const CanaryWish& wish, CanaryDraft& draft,
                           std::string& why) const {
    if (!choose(child, wish, 0, draft, why)) return false;
    for (const CanaryForeignKey* key : draft.to_itself) {
        const auto& names = key->parent_columns;
        for (std::size_t i = 0; i < key->columns.size(); ++i) {
            const auto column = names.empty() ? std::optional(child.table().primary_key.at(i))
                                              : child.table().find(names[i]);
            if (column) draft.row[key->columns[i]] = draft.row[*column];
        }
    }
    return true;
}

bool CanaryParents::choose(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                           CanaryDraft& draft, std::string& why) const {
    const CanaryTable& table = child.table();
    if (index == table.foreign_keys.size()) return true;
    const CanaryForeignKey& key = table.foreign_keys[index];
    const bool may_be_null = child.plan->may_be_null_in(key);
    const bool is_null = std::any_of(key.columns.begin(), key.columns.end(), [&](std::size_t i) {
        return wish.is_null(i) && !draft.is_fixed[i];
    });
    if (is_null && may_be_null) return choose_null(child, wish, index, draft, why);
    const auto parent = states_.find(key.parent);
    if (parent != states_.end() && !parent->second.is_done && &parent->second != &child) {
        draft.later.push_back(&key);
        return may_be_null ? choose_null(child, wish, index, draft, why)
                           : choose(child, wish, index + 1, draft, why);
    }
    if (choose_row(child, wish, index, draft, why)) return true;
    if (may_be_null) return choose_null(child, wish, index, draft, why);
    if (parent == states_.end() || &parent->second != &child || !child.rows.empty()) return false;
    draft.to_itself.push_back(&key);
    return choose(child, wish, index + 1, draft, why);
}

bool CanaryParents::choose_null(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                                CanaryDraft& draft, std::string& why) const {
    bool is_free = false;
    for (const std::size_t column : child.table().foreign_keys[index].columns) {
        if (!child.plan->may_be_null[column] || draft.is_fixed[column]) continue;
        draft.row[column] = std::monostate{};
        draft.is_fixed[column] = true;
        is_free = true;
    }
    return is_free && choose(child, wish, index + 1, draft, why);
}

bool CanaryParents::choose_row(const CanaryState& child, const CanaryWish& wish, std::size_t index,
                               CanaryDraft& draft, std::string& why) const {
    const CanaryForeignKey& key = child.table().foreign_keys[index];
    const std::vector<CanaryRow> ours = made(key);
    const bool is_own = std::any_of(key.columns.begin(), key.columns.end(),
                                    [&](std::size_t column) { return wish.own[column]; });
    // Two keys of one row that have the same parent refer to different rows.
    const auto& keys = child.table().foreign_keys;
    const auto before =
        std::count_if(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(index),
                      [&](const CanaryForeignKey& other) { return other.parent == key.parent; });
    const std::size_t start =
        (is_own ? wish.slot : CanarySerial::first_slot) + static_cast<std::size_t>(before);
    const auto fits = [&](const CanaryRow& values) {
        CanaryDraft next = draft;
        for (std::size_t i = 0; i < key.columns.size(); ++i) {
            const std::size_t column = key.columns[i];
            if (!child.table().columns[column].keeps(values[i])) return false;
            if (next.is_fixed[column] && next.row[column] != values[i]) return false;
            next.row[column] = values[i];
            next.is_fixed[column] = true;
        }
        if (!choose(child, wish, index + 1, next, why)) return false;
        draft = std::move(next);
        return true;
    };
    for (std::size_t shift = wish.shifts[index]; shift < ours.size(); ++shift) {
        if (fits(ours[(start + shift) % ours.size()])) return true;
    }
    // Only now: it asks the database.
    const std::vector<CanaryRow>& others = existing(key);
    const std::size_t all = ours.size() + others.size();
    if (all == 0) {
        why = "it needs a row of '" + key.parent + "', and there is none";
        return false;
    }
    for (std::size_t i = 0; i < all; ++i) {
        const std::size_t shift = (wish.shifts[index] + i) % all;
        if (shift < ours.size()) {
            if (fits(ours[(start + shift) % ours.size()])) return true;
        } else if (fits(others[(start + shift - ours.size()) % others.size()])) {
            return true;
        }
    }
    return false;
}

std::vector<CanaryRow> CanaryParents::rows(const CanaryForeignKey& key) const {
    std::vector<CanaryRow> all = made(key);
    const std::vector<CanaryRow>& others = existing(key);
    all.insert(all.end(), others.begin(), others.end());
    return all;
}

std::vector<std::string> CanaryParents::parent_columns(const CanaryForeignKey& key) const {
    const CanaryPlan* const parent = table_of_(key.parent);
    if (parent == nullptr) return {};
    std::vector<std::string> names = key.parent_columns;
    if (names.empty()) {
        for (const std::size_t column : parent->table.primary_key) {
            names.push_back(parent->table.columns[column].name);
        }
    }
    if (names.size() != key.columns.size()) names.clear();
    return names;
}

std::vector<CanaryRow> CanaryParents::made(const CanaryForeignKey& key) const {
    const auto parent = states_.find(key.parent);
    if (parent == states_.end()) return {};
    std::vector<std::size_t> columns;
    for (const std::string& name : parent_columns(key)) {
        const auto column = parent->second.table().find(name);
        if (!column) return {};
        columns.push_back(*column);
    }
    if (columns.empty()) return {};
    std::vector<CanaryRow> rows;
    for (const CanaryRow& row : parent->second.rows) {
        CanaryRow values;
        for (const std::size_t column : columns) values.push_back(row[column]);
        if (std::none_of(values.begin(), values.end(), is_null)) rows.push_back(std::move(values));
    }
    return rows;
}

const std::vector<CanaryRow>& CanaryParents::existing(const CanaryForeignKey& key) const {
    const auto [entry, is_new] = existing_.try_emplace(&key);
    const std::vector<std::string> names =
        is_new ? parent_columns(key) : std::vector<std::string>();
    if (!names.empty()) entry->second = read_keys(db_, key.parent, names);
    return entry->second;
}

}  // namespace kiln::tool
