#include "tool/rules/lineage.hpp"

#include "src/schema/definition.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

using Kind = StatementSummary::Kind;

/// A column of a table of before: that table, and the column's name there.
using Origin = std::pair<std::size_t, std::string>;
using Origins = std::set<Origin>;

struct TrackedColumn {
    std::string name;
    bool generated = false;
    bool added = false;
    Origins origins;
    std::set<std::size_t> updates{};  // statements
};

struct TrackedCopy {
    RowCopy copy;                    // `columns` by tracked_columns
    std::set<std::size_t> sources;   // tables
    std::vector<Origins> from;       // of each column: what its value is and no more
    std::vector<Origins> mentioned;  // of each column
};

/// A table from when it was made to when it is dropped, whatever it is called.
struct Tracked {
    std::string old_name;  // empty: the section made it
    std::string name;      // empty: dropped
    std::vector<std::string> later_names{};
    bool is_virtual = false;
    std::vector<TrackedColumn> columns;
    std::vector<std::string> data_columns;          // of before
    std::map<Origin, std::size_t> dropped_columns;  // by DROP COLUMN, and by which
    std::optional<std::size_t> created;
    std::optional<std::size_t> dropped;
    std::vector<TrackedCopy> copies;  // into it
    std::vector<std::size_t> deletes;
};

/// What a query gives.
struct Relation {
    struct Column {
        std::string name;
        Origins is;        // its value, and no more
        Origins mentions;  // what its value is made of
        Expression value;
    };
    std::string alias;
    std::vector<Column> columns;
    std::set<std::size_t> tables;  // that it reads
    bool filtered = false;
};

bool is_rowid(const std::string& name) {
    return name == "rowid" || name == "oid" || name == "_rowid_";
}

class Tracker {
public:
    Tracker(const Schema& before, const Schema& after) : before_(before), after_(after) {}

    Lineage::Effect follow(std::size_t index, const StatementSummary& it) {
        index_ = index;
        if (it.kind == Kind::create_table || it.kind == Kind::create_virtual_table) {
            create(it);
            return {};
        }
        const auto table = find(it.table.empty() ? it.name : it.table);
        if (!table) return {};
        Lineage::Effect effect{tables_[*table].old_name, all_rows_of(*table, it)};
        change(*table, it);
        return effect;
    }

    std::map<std::string, TableFate> fates() {
        std::map<std::string, TableFate> fates;
        for (std::size_t i = 0; i < tables_.size(); ++i) {
            if (!tables_[i].old_name.empty()) fates.emplace(tables_[i].old_name, fate(i));
        }
        return fates;
    }

private:
    void change(std::size_t table, const StatementSummary& it) {
        switch (it.kind) {
            case Kind::drop_table:
                tables_[table].dropped = index_;
                set_name(table, "");
                break;
            case Kind::rename_table:
                set_name(table, tables_[table].name.starts_with("temp.") ? "temp." + it.new_name
                                                                         : it.new_name);
                break;
            case Kind::rename_column:
                if (TrackedColumn* column = find_column(table, it.column)) {
                    column->name = it.new_name;
                }
                break;
            case Kind::add_column:
                tables_[table].columns.push_back({it.column, is_generated(it), true, {}});
                break;
            case Kind::drop_column:
                drop_column(tables_[table], it.column);
                break;
            case Kind::insert:
                if (it.query) copy_into(table, it.columns, *it.query);
                [[fallthrough]];
            case Kind::update:
                for (const Assignment& each : it.assignments) {
                    TrackedColumn* column = find_column(table, each.column);
                    if (column != nullptr) column->updates.insert(index_);
                }
                break;
            case Kind::remove:
                tables_[table].deletes.push_back(index_);
                break;
            default:
                break;
        }
    }

    std::string all_rows_of(std::size_t table, const StatementSummary& it) {
        if (it.kind != Kind::update && it.kind != Kind::remove) return "";
        const Tracked& tracked = tables_[table];
        std::set<std::string> names{"rowid", "oid", "_rowid_"};
        for (const TrackedColumn& column : tracked.columns) names.insert(column.name);
        if (it.where && it.where->mentions(names)) return "";
        if (it.kind == Kind::remove) {
            if (!tracked.old_name.empty()) return tracked.old_name;
            for (const TrackedCopy& copy : tracked.copies) {
                for (const std::size_t source : copy.sources) {
                    if (!tables_[source].old_name.empty()) return tables_[source].old_name;
                }
            }
            return "";
        }
        for (const Assignment& each : it.assignments) {
            const TrackedColumn* column = find_column(table, each.column);
            if (column == nullptr || column->origins.empty()) continue;
            return tables_[column->origins.begin()->first].old_name;
        }
        return "";
    }

