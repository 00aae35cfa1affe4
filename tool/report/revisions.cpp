#include "tool/report/revisions.hpp"

#include "src/plan/branch_labels.hpp"
#include "tool/report/escape.hpp"
#include "tool/report/json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

bool contains(Range<std::uint32_t> positions, std::uint32_t position) {
    return std::find(positions.begin(), positions.end(), position) != positions.end();
}

Json string_array(Range<Text> texts) {
    return Json::array(std::vector<Json>(texts.begin(), texts.end()));
}

std::string comma_joined(Range<Text> texts) {
    return fmt::format("{}",
                       fmt::join(std::vector<std::string_view>(texts.begin(), texts.end()), ", "));
}

}  // namespace

RevisionReport::RevisionReport(const MigrationTable& table, std::span<const std::uint32_t> current)
    : table_(table),
      current_(table.migrations.size()),
      children_ends_(table.migrations.size()),
      labels_(spread_labels(table)) {
    for (const std::uint32_t position : current) current_[position] = true;
    for (const Migration& migration : table.migrations) {
        for (const std::uint32_t parent : migration.down_revisions) ++children_ends_[parent];
    }
    std::partial_sum(children_ends_.begin(), children_ends_.end(), children_ends_.begin());
    if (children_ends_.empty()) return;
    children_.resize(children_ends_.back());
    std::vector<std::uint32_t> begins = children_ends_;
    for (std::size_t position = table.migrations.size(); position-- > 0;) {
        for (const std::uint32_t parent : table.migrations[position].down_revisions) {
            children_[--begins[parent]] = static_cast<std::uint32_t>(position);
        }
    }
}

Range<std::uint32_t> RevisionReport::children(std::uint32_t position) const {
    const std::uint32_t begin = position == 0 ? 0 : children_ends_[position - 1];
    return {children_.data() + begin, children_ends_[position] - begin};
}

std::string RevisionReport::names(Range<std::uint32_t> positions) const {
    std::string text;
    for (const std::uint32_t position : positions) {
        if (!text.empty()) text += ", ";
        text += std::string_view(table_.migrations[position].revision);
    }
    return text.empty() ? "<base>" : text;
}

std::string RevisionReport::labels(std::uint32_t position) const {
    const std::vector<std::string>& all = labels_[position];
    const std::span<const std::string> shown(all.data(), std::min(all.size(), most_labels));
    return fmt::format("{}{}", fmt::join(shown, ", "), shown.size() < all.size() ? ", ..." : "");
}

bool RevisionReport::is_real(std::uint32_t position) const {
    return contains(table_.real_heads, position);
}

std::string RevisionReport::line(std::uint32_t position, Line parts) const {
    const Migration& migration = table_.migrations[position];
    std::string text;
    if (parts.parents) {
        text += names(migration.down_revisions);
        if (!migration.depends_on_names.empty()) {
            text += fmt::format(" ({})", comma_joined(migration.depends_on_names));
        }
        text += " -> ";
    }
    text += std::string_view(migration.revision);
    if (parts.labels && !labels_[position].empty()) {
        text += fmt::format(" ({})", labels(position));
    }
    if (is_head(position)) text += is_real(position) ? " (head)" : " (effective head)";
    if (parts.current && current_[position]) text += " (current)";
    if (parts.points && children(position).size() > 1) text += " (branchpoint)";
    if (parts.points && migration.down_revisions.size() > 1) text += " (mergepoint)";
    if (parts.dependencies && !migration.depends_on_names.empty()) {
        text += fmt::format(" (depends on {})", comma_joined(migration.depends_on_names));
    }
    if (parts.message && !migration.message.empty()) {
        text += ", " + escape(migration.message);
    }
    return text + "\n";
}

std::string RevisionReport::block(std::uint32_t position, bool current) const {
    const Migration& migration = table_.migrations[position];
    const bool merge_point = migration.down_revisions.size() > 1;
    const bool branch_point = children(position).size() > 1;
    std::string text = fmt::format(
        "Rev: {}{}{}{}{}\n", std::string_view(migration.revision),
        is_head(position) ? " (head)" : "", branch_point ? " (branchpoint)" : "",
        merge_point ? " (mergepoint)" : "", current && current_[position] ? " (current)" : "");
    text +=
        fmt::format("{}: {}\n", merge_point ? "Merges" : "Parent", names(migration.down_revisions));
    if (!migration.depends_on_names.empty()) {
        text += fmt::format("Also depends on: {}\n", comma_joined(migration.depends_on_names));
    }
    if (migration.min_compatible != no_position) {
        text += fmt::format("Min compatible: {}\n",
                            std::string_view(table_.migrations[migration.min_compatible].revision));
    }
    if (branch_point) {
        text += fmt::format("Branches into: {}\n", names(children(position)));
    }
    if (!labels_[position].empty()) {
        text += fmt::format("Branch names: {}\n", labels(position));
    }
    text += fmt::format("Path: {}\n\n    {}\n", escape(migration.file), escape(migration.message));
    if (!migration.create_date.empty()) {
        text += fmt::format("    \n    Create Date: {}\n", escape(migration.create_date));
    }
    return text;
}

std::string RevisionReport::json(std::span<const std::uint32_t> positions) const {
    std::vector<Json> all;
    for (const std::uint32_t position : positions) {
        const Migration& migration = table_.migrations[position];
        std::vector<Json> parents;
        for (const std::uint32_t parent : migration.down_revisions) {
            parents.emplace_back(table_.migrations[parent].revision);
        }
        all.push_back(Json::object({{"revision", migration.revision},
                                    {"down_revision", Json::array(std::move(parents))},
                                    {"depends_on", string_array(migration.depends_on_names)},
                                    {"branch_labels", string_array(migration.branch_labels)},
                                    {"message", migration.message},
                                    {"create_date", migration.create_date},
                                    {"path", migration.file},
                                    {"head", is_head(position)},
                                    {"current", static_cast<bool>(current_[position])},
                                    {"branch_point", children(position).size() > 1},
                                    {"merge_point", migration.down_revisions.size() > 1}}));
    }
    return Json::array(std::move(all)).text();
}

}  // namespace kiln::tool
