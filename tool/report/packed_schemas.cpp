#include "tool/report/packed_schemas.hpp"

#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"
#include "tool/report/schema_keys.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

namespace kiln::tool {
namespace {

using Items = std::vector<std::string>;
using Groups = std::map<std::string, Items>;

Json or_null_in_page(const std::optional<std::string>& text) {
    return text ? Json(escape(*text)) : Json::null();
}

/// As it may be shown: a name can hold what hides text or turns it around.
std::vector<std::string> shown(const std::vector<std::string>& names) {
    std::vector<std::string> all;
    all.reserve(names.size());
    for (const std::string& name : names) all.push_back(escape(name));
    return all;
}

Json flag(bool truth) { return Json(std::uint32_t{truth}); }

void add_table(Items& items, const DescribedTable& table) {
    items.push_back(Json::array({"t", escape(table.name)}).packed());
    for (const DescribedColumn& column : table.columns) {
        const std::string keys = fmt::format("{}", fmt::join(keys_of(table, column), " "));
        items.push_back(Json::array({"c", escape(column.name), escape(column.type), keys,
                                     flag(column.not_null), or_null_in_page(column.default_text)})
                            .packed());
    }
    for (const DescribedForeignKey& key : table.foreign_keys) {
        const Multiplicity many = multiplicity_of(table, key);
        items.push_back(Json::array({"f", shown(key.columns), escape(key.references),
                                     shown(key.referred_columns), flag(many.may_lack_parent),
                                     flag(many.has_one_child)})
                            .packed());
    }
    for (const DescribedIndex& index : table.indexes) {
        std::vector<Json> columns;
        columns.reserve(index.columns.size());
        for (const auto& column : index.columns) columns.push_back(or_null_in_page(column));
        items.push_back(Json::array({"i", escape(index.name), flag(index.unique),
                                     Json::array(std::move(columns))})
                            .packed());
    }
}

Items items_of(const DescribedSchema& group) {
    Items items;
    for (const DescribedTable& table : group.tables) add_table(items, table);
    for (const DescribedView& view : group.views) {
        items.push_back(Json::array({"w", escape(view.name), escape_lines(view.sql)}).packed());
    }
    for (const DescribedTrigger& trigger : group.triggers) {
        items.push_back(
            Json::array({"g", escape(trigger.name), escape_lines(trigger.sql)}).packed());
    }
    return items;
}

/// What leads from one list to the other; nothing where they are equal.
std::string splice(const std::string& name, const Items& was, const Items& is) {
    const auto [gone, come] = std::ranges::mismatch(was, is);
    const auto [gone_end, come_end] = std::mismatch(was.rbegin(), std::make_reverse_iterator(gone),
                                                    is.rbegin(), std::make_reverse_iterator(come));
    if (gone == was.end() && come == is.end()) return "";
    std::string text = fmt::format("[{},{},{}", Json(escape(name)).packed(), gone - was.begin(),
                                   gone_end.base() - gone);
    for (auto item = come; item != come_end.base(); ++item) text += "," + *item;
    return text + "]";
}

class SchemaPacker {
public:
    explicit SchemaPacker(const ReportedProject& project)
        : project_(project), last_use_(project.revisions.size(), 0) {
        for (std::uint32_t position = 0; position < project.revisions.size(); ++position) {
            const auto& schema = project.revisions[position].schema;
            if (schema && schema->from) last_use_[*schema->from] = position;
        }
    }

    std::string pack() {
        std::string text = "[";
        for (std::uint32_t position = 0; position < project_.revisions.size(); ++position) {
            text += position == 0 ? "\n" : ",\n";
            const auto& schema = project_.revisions[position].schema;
            text += schema ? pack(position, *schema) : "null";
        }
        return text + "\n]";
    }

private:
    std::string pack(std::uint32_t position, const ReportedSchema& schema) {
        Groups groups = groups_at(schema.from, position);
        std::string text = "[";
        text += schema.from ? std::to_string(*schema.from) : "-1";
        text += ",[";
        bool is_first = true;
        for (const auto& [name, group] : schema.groups) {
            Items& was = groups[name];
            Items is = items_of(group);
            const std::string change = splice(name, was, is);
            if (is.empty()) {
                groups.erase(name);
            } else {
                was = std::move(is);
            }
            if (change.empty()) continue;
            if (!std::exchange(is_first, false)) text += ',';
            text += change;
        }
        if (last_use_[position] > 0) known_[position] = std::move(groups);
        return text + "]]";
    }

    Groups groups_at(const std::optional<std::uint32_t>& revision, std::uint32_t for_whom) {
        if (!revision) return {};
        if (last_use_[*revision] > for_whom) return known_[*revision];
        return std::move(known_.extract(*revision).mapped());
    }

    const ReportedProject& project_;
    std::vector<std::uint32_t> last_use_;  ///< of each the last that goes on from it; 0: none
    std::map<std::uint32_t, Groups> known_;
};

}  // namespace

std::string packed_schemas(const ReportedProject& project) { return SchemaPacker(project).pack(); }

}  // namespace kiln::tool