    void set_name(std::size_t table, std::string name) {
        if (!tables_[table].name.empty()) live_.erase(tables_[table].name);
        if (!name.empty()) {
            live_[name] = table;
            if (name != tables_[table].old_name) tables_[table].later_names.push_back(name);
        }
        tables_[table].name = std::move(name);
    }

    static bool is_generated(const StatementSummary& it) {
        return parse_table("CREATE TABLE t(" + it.definition + ")").columns.front().generated;
    }

    void drop_column(Tracked& table, const std::string& name) const {
        const auto column = std::ranges::find(table.columns, name, &TrackedColumn::name);
        if (column == table.columns.end()) return;
        for (const Origin& origin : column->origins) table.dropped_columns[origin] = index_;
        table.columns.erase(column);
    }

    TrackedColumn* find_column(std::size_t table, const std::string& name) {
        auto& columns = tables_[table].columns;
        const auto column = std::ranges::find(columns, name, &TrackedColumn::name);
        return column == columns.end() ? nullptr : &*column;
    }

    std::optional<std::size_t> find(std::string name) {
        if (name.starts_with("main.")) {
            name.erase(0, 5);
        } else if (!name.starts_with("temp.") && live_.count("temp." + name) > 0) {
            name.insert(0, "temp.");
        }
        if (const auto found = live_.find(name); found != live_.end()) return found->second;
        if (known_.count(name) > 0) return std::nullopt;
        return adopt(name);
    }

    /// A table of before, when it is first named.
    std::optional<std::size_t> adopt(const std::string& name) {
        known_.insert(name);
        for (const Schema* schema : {&before_, &after_}) {
            const auto group = schema->groups.find(name);
            if (group == schema->groups.end()) continue;
            const SchemaObject& object = group->second.front();
            if (object.kind != SchemaObject::Kind::table &&
                object.kind != SchemaObject::Kind::virtual_table) {
                return std::nullopt;
            }
            Tracked table;
            table.old_name = name;
            table.is_virtual = object.kind == SchemaObject::Kind::virtual_table;
            table.columns = columns_of(object.sql, table.is_virtual);
            for (TrackedColumn& column : table.columns) {
                column.origins = {{tables_.size(), column.name}};
                if (!column.generated) table.data_columns.push_back(column.name);
            }
            return add(std::move(table), name);
        }
        return std::nullopt;
    }

    std::size_t add(Tracked table, const std::string& name) {
        tables_.push_back(std::move(table));
        set_name(tables_.size() - 1, name);
        return tables_.size() - 1;
    }

    static std::vector<TrackedColumn> columns_of(const std::string& sql, bool is_virtual) {
        std::vector<TrackedColumn> columns;
        if (!is_virtual) {
            for (const ColumnDefinition& column : parse_table(sql).columns) {
                columns.push_back({folded(column.name), column.generated, false, {}});
            }
            return columns;
        }
        // As modules have them: options have a `=`.
        const std::vector<Token> tokens = tokens_of(sql);
        std::size_t at = 0;
        while (at < tokens.size() && tokens[at].text != "(") ++at;
        for (const Tokens item : split_list(tokens, at, at)) {
            if (item.empty() || (item.size() > 1 && item[1].text == "=")) continue;
            columns.push_back({folded(unquoted(item.front().text)), false, false, {}});
        }
        return columns;
    }

