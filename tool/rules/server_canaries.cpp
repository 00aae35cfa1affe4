#include "tool/rules/server_canaries.hpp"

#include "tool/rules/candidate_rows.hpp"
#include "tool/rules/condition_texts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

class Filler {
public:
    Filler(ServerStage& stage, ServerCanaries kind, int generation)
        : stage_(stage), sql_(stage.canaries()), kind_(kind), generation_(generation) {}

    std::map<Oid64, Fault> fill(const std::set<Oid64>& tables) {
        asked_ = tables;
        for (std::set<Oid64> more = tables; !more.empty();) more = read(more);
        for (const Oid64 table : tables) put_in_order(table);
        // As a rule all is well, and one question tells so.
        if (sql_.keys_are_sql()) {
            std::vector<std::string> all;
            for (const Oid64 table : order_) add_insertion(table, all);
            if (all.empty() || runs(all)) return {};
        }
        for (const Oid64 table : order_) {
            std::vector<std::string> rows;
            add_insertion(table, rows);
            if (!runs(rows)) fill_row_by_row(table);
        }
        std::erase_if(unfilled_, [&](const auto& each) { return !tables.contains(each.first); });
        return std::move(unfilled_);
    }

private:
    /// Answers the parents that are not known yet.
    std::set<Oid64> read(const std::set<Oid64>& tables) {
        std::set<Oid64> parents;
        for (auto& [oid, table] : sql_.read(tables)) {
            const std::vector<FilledKey> keys = std::exchange(table.keys, {});
            FilledTable& known = tables_[oid] = std::move(table);
            for (const FilledKey& key : keys) {
                if (is_left_alone(oid, key.columns)) {
                    for (const int column : key.columns) known.columns[column].is_null = true;
                } else {
                    parents.insert(key.parent);
                    known.keys.push_back(key);
                }
            }
        }
        std::erase_if(parents, [&](Oid64 parent) { return tables_.contains(parent); });
        return parents;
    }

    /// Parents of parents are filled where they must be: chains of them may be long.
    bool is_left_alone(Oid64 oid, const std::vector<int>& columns) {
        return !asked_.contains(oid) && std::ranges::none_of(columns, [&](int column) {
            return tables_[oid].columns[column].not_null;
        });
    }

    /// Parents first.
    void put_in_order(Oid64 oid) {
        if (!done_.insert(oid).second) return;
        const FilledTable& table = tables_[oid];
        if (table.sql.empty() || table.is_partitioned) return;
        for (const FilledKey& key : table.keys) put_in_order(key.parent);
        order_.push_back(oid);
    }

    struct RowWanted {
        int seed = 0;
        int unique = 0;  ///< the seed of the columns that have to differ
        bool nulls = false;
    };
    std::vector<RowWanted> rows_of(Oid64 oid) const {
        const int base = generation_ * 10;
        std::vector<RowWanted> rows{{base + 1, base + 1, false}};
        if (kind_ == ServerCanaries::all && asked_.contains(oid)) {
            rows.push_back({base + 2, base + 2, true});
            rows.push_back({base + 1, base + 3, false});
        }
        rows.push_back({base + 4, base + 4, false});
        return rows;
    }

    void add_insertion(Oid64 oid, std::vector<std::string>& statements) {
        std::vector<RowValues> rows;
        for (const RowWanted& each : rows_of(oid)) rows.push_back(values_for(oid, each));
        if (!rows.front().empty()) statements.push_back(sql_.insertion(tables_[oid], rows));
    }

    void fill_row_by_row(Oid64 oid) {
        bool is_filled = false;
        for (const RowWanted& each : rows_of(oid)) is_filled |= make_row(oid, each);
        if (!is_filled) unfilled_.insert_or_assign(oid, last_.value_or(Fault{}));
    }

