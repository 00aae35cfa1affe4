#include "tool/schema/on_branch.hpp"

#include "src/schema/definition.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/hint.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/scratch_database.hpp"
#include "tool/schema/table_text.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

using Members = std::vector<SchemaObject>;

const Members* group_of(const Schema& schema, const std::string& name) {
    const auto found = schema.groups.find(name);
    return found == schema.groups.end() ? nullptr : &found->second;
}

bool same_group(const Members& a, const Members& b) {
    Schema one;
    Schema other;
    one.groups[""] = a;
    other.groups[""] = b;
    return differences(one, other).empty();
}

const SchemaObject* member(const Members& group, const SchemaObject& like) {
    const auto found = std::ranges::find_if(group, [&](const SchemaObject& each) {
        return each.kind == like.kind && folded(each.name) == folded(like.name);
    });
    return found == group.end() ? nullptr : &*found;
}

bool has_constraint(const TableDefinition& table, const Constraint& constraint) {
    return std::ranges::any_of(
        table.constraints, [&](const Constraint& each) { return same_meaning(each, constraint); });
}

const ColumnDefinition* column_of(const TableDefinition& table, const ColumnDefinition& like) {
    const auto index = table.find(folded(like.name));
    return index ? &table.columns[*index] : nullptr;
}

std::string as_written(const ColumnDefinition& column) {
    return quoted_name(column.name) + " " + column.written;
}

std::string as_written(const Constraint& constraint) {
    const std::string& name = constraint.name;
    return (name.empty() ? "" : "CONSTRAINT " + name + " ") + constraint.written;
}

/// The wanted table, with all that is in it as all branches have it as this branch has it.
class TableOnBranch {
public:
    TableOnBranch(const SchemaObject& branch, const SchemaObject& all, const SchemaObject& wanted)
        : object_(wanted),
          branch_(parse_table(branch.sql)),
          all_(parse_table(all.sql)),
          wanted_(parse_table(wanted.sql)),
          text_(wanted.sql) {}

    SchemaObject made() {
        for (const Constraint& each : wanted_.constraints) {
            if (each.column || !has_constraint(all_, each) || has_constraint(branch_, each)) {
                continue;
            }
            text_.drop_constraint(each.name.empty() ? each.written : each.name);
        }
        for (const ColumnDefinition& each : wanted_.columns) keep_column(each);
        keep_dropped_columns();
        for (const Constraint& each : branch_.constraints) {
            if (each.column || has_constraint(all_, each) || has_constraint(wanted_, each)) {
                continue;
            }
            text_.add_constraint(as_written(each));
        }
        object_.sql = text_.sql();
        return object_;
    }

private:
    void keep_column(const ColumnDefinition& wanted) {
        const ColumnDefinition* all = column_of(all_, wanted);
        if (all == nullptr || !same_attributes(*all, wanted)) return;
        const ColumnDefinition* branch = column_of(branch_, wanted);
        if (branch == nullptr) {
            text_.drop_column(wanted.name);
        } else if (!same_attributes(*branch, *all)) {
            text_.alter_column(as_written(*branch));
        }
    }

    void keep_dropped_columns() {
        bool any = false;
        for (const ColumnDefinition& each : branch_.columns) {
            if (column_of(all_, each) || column_of(wanted_, each)) continue;
            text_.add_column(as_written(each));
            any = true;
        }
        // New ones behind them, as ADD COLUMN has it.
        for (const ColumnDefinition& each : wanted_.columns) {
            if (!any || column_of(all_, each)) continue;
            text_.drop_column(each.name);
            text_.add_column(as_written(each));
        }
    }

    SchemaObject object_;
    TableDefinition branch_;
    TableDefinition all_;
    TableDefinition wanted_;
    TableText text_;
};

SchemaObject front_on_branch(const Members& branch, const Members& all, const Members& wanted) {
    const SchemaObject& was = branch.front();
    const SchemaObject& is = wanted.front();
    if (same_group({all.front()}, {is})) return was;
    const bool all_tables = was.kind == SchemaObject::Kind::table && is.kind == was.kind &&
                            all.front().kind == was.kind;
    return all_tables ? TableOnBranch(was, all.front(), is).made() : is;
}

Members group_on_branch(const Members& branch, const Members& all, const Members& wanted) {
    Members made{front_on_branch(branch, all, wanted)};
    for (const SchemaObject& each : wanted) {
        if (&each == &wanted.front()) continue;
        const SchemaObject* before = member(all, each);
        if (before == nullptr || !same_group({*before}, {each})) {
            made.push_back(each);
        } else if (const SchemaObject* own = member(branch, each)) {
            made.push_back(*own);
        }
    }
    for (const SchemaObject& each : branch) {
        if (&each == &branch.front() || member(all, each) || member(wanted, each)) continue;
        made.push_back(each);
    }
    std::ranges::sort(made, [](const SchemaObject& a, const SchemaObject& b) {
        return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
    });
    return made;
}

void require_that_it_can_be_made(const Members& group) {
    ScratchDatabase database;
    database.refuse_double_quoted_strings();
    for (const SchemaObject& object : in_creation_order(group)) {
        if (object.kind != SchemaObject::Kind::table && object.kind != SchemaObject::Kind::index) {
            continue;
        }
        if (const auto fault = database.execute(object.sql)) {
            throw make_error(Code::cannot_alter,
                             "what table " + quote(group.front().name) +
                                 " is to become needs what another branch made: " + *fault,
                             "bring the branches together first: " + command("merge heads"));
        }
    }
}

}  // namespace

Schema on_branch(const Schema& branch, const Schema& all, const Schema& wanted) {
    Schema made = branch;
    std::set<std::string> names;
    for (const SchemaDifference& each : differences(all, wanted)) names.insert(folded(each.table));
    for (const std::string& name : names) {
        const Members* const was = group_of(branch, name);
        const Members* const before = group_of(all, name);
        const Members* const is = group_of(wanted, name);
        if (before != nullptr && was == nullptr) continue;  // another branch made it
        if (is == nullptr) {
            made.groups.erase(name);
            continue;
        }
        made.groups[name] =
            before == nullptr || was == nullptr ? *is : group_on_branch(*was, *before, *is);
        require_that_it_can_be_made(made.groups[name]);
    }
    return made;
}

}  // namespace kiln::tool
