#include "tool/schema/rename_steps.hpp"

#include "src/schema/definition.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/letter_case.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <set>
#include <string>
#include <utility>

namespace kiln::tool {
namespace {

const std::string& old_name(const Rename& rename) {
    return rename.column.empty() ? rename.table : rename.column;
}

/// The new name of a table that `name` means: its old one or that itself.
std::string table_behind(std::span<const Rename> renames, const std::string& name) {
    for (const Rename& each : renames) {
        if (each.column.empty() && folded(each.table) == folded(name)) return each.name;
    }
    return name;
}

std::string table_before(std::span<const Rename> renames, const std::string& name) {
    for (const Rename& each : renames) {
        if (each.column.empty() && folded(each.name) == folded(name)) return each.table;
    }
    return name;
}

/// Renames of things that must differ in name: tables, or the columns of one table.
class OneByOne {
public:
    /// `names`: all that there are, as they are written.
    OneByOne(std::vector<std::string> names, NameTaken taken)
        : written_(std::move(names)), goes_aside_(taken == NameTaken::goes_aside) {
        for (const std::string& name : written_) taken_.insert(folded(name));
    }

    void add(const Rename& said, Rename rename) {
        if (std::ranges::count(written_, rename.name) > 0 &&
            folded(old_name(rename)) == folded(rename.name)) {
            fail_rename(said, "it has that name");
        }
        taken_.insert(folded(rename.name));
        pending_.push_back({std::move(rename), said});
    }

    void carry_out(std::vector<RenameStep>& steps) {
        if (goes_aside_) move_aside(steps);
        while (!pending_.empty()) {
            auto next = std::ranges::find_if(pending_, [&](const RenameStep& each) {
                return std::ranges::none_of(pending_, [&](const RenameStep& other) {
                    return is_in_the_way(other.rename, each.rename);
                });
            });
            if (next != pending_.end()) {
                steps.push_back(std::move(*next));
                pending_.erase(next);
                continue;
            }
            // Each goes aside once: two that want one name are SQLite's to refuse.
            next = std::ranges::find_if(pending_, [](const RenameStep& each) {
                return old_name(each.rename) == old_name(each.said);
            });
            if (next == pending_.end()) {
                steps.push_back(pending_.front());
                return;
            }
            Rename aside = next->rename;
            aside.name = free_name(old_name(aside));
            (aside.column.empty() ? next->rename.table : next->rename.column) = aside.name;
            steps.push_back({std::move(aside), next->said});
        }
    }

private:
    // A column's name in other case is no other column's to SQLite; a table's is.
    static bool is_in_the_way(const Rename& other, const Rename& rename) {
        const bool is_itself = old_name(other) == old_name(rename);
        if (is_itself && !rename.column.empty()) return false;
        return folded(old_name(other)) == folded(rename.name);
    }

    void move_aside(std::vector<RenameStep>& steps) {
        for (const std::string& name : written_) {
            const auto is_renamed = [&](const RenameStep& each) {
                return folded(old_name(each.rename)) == folded(name);
            };
            const auto wants = std::ranges::find_if(pending_, [&](const RenameStep& each) {
                return folded(each.rename.name) == folded(name);
            });
            if (wants == pending_.end() || std::ranges::any_of(pending_, is_renamed)) continue;
            Rename aside = wants->rename;
            (aside.column.empty() ? aside.table : aside.column) = name;
            aside.name = free_name(name);
            steps.push_back({std::move(aside), wants->said});
        }
    }

    std::string free_name(const std::string& name) {
        std::string free = "old_" + name;
        while (!taken_.insert(folded(free)).second) free.insert(0, "old_");
        return free;
    }

    std::vector<std::string> written_;
    bool goes_aside_;
    std::set<std::string> taken_;
    std::vector<RenameStep> pending_;
};

std::vector<std::string> all_names(const Schema& schema) {
    std::vector<std::string> names;
    for (const auto& [group, objects] : schema.groups) {
        for (const SchemaObject& object : objects) names.push_back(object.name);
    }
    return names;
}

std::vector<std::string> column_names(const Schema& schema, const std::string& table) {
    std::vector<std::string> names;
    if (const SchemaObject* found = find_table(schema, folded(table))) {
        for (const ColumnDefinition& column : parse_table(found->sql).columns) {
            names.push_back(column.name);
        }
    }
    return names;
}

}  // namespace

std::vector<RenameStep> rename_steps(std::span<const Rename> renames, const Schema& from,
                                     NameTaken taken) {
    std::vector<RenameStep> steps;
    OneByOne tables(all_names(from), taken);
    for (const Rename& each : renames) {
        if (each.column.empty()) tables.add(each, each);
    }
    tables.carry_out(steps);
    std::set<std::string> done;
    for (const Rename& first : renames) {
        if (first.column.empty()) continue;
        const std::string table = table_behind(renames, first.table);
        if (!done.insert(folded(table)).second) continue;
        OneByOne columns(column_names(from, table_before(renames, table)), taken);
        for (const Rename& each : renames) {
            const std::string its_table = table_behind(renames, each.table);
            if (each.column.empty() || folded(its_table) != folded(table)) continue;
            columns.add(each, {its_table, each.column, each.name});
        }
        columns.carry_out(steps);
    }
    return steps;
}

std::vector<Rename> reversed(std::span<const Rename> renames) {
    std::vector<Rename> back;
    for (const Rename& rename : renames) {
        if (rename.column.empty()) {
            back.push_back({rename.name, "", rename.table});
        } else {
            back.push_back({table_behind(renames, rename.table), rename.name, rename.column});
        }
    }
    std::reverse(back.begin(), back.end());
    return back;
}

void fail_rename(const Rename& rename, const std::string& message) {
    throw Error(
        diagnose(Code::malformed_option, "cannot rename '" + rename.table +
                                             (rename.column.empty() ? "" : "." + rename.column) +
                                             "' to '" + rename.name + "': " + message));
}

}  // namespace kiln::tool