    RowValues values_for(Oid64 oid, const RowWanted& row) {
        const FilledTable& table = tables_[oid];
        RowValues values;
        for (const auto& [number, column] : table.columns) {
            if (column.generated) continue;
            const bool differs = table.unique.contains(number);
            values[number] =
                column.is_null || (row.nulls && !column.not_null)
                    ? "NULL"
                    : value_of(column, {differs ? row.unique : row.seed, number, differs});
        }
        for (const FilledKey& key : table.keys) {
            const bool differs = std::ranges::any_of(
                key.columns, [&](int column) { return table.unique.contains(column); });
            refer(oid, key, values, differs ? row.unique : row.seed, row.nulls);
        }
        return values;
    }

    bool make_row(Oid64 oid, const RowWanted& row) {
        const FilledTable& table = tables_[oid];
        RowValues values = values_for(oid, row);
        if (insert(table, values)) return true;
        // Whatever each of the conditions asks for, one after the other.
        met_.clear();
        for (std::size_t turns = table.checks.size() + 4; turns > 0; --turns) {
            const FilledCheck* check = broken_check(table);
            if (check == nullptr || hopeless_.contains({oid, check->text})) return false;
            const Mended mended = mend(table, *check, values, row.unique);
            if (mended == Mended::yes) return true;
            if (mended == Mended::but_for_another) {
                met_.push_back(check);
                continue;
            }
            hopeless_.emplace(oid, check->text);
            return false;
        }
        return false;
    }

    std::string value_of(const FilledColumn& column, const ValueFor& at) {
        if (!column.labels.empty()) {
            return sql_.literal(
                column, column.labels[static_cast<std::size_t>(at.seed) % column.labels.size()]);
        }
        const auto value = sql_.value(column, at);
        if (!column.check.empty()) {
            if (auto passing = value_of_domain(column, value, at.seed)) return *std::move(passing);
        }
        return value ? *value : column.has_default ? "DEFAULT" : "NULL";
    }

    /// The first that the domain takes, of the usual one and of what its condition may ask for: the
    /// server is asked once for each domain.
    std::optional<std::string> value_of_domain(const FilledColumn& column,
                                               const std::optional<std::string>& usual, int seed) {
        std::vector<std::string> values;
        if (usual) values.push_back(*usual);
        for (const std::string& text : texts_for_condition(column.check, sql_.rules(), seed)) {
            values.push_back(sql_.literal(column, text));
        }
        auto known = domains_.find(column.type);
        if (known == domains_.end()) {
            const auto takes = [&](const std::string& value) { return runs({"SELECT " + value}); };
            const auto found = std::ranges::find_if(values, takes);
            const auto which = static_cast<std::size_t>(found - values.begin());
            known = domains_.emplace(column.type, which).first;
        }
        if (known->second >= values.size()) return std::nullopt;
        return std::move(values[known->second]);
    }

    /// To a row of the parent's, or to itself.
    void refer(Oid64 oid, const FilledKey& key, RowValues& values, int seed, bool nulls) {
        const FilledTable& parent = tables_[key.parent];
        for (std::size_t i = 0; i < key.columns.size() && i < key.referred.size(); ++i) {
            const auto column = tables_[oid].columns.find(key.columns[i]);
            if (column == tables_[oid].columns.end() || column->second.generated) continue;
            if (nulls && !column->second.not_null) continue;
            if (key.parent == oid) {
                values[key.columns[i]] =
                    own_value(tables_[oid], key.referred[i], values, column->second.not_null);
                continue;
            }
            values[key.columns[i]] = sql_.key_of(parent, key.referred, i, seed);
        }
    }

    std::string own_value(const FilledTable& table, const std::string& referred,
                          const RowValues& values, bool is_needed) const {
        if (!is_needed) return "NULL";
        for (const auto& [number, column] : table.columns) {
            const auto value = values.find(number);
            if (sql_.referred_sql(column.name) == referred && value != values.end()) {
                return value->second;
            }
        }
        return "NULL";
    }
    const FilledCheck* broken_check(const FilledTable& table) {
        for (const FilledCheck& check : table.checks) {
            if (last_ && sql_.is_of(*last_, check)) return &check;
        }
        // Of a domain: its column is whichever has one.
        domain_ = {};
        for (const auto& [number, column] : table.columns) {
            if (column.check.empty() || !last_ || !sql_.is_of_condition(*last_)) continue;
            domain_.columns.insert(number);
            domain_.text += column.check + " ";
        }
        return domain_.columns.empty() ? nullptr : &domain_;
    }

