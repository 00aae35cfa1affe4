#include "tool/schema/new_demands.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/schema/breakable.hpp"
#include "tool/schema/unique_key.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace kiln::tool {
namespace {

class DemandFinder {
public:
    DemandFinder(const std::vector<SchemaObject>& was_group,
                 const std::vector<SchemaObject>& is_group)
        : was_group_(was_group),
          is_group_(is_group),
          was_(parse_table(was_group.front().sql)),
          is_(parse_table(is_group.front().sql)) {
        for (std::size_t i = 0; i < was_.columns.size(); ++i) {
            const std::string name = folded(was_.columns[i].name);
            if (!is_.find(name)) continue;
            old_columns_[name] = i;
            kept_[name] = name;
        }
    }

    std::vector<NewDemand> find() {
        find_keys();
        for (const std::size_t i : unmatched(was_.constraints, is_.constraints).is) {
            const Constraint& constraint = is_.constraints[i];
            if (constraint.kind == Constraint::Kind::check) find_check(constraint);
            if (constraint.kind == Constraint::Kind::foreign_key) find_foreign_key(constraint);
        }
        return std::move(found_);
    }

private:
    /// A new column that holds NULL in each row there is fulfils what it is part of.
    bool is_null_at_first(const std::string& name) const {
        const auto column = is_.find(name);
        if (!column || kept_.count(name) > 0) return false;
        const ColumnDefinition& now = is_.columns[*column];
        return !now.not_null && !now.generated && now.default_value.empty();
    }

    template <class Names>
    bool is_about_rows(const Names& names) const {
        const auto is_kept = [&](const std::string& name) { return kept_.count(name) > 0; };
        return std::ranges::any_of(names, is_kept) &&
               std::ranges::none_of(
                   names, [&](const std::string& name) { return is_null_at_first(name); });
    }

    bool was_there(const UniqueKey& key, const std::vector<UniqueKey>& old_keys) const {
        if (!key.has_expression) {
            return std::ranges::any_of(old_keys, [&](const UniqueKey& old_key) {
                return follows_from(key, old_key, kept_);
            });
        }
        const auto index = std::ranges::find_if(is_group_, [&](const SchemaObject& each) {
            return each.kind == SchemaObject::Kind::index && folded(each.name) == key.index;
        });
        const std::string body = parse_body(index->sql).normal;
        return std::ranges::any_of(was_group_, [&](const SchemaObject& each) {
            return each.kind == SchemaObject::Kind::index && parse_body(each.sql).normal == body;
        });
    }

    void find_keys() {
        const std::vector<UniqueKey> old_keys = unique_keys(was_group_, was_);
        for (const UniqueKey& key : unique_keys(is_group_, is_)) {
            std::vector<std::string> names;
            for (const auto& [name, collation] : key.columns) names.push_back(name);
            if (!key.has_expression && !is_about_rows(names)) continue;
            if (was_there(key, old_keys)) continue;
            found_.push_back({key.index, key.what + of_table() +
                                             " is new: see that no two rows are alike in it"});
        }
    }

    void find_check(const Constraint& check) {
        if (!may_break_check(was_, is_, check, old_columns_)) return;
        found_.push_back({"", check.written + of_table() + " is new: see that each row meets it"});
    }

    void find_foreign_key(const Constraint& key) {
        std::vector<std::string> names;
        for (const std::string& column : key.columns) names.push_back(folded(unquoted(column)));
        if (!is_about_rows(names)) return;
        const bool was_there =
            std::ranges::any_of(was_.constraints, [&](const Constraint& old_key) {
                return old_key.kind == Constraint::Kind::foreign_key &&
                       old_key.columns == key.columns && old_key.parent == key.parent &&
                       (old_key.parent_columns == key.parent_columns || old_key.parent_columns_at ||
                        key.parent_columns_at);
            });
        if (was_there) return;
        std::string what = key.written;
        if (key.column) what += " of column " + in_quotes(is_.columns[*key.column].name);
        found_.push_back({"", what + of_table() + " is new: see that each row refers to one"});
    }

    std::string of_table() const { return " of " + in_quotes(is_group_.front().name); }

    const std::vector<SchemaObject>& was_group_;
    const std::vector<SchemaObject>& is_group_;
    TableDefinition was_;
    TableDefinition is_;
    OldColumns old_columns_;
    std::map<std::string, std::string> kept_;  // as follows_from() wants it
    std::vector<NewDemand> found_;
};

}  // namespace

std::vector<NewDemand> new_demands(const std::vector<SchemaObject>& was,
                                   const std::vector<SchemaObject>& is) {
    return DemandFinder(was, is).find();
}

bool is_sole_key(const std::vector<SchemaObject>& group, const TableDefinition& table,
                 std::size_t column) {
    return std::ranges::any_of(unique_keys(group, table), [&](const UniqueKey& key) {
        return key.columns.size() == 1 && !key.has_expression && key.where.empty() &&
               key.columns.begin()->first == folded(table.columns[column].name);
    });
}

}  // namespace kiln::tool
