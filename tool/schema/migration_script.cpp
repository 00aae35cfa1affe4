#include "tool/schema/migration_script.hpp"

#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/alter_table.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/new_demands.hpp"
#include "tool/schema/rebuild_table.hpp"
#include "tool/schema/schema_order.hpp"
#include "tool/schema/table_change.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

using ObjectKind = SchemaObject::Kind;
using Objects = std::vector<SchemaObject>;

/// What becomes of a table or view; with `remade` and `dropped` go its indexes and triggers.
enum class Fate : std::uint8_t { stays, altered, remade, dropped, created };

struct Group {
    const Objects* was = nullptr;  // none if it is new
    const Objects* is = nullptr;   // none if it goes
    Fate fate = Fate::stays;
    std::optional<TableChange> change;  // of a table that stays one
    std::vector<Statement> alters;
};

bool is_table(const SchemaObject& object) {
    return object.kind == ObjectKind::table || object.kind == ObjectKind::virtual_table;
}

bool same_object(const SchemaObject& a, const SchemaObject& b) {
    if (a.kind != b.kind || folded(a.name) != folded(b.name)) return false;
    if (a.sql == b.sql) return true;
    Schema was;
    Schema is;
    was.groups[""] = {a};
    is.groups[""] = {b};
    return differences(was, is).empty();
}

/// The member of a group with this kind and name.
const SchemaObject* find(const Objects* group, const SchemaObject& wanted) {
    if (!group) return nullptr;
    const auto found = std::find_if(group->begin(), group->end(), [&](const SchemaObject& each) {
        return each.kind == wanted.kind && folded(each.name) == folded(wanted.name);
    });
    return found == group->end() ? nullptr : &*found;
}

class ScriptBuilder {
public:
    ScriptBuilder(const Schema& from, const Schema& to, Means means) : means_(means) {
        for (const auto& [name, objects] : from.groups) {
            groups_[name].was = &objects;
            for (const SchemaObject& object : objects) names_.insert(folded(object.name));
        }
        for (const auto& [name, objects] : to.groups) {
            groups_[name].is = &objects;
            for (const SchemaObject& object : objects) {
                names_.insert(folded(object.name));
                owner_[folded(object.name)] = name;
            }
        }
        for (auto& [name, group] : groups_) settle_fate(group);
    }

    std::vector<MigrationStep> steps() {
        drop_members(ObjectKind::trigger, "DROP TRIGGER ");
        drop_views();
        drop_members(ObjectKind::index, "DROP INDEX ");
        drop_tables(true);
        create_tables();
        for (auto& [name, group] : groups_) change_table(group);
        drop_tables(false);
        create_members(ObjectKind::index);
        create_views();
        create_members(ObjectKind::trigger);
        return std::move(steps_);
    }

private:
    void settle_fate(Group& group) {
        if (!group.is) {
            group.fate = Fate::dropped;
        } else if (!group.was) {
            group.fate = Fate::created;
        } else if (!same_object(group.was->front(), group.is->front())) {
            group.fate = Fate::remade;
            if (group.was->front().kind == ObjectKind::table &&
                group.is->front().kind == ObjectKind::table) {
                settle_change(group);
            }
        }
    }

    void settle_change(Group& group) {
        group.change.emplace(*group.was, *group.is);
        if (means_ == Means::rebuild) return;
        Objects indexes;
        for (const SchemaObject& object : *group.was) {
            if (object.kind == ObjectKind::index && is_kept(group, object))
                indexes.push_back(object);
        }
        auto alters = alter_table(*group.change, indexes);
        if (!alters) return;
        group.fate = Fate::altered;
        group.alters = std::move(*alters);
        drops_columns_ |= !group.change->dropped.empty();
    }

    static bool is_kept(const Group& group, const SchemaObject& member) {
        const SchemaObject* other = find(group.is, member);
        return other && same_object(member, *other);
    }

    /// True if another group, or an object of another kind, takes the name.
    bool is_name_taken(const std::string& group, const SchemaObject& member) const {
        const auto owner = owner_.find(folded(member.name));
        return owner != owner_.end() &&
               (owner->second != group || !find(groups_.at(group).is, member));
    }

    void add(const std::string& table, Statement statement) {
        steps_.push_back({std::move(statement), table});
    }

    // Those of a table that goes go with it, unless they would be in the way. With one that is made
    // anew they would go too, but unsaid.
    void drop_members(ObjectKind kind, const char* words) {
        for (const auto& [name, group] : groups_) {
            if (!group.was) continue;
            for (const SchemaObject& member : *group.was) {
                if (member.kind != kind || is_kept(group, member)) continue;
                // SQLite tests triggers when it drops a column.
                const bool is_tested = kind == ObjectKind::trigger && drops_columns_;
                const bool goes_unsaid = group.fate == Fate::dropped;
                if (goes_unsaid && !is_tested && !is_name_taken(name, member)) continue;
                add(group.was->front().name, {words + readable_name(member.name), {}});
            }
        }
    }