    enum class Mended : std::uint8_t { no, but_for_another, yes };

    /// Until the row passes, or fails elsewhere: then another condition is to be met by its values.
    Mended mend(const FilledTable& table, const FilledCheck& check, RowValues& values, int seed) {
        const std::string was = last_ ? last_->message : "";
        const auto is_met_again = [&](const FilledCheck* met) { return sql_.is_of(*last_, *met); };
        RowValues passed;
        const bool is_mended =
            try_rows_for(sql_, table, check, values, seed, [&](const RowValues& row) {
                if (!insert(table, row) && (last_->message == was || sql_.is_no_value(*last_) ||
                                            std::ranges::any_of(met_, is_met_again))) {
                    return false;
                }
                passed = row;
                return true;
            });
        if (!is_mended) return Mended::no;
        values = std::move(passed);
        return last_ ? Mended::but_for_another : Mended::yes;
    }

    bool insert(const FilledTable& table, const RowValues& values) {
        return !values.empty() && runs({sql_.insertion(table, {values})});
    }

    bool runs(const std::vector<std::string>& statements) {
        last_ = statements.empty() ? std::nullopt : stage_.run_rows(statements);
        return !statements.empty() && !last_;
    }

    ServerStage& stage_;
    const CanarySql& sql_;
    ServerCanaries kind_;
    int generation_;
    FilledTables tables_;
    std::set<Oid64> asked_;
    std::set<Oid64> done_;
    std::vector<Oid64> order_;
    std::map<Oid64, Fault> unfilled_;
    std::optional<Fault> last_;  // what the server said of the last row
    FilledCheck domain_;
    std::vector<const FilledCheck*> met_;               // of the row
    std::map<std::string, std::size_t> domains_;        // by type: which value it takes
    std::set<std::pair<Oid64, std::string>> hopeless_;  // conditions that nothing met
};

}  // namespace

std::string digits_of(int number, std::size_t count) {
    std::string digits = std::to_string(number);
    return std::string(count - std::min(count, digits.size()), '0') + digits;
}

std::string day_for(const ValueFor& at) {
    return "20" + digits_of(10 + at.seed % 80, 2) + "-" + digits_of(1 + at.column % 12, 2) + "-03";
}

std::string decimal_for(int precision, int scale, int number) {
    const int digits = precision - scale;
    const std::string whole = digits <= 0   ? "0"
                              : digits == 1 ? std::to_string(number % 10)
                                            : std::to_string(number % 100);
    return whole + (scale > 0 ? ".5" : "");
}

std::string text_for(const ValueFor& at) {
    std::string text = std::to_string(at.seed) + (at.column < 10 ? "-" : "") +
                       std::to_string(at.column) +
                       " canary, as long as the texts of customers may be";
    if (at.seed % 2 == 0) text += std::string(200, '.');
    return text;
}

bool says_name(std::string_view message, std::string_view name) {
    const auto is_of_name = [](char c) {
        return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
               (c >= 'A' && c <= 'Z');
    };
    for (std::size_t at = 0; (at = message.find(name, at)) != std::string_view::npos; ++at) {
        const std::size_t end = at + name.size();
        if ((at == 0 || !is_of_name(message[at - 1])) &&
            (end == message.size() || !is_of_name(message[end]))) {
            return true;
        }
    }
    return false;
}

std::map<Oid64, Fault> fill_with_canaries(ServerStage& stage, const std::set<Oid64>& tables,
                                          ServerCanaries kind, int generation) {
    if (tables.empty()) return {};
    return Filler(stage, kind, generation).fill(tables);
}

std::map<Oid64, Fault> fill_for_trial(ServerStage& stage, const std::set<Oid64>& tables,
                                      ServerCanaries kind, int generation) {
    stage.mark_rows();
    auto unfilled = fill_with_canaries(stage, tables, kind, generation);
    if (stage.rows_hold()) {
        stage.keep_rows();
    } else {
        stage.undo_rows();
    }
    return unfilled;
}

}  // namespace kiln::tool