    void create(const StatementSummary& it) {
        std::string name = it.name;
        if (it.temporary && !name.starts_with("temp.")) name.insert(0, "temp.");
        if (name.starts_with("main.")) name.erase(0, 5);
        if (it.if_exists && find(name)) return;
        // What the query reads may have the same name in another schema.
        std::optional<Relation> rows;
        if (it.query) rows = relation_of(*it.query);
        known_.insert(name);
        Tracked table;
        table.created = index_;
        table.is_virtual = it.kind == Kind::create_virtual_table;
        if (!it.definition.empty()) table.columns = columns_of(it.definition, table.is_virtual);
        if (rows) {
            for (const Relation::Column& column : rows->columns) {
                table.columns.push_back({column.name, false, false, {}});
            }
        }
        const std::size_t made = add(std::move(table), name);
        if (rows) fill(made, {}, *rows);
    }

    void copy_into(std::size_t target, const std::vector<std::string>& columns,
                   const Query& query) {
        fill(target, columns, relation_of(query));
    }

    void fill(std::size_t target, const std::vector<std::string>& listed, const Relation& rows) {
        Tracked& table = tables_[target];
        std::vector<std::string> names = listed;
        if (names.empty()) {
            for (const TrackedColumn& column : table.columns) {
                if (!column.generated) names.push_back(column.name);
            }
        }
        TrackedCopy copy;
        copy.copy.statement = index_;
        copy.copy.filtered = rows.filtered;
        copy.sources = rows.tables;
        for (std::size_t i = 0; i < std::min(names.size(), rows.columns.size()); ++i) {
            const Relation::Column& value = rows.columns[i];
            copy.copy.columns.push_back({names[i], value.value, "", {}});
            copy.from.push_back(value.is);
            copy.mentioned.push_back(value.mentions);
        }
        link(table, rows, copy);
        table.copies.push_back(std::move(copy));
    }

    /// A column is the one of its name, whatever the copy fills it with; else the one whose value
    /// it gets, if that has no place of its own.
    void link(Tracked& table, const Relation& rows, const TrackedCopy& copy) {
        std::set<std::string> own;
        for (const TrackedColumn& column : table.columns) own.insert(column.name);
        for (TrackedColumn& column : table.columns) {
            bool has_name = false;
            for (const std::size_t source : rows.tables) {
                if (&tables_[source] == &table) continue;
                const TrackedColumn* same = find_column(source, column.name);
                if (same == nullptr) continue;
                has_name = true;
                column.origins.insert(same->origins.begin(), same->origins.end());
            }
            if (has_name) continue;
            for (std::size_t i = 0; i < copy.from.size(); ++i) {
                if (copy.copy.columns[i].column != column.name) continue;
                const Expression& value = copy.copy.columns[i].value;
                if (own.count(value.column) > 0) continue;
                column.origins.insert(copy.from[i].begin(), copy.from[i].end());
            }
        }
    }

    Relation relation_of(const Query& query) {
        Relation all;
        for (const Selection& selection : query.selections) {
            Relation one = relation_of(selection);
            if (all.tables.empty() && all.columns.empty()) {
                all = std::move(one);
                continue;
            }
            all.tables.insert(one.tables.begin(), one.tables.end());
            all.filtered |= one.filtered;
            for (std::size_t i = 0; i < std::min(all.columns.size(), one.columns.size()); ++i) {
                all.columns[i].is.merge(one.columns[i].is);
                all.columns[i].mentions.merge(one.columns[i].mentions);
            }
        }
        return all;
    }

    Relation relation_of(const QuerySource& source) {
        Relation relation;
        if (!source.query.empty()) {
            relation = relation_of(source.query.front());
        } else if (const auto table = find(source.table)) {
            relation.tables = {*table};
            for (const TrackedColumn& column : tables_[*table].columns) {
                Expression value;
                value.normal = value.written = value.column = column.name;
                value.names = {column.name};
                relation.columns.push_back(
                    {column.name, column.origins, column.origins, std::move(value)});
            }
        }
        relation.alias = source.alias;
        return relation;
    }

    Relation relation_of(const Selection& selection) {
        std::vector<Relation> sources;
        Relation result;
        std::set<std::string> names;
        for (const QuerySource& source : selection.sources) {
            sources.push_back(relation_of(source));
            const Relation& read = sources.back();
            result.tables.insert(read.tables.begin(), read.tables.end());
            result.filtered |= read.filtered;
            for (const Relation::Column& column : read.columns) names.insert(column.name);
        }
        for (const SelectedValue& value : selection.values) add_value(value, sources, result);
        const bool has_rowid =
            selection.where && std::ranges::any_of(selection.where->names, is_rowid);
        result.filtered |= (selection.where && (selection.where->mentions(names) || has_rowid)) ||
                           selection.group_by || selection.having;
        return result;
    }