    template <typename Predicate>
    ObjectList owners(bool of_was, Predicate predicate) const {
        ObjectList objects;
        for (const auto& [name, group] : groups_) {
            const Objects* side = of_was ? group.was : group.is;
            if (side && predicate(group, side->front())) objects.push_back(&side->front());
        }
        objects = in_dependency_order(std::move(objects));
        if (of_was) std::reverse(objects.begin(), objects.end());
        return objects;
    }

    void drop_views() {
        const auto goes = [](const Group& group, const SchemaObject& owner) {
            return owner.kind == ObjectKind::view && group.fate != Fate::stays;
        };
        for (const SchemaObject* view : owners(true, goes)) {
            add(view->name, {"DROP VIEW " + readable_name(view->name), {}});
        }
    }

    // Early those whose name is needed, late the others, so that their rows can be copied.
    void drop_tables(bool early) {
        const auto goes = [&](const Group& group, const SchemaObject& owner) {
            if (!is_table(owner) || group.change) return false;
            if (group.fate != Fate::dropped && group.fate != Fate::remade) return false;
            const bool is_early = means_ == Means::rebuild || group.fate == Fate::remade;
            return is_early == early;
        };
        for (const SchemaObject* table : owners(true, goes)) {
            add(table->name, {"DROP TABLE " + readable_name(table->name),
                              {{"table '" + table->name + "' and its rows are lost"}}});
        }
    }

    void create_tables() {
        const auto comes = [](const Group& group, const SchemaObject& owner) {
            return is_table(owner) && !group.change &&
                   (group.fate == Fate::created || group.fate == Fate::remade);
        };
        for (const SchemaObject* table : owners(false, comes)) {
            const bool is_virtual = table->kind == ObjectKind::virtual_table;
            add(table->name,
                {is_virtual ? table->sql : create_table_text(*table, table->name), {}});
        }
    }

    std::string free_name(const std::string& prefix, const std::string& table) {
        std::string name = prefix + table;
        while (!names_.insert(folded(name)).second) name.insert(0, prefix);
        return name;
    }

    void change_table(Group& group) {
        if (!group.change) return;
        const SchemaObject& table = group.is->front();
        if (group.fate == Fate::altered) {
            for (Statement& statement : group.alters) add(table.name, std::move(statement));
            return;
        }
        RebuildNames names{free_name("new_", table.name), ""};
        if (can_step_aside(*group.was)) names.aside = free_name("old_", table.name);
        for (Statement& statement : rebuild_table(*group.change, names)) {
            add(table.name, std::move(statement));
        }
        for (const SchemaObject& member : in_creation_order(*group.is)) {
            if (!is_table(member)) add(table.name, creation(group, member));
        }
    }

    /// Of an index or trigger.
    static Statement creation(const Group& group, const SchemaObject& member) {
        Statement statement{member.sql, {}};
        const bool has_rows = group.was && group.was->front().kind == ObjectKind::table &&
                              group.is->front().kind == ObjectKind::table;
        if (member.kind != ObjectKind::index || !has_rows) return statement;
        for (NewDemand& demand : new_demands(*group.was, *group.is)) {
            if (demand.index == folded(member.name)) {
                statement.confirm.push_back({std::move(demand.what)});
            }
        }
        return statement;
    }

    void create_members(ObjectKind kind) {
        for (const auto& [name, group] : groups_) {
            const bool is_rebuilt = group.change && group.fate == Fate::remade;
            if (!group.is || is_rebuilt) continue;
            const bool keeps = group.fate == Fate::stays || group.fate == Fate::altered;
            for (const SchemaObject& member : in_creation_order(*group.is)) {
                if (member.kind != kind) continue;
                const SchemaObject* before = find(group.was, member);
                if (keeps && before && same_object(*before, member)) continue;
                add(group.is->front().name, creation(group, member));
            }
        }
    }

    void create_views() {
        const auto comes = [](const Group& group, const SchemaObject& owner) {
            return owner.kind == ObjectKind::view && group.fate != Fate::stays;
        };
        for (const SchemaObject* view : owners(false, comes)) add(view->name, {view->sql, {}});
    }

    Means means_;
    std::map<std::string, Group> groups_;
    std::set<std::string> names_;               // of both sides, folded
    std::map<std::string, std::string> owner_;  // of each name in `to`, its group
    bool drops_columns_ = false;
    std::vector<MigrationStep> steps_;
};

}  // namespace

std::vector<MigrationStep> migration_steps(const Schema& from, const Schema& to, Means means) {
    return ScriptBuilder(from, to, means).steps();
}

}  // namespace kiln::tool