    static void add_value(const SelectedValue& value, const std::vector<Relation>& sources,
                          Relation& result) {
        if (value.is_star()) {
            for (const Relation& source : sources) {
                if (!value.qualifier.empty() && source.alias != value.qualifier) continue;
                for (const Relation::Column& column : source.columns) {
                    result.columns.push_back(column);
                    result.columns.back().value.column = column.name;
                }
            }
            return;
        }
        Relation::Column column{value.name, {}, {}, value};
        for (const Relation& source : sources) {
            for (const Relation::Column& each : source.columns) {
                if (value.names.count(each.name) > 0) {
                    column.mentions.insert(each.mentions.begin(), each.mentions.end());
                }
                if (value.column != each.name) continue;
                if (!value.qualifier.empty() && value.qualifier != source.alias) continue;
                column.is.insert(each.is.begin(), each.is.end());
            }
        }
        result.columns.push_back(std::move(column));
    }

    /// The tables that rows of this one got into, itself first.
    std::vector<std::size_t> heirs(std::size_t table) const {
        std::vector<std::size_t> found{table};
        for (std::size_t next = 0; next < found.size(); ++next) {
            for (std::size_t i = 0; i < tables_.size(); ++i) {
                if (std::ranges::find(found, i) != found.end()) continue;
                const bool fed = std::ranges::any_of(
                    tables_[i].copies,
                    [&](const TrackedCopy& copy) { return copy.sources.count(found[next]) > 0; });
                if (fed) found.push_back(i);
            }
        }
        return found;
    }

    bool has_all_columns(std::size_t heir, std::size_t of) const {
        std::set<std::string> arrived;
        for (const TrackedCopy& copy : tables_[heir].copies) {
            for (const Origins& from : copy.from) {
                for (const auto& [table, column] : from) {
                    if (table == of) arrived.insert(column);
                }
            }
        }
        return std::ranges::all_of(tables_[of].columns, [&](const TrackedColumn& column) {
            return column.generated || column.origins.empty() ||
                   arrived.count(column.origins.begin()->second) > 0;
        });
    }

    /// The table that stands for an old one in the end.
    std::optional<std::size_t> successor(std::size_t table,
                                         const std::vector<std::size_t>& heirs) const {
        // Under its first name, or under one that it got before it was made anew.
        std::vector<std::string> names{tables_[table].old_name};
        const std::vector<std::string>& later = tables_[table].later_names;
        names.insert(names.end(), later.rbegin(), later.rend());
        for (const std::string& name : names) {
            const auto holder = live_.find(name);
            const bool is_new = holder != live_.end() && tables_[holder->second].old_name.empty();
            if (is_new && (tables_[table].dropped ||
                           std::ranges::find(heirs, holder->second) != heirs.end())) {
                return holder->second;
            }
        }
        if (!tables_[table].dropped) return table;
        for (const std::size_t heir : heirs) {
            const Tracked& it = tables_[heir];
            if (it.created && !it.dropped && !it.name.starts_with("temp.") &&
                has_all_columns(heir, table)) {
                return heir;
            }
        }
        return std::nullopt;
    }

    TableFate fate(std::size_t index) const {
        const Tracked& old = tables_[index];
        TableFate fate;
        fate.old_name = old.old_name;
        fate.is_virtual = old.is_virtual;
        fate.data_columns = old.data_columns;
        fate.dropped = old.dropped;
        std::vector<std::size_t> all = heirs(index);
        const auto now = successor(index, all);
        if (now) keep_way_to(*now, all);
        for (const std::size_t heir : all) {
            const Tracked& it = tables_[heir];
            fate.deletes.insert(fate.deletes.end(), it.deletes.begin(), it.deletes.end());
            for (const TrackedCopy& copy : it.copies) {
                if (heir != index) fate.copies.push_back(copy_for(copy, index));
            }
        }
        std::ranges::sort(fate.deletes);
        std::ranges::sort(fate.copies, {}, &RowCopy::statement);
        if (now) add_place(*now, index, all, fate);
        return fate;
    }

    /// Leaves those that the rows went through on their way there.
    void keep_way_to(std::size_t table, std::vector<std::size_t>& all) const {
        if (table == all.front()) {
            all.resize(1);
            return;
        }
        std::erase_if(all, [&](std::size_t each) {
            const std::vector<std::size_t> behind = heirs(each);
            return each != all.front() && std::ranges::find(behind, table) == behind.end();
        });
    }

    void add_place(std::size_t now, std::size_t index, const std::vector<std::size_t>& way,
                   TableFate& fate) const {
        const Tracked& stands = tables_[now];
        fate.new_name = stands.name;
        fate.rebuilt = now != index;
        fate.created = stands.created;
        for (const TrackedColumn& column : stands.columns) {
            for (const auto& [table, name] : column.origins) {
                if (table == index) fate.columns.emplace(name, column.name);
            }
            if (column.added) fate.added.insert(column.name);
            if (!column.updates.empty()) fate.updated.insert(column.name);
        }
        if (fate.rebuilt) add_columns_by_name(tables_[index], stands, fate);
        for (const std::size_t table : way) {
            for (const auto& [origin, statement] : tables_[table].dropped_columns) {
                const bool gone = fate.columns.count(origin.second) == 0;
                if (origin.first == index && gone) fate.dropped_columns[origin.second] = statement;
            }
        }
        add_updates(way, index, fate);
    }

    /// Without a copy there are but the names.
    static void add_columns_by_name(const Tracked& old, const Tracked& now, TableFate& fate) {
        for (const TrackedColumn& column : old.columns) {
            if (column.origins.empty()) continue;
            const bool there = std::ranges::find(now.columns, column.name, &TrackedColumn::name) !=
                               now.columns.end();
            if (there) fate.columns.emplace(column.origins.begin()->second, column.name);
        }
    }

    /// What was set before it got where it is.
    void add_updates(const std::vector<std::size_t>& way, std::size_t index,
                     TableFate& fate) const {
        for (const std::size_t each : way) {
            for (const TrackedColumn& column : tables_[each].columns) {
                if (column.updates.empty()) continue;
                for (const auto& [table, name] : column.origins) {
                    const auto place = fate.columns.find(name);
                    if (table == index && place != fate.columns.end()) {
                        fate.updated.insert(place->second);
                    }
                }
            }
        }
    }

    static RowCopy copy_for(const TrackedCopy& tracked, std::size_t table) {
        RowCopy copy = tracked.copy;
        for (std::size_t i = 0; i < copy.columns.size(); ++i) {
            for (const auto& [origin, name] : tracked.from[i]) {
                if (origin == table) copy.columns[i].from = name;
            }
            for (const auto& [origin, name] : tracked.mentioned[i]) {
                if (origin == table) copy.columns[i].mentioned.insert(name);
            }
        }
        return copy;
    }

    const Schema& before_;
    const Schema& after_;
    std::size_t index_ = 0;
    std::vector<Tracked> tables_;
    std::map<std::string, std::size_t> live_;  // by current name
    std::set<std::string> known_;              // names that need no look at the schema any more
};

}  // namespace

Lineage::Lineage(const Schema& before, const Schema& after,
                 std::span<const RanStatement> statements) {
    Tracker tracker(before, after);
    for (const RanStatement& statement : statements) {
        statements_.push_back(summary_of(statement.text));
        effects_.push_back(tracker.follow(statements_.size() - 1, statements_.back()));
    }
    tables_ = tracker.fates();
    // Rows that were copied into a new table are those of the old one where it takes its place.
    for (Effect& effect : effects_) {
        if (effect.all_rows_of.empty() || !effect.old_table.empty()) continue;
        const TableFate& source = tables_.at(effect.all_rows_of);
        if (!source.rebuilt && !source.dropped) effect.all_rows_of.clear();
    }
}

const TableFate* Lineage::of(const std::string& old_name) const {
    const auto found = tables_.find(old_name);
    return found == tables_.end() ? nullptr : &found->second;
}

const TableFate* Lineage::became(const std::string& new_name) const {
    for (const auto& [old_name, fate] : tables_) {
        if (fate.new_name == new_name) return &fate;
    }
    return nullptr;
}

}  // namespace kiln::tool
