#include "tool/schema/compare.hpp"

#include "src/schema/definition.hpp"
#include "src/text/letter_case.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace kiln::tool {
namespace {

using DifferenceKind = SchemaDifference::Kind;
using Subject = SchemaDifference::Subject;
using Differences = std::vector<SchemaDifference>;
using Objects = std::vector<SchemaObject>;

// Which members of `positions` are in order with most others: those of a longest ascending
// subsequence. So one column that moved is one difference.
std::vector<bool> in_order(const std::vector<std::size_t>& positions) {
    const std::size_t none = positions.size();
    std::vector<std::size_t> length(positions.size(), 1);
    std::vector<std::size_t> previous(positions.size(), none);
    std::size_t last = none;
    for (std::size_t i = 0; i < positions.size(); ++i) {
        for (std::size_t j = 0; j < i; ++j) {
            if (positions[j] < positions[i] && length[j] + 1 > length[i]) {
                length[i] = length[j] + 1;
                previous[i] = j;
            }
        }
        if (last == none || length[i] > length[last]) last = i;
    }
    std::vector<bool> ordered(positions.size(), false);
    for (; last != none; last = previous[last]) ordered[last] = true;
    return ordered;
}

/// An object among the others of its schema.
struct Placed {
    const SchemaObject& object;
    const Schema& schema;
};

/// Compares two tables of one name.
class TableComparison {
public:
    TableComparison(const Placed& was, const Placed& is, Differences& found)
        : table_(was.object.name),
          was_(parse_table(was.object, was.schema)),
          is_(parse_table(is.object, is.schema)),
          found_(found) {}

    void run() {
        const Unmatched constraints = unmatched(was_.constraints, is_.constraints);
        compare_columns(constraints);
        add_pieces(Subject::constraint, own(was_, constraints.was), own(is_, constraints.is));
        const Unmatched options = unmatched(was_.options, is_.options);
        add_pieces(Subject::option, some(was_.options, options.was), some(is_.options, options.is));
    }

private:
    template <typename Piece>
    static std::vector<std::string> some(const std::vector<Piece>& pieces,
                                         const std::vector<std::size_t>& indices) {
        std::vector<std::string> texts;
        texts.reserve(indices.size());
        for (const std::size_t i : indices) texts.push_back(pieces[i].written);
        return texts;
    }

    /// Without those that stand at a column, which are that column's difference.
    static std::vector<std::string> own(const TableDefinition& table,
                                        std::vector<std::size_t> indices) {
        std::erase_if(indices, [&](std::size_t i) { return table.constraints[i].column; });
        return some(table.constraints, indices);
    }

    static std::set<std::size_t> changed_columns(const TableDefinition& table,
                                                 const std::vector<std::size_t>& constraints) {
        std::set<std::size_t> columns;
        for (const std::size_t i : constraints) {
            if (table.constraints[i].column) columns.insert(*table.constraints[i].column);
        }
        return columns;
    }

    void add(DifferenceKind kind, Subject subject, std::string object, std::string was,
             std::string is) {
        found_.push_back({kind, subject, table_, std::move(object), std::move(was), std::move(is)});
    }

    void add_pieces(Subject subject, const std::vector<std::string>& missing,
                    const std::vector<std::string>& left_over) {
        for (const std::string& text : missing)
            add(DifferenceKind::missing, subject, text, text, "");
        for (const std::string& text : left_over)
            add(DifferenceKind::left_over, subject, text, "", text);
    }

    void compare_columns(const Unmatched& constraints) {
        const std::set<std::size_t> changed_was = changed_columns(was_, constraints.was);
        const std::set<std::size_t> changed_is = changed_columns(is_, constraints.is);
        std::map<std::string, std::size_t> now;
        for (std::size_t i = 0; i < is_.columns.size(); ++i) {
            now.emplace(folded(is_.columns[i].name), i);
        }
        std::vector<std::size_t> common;
        std::vector<std::size_t> positions;
        std::set<std::size_t> seen;
        for (std::size_t i = 0; i < was_.columns.size(); ++i) {
            const ColumnDefinition& column = was_.columns[i];
            const auto found = now.find(folded(column.name));
            if (found == now.end()) {
                add(DifferenceKind::missing, Subject::column, column.name, column.written, "");
                continue;
            }
            const ColumnDefinition& other = is_.columns[found->second];
            if (!same_attributes(column, other) || changed_was.count(i) != 0 ||
                changed_is.count(found->second) != 0) {
                add(DifferenceKind::changed, Subject::column, column.name, column.written,
                    other.written);
            }
            common.push_back(i);
            positions.push_back(found->second);
            seen.insert(found->second);
        }
        add_moved(common, positions);
        for (std::size_t i = 0; i < is_.columns.size(); ++i) {
            const ColumnDefinition& column = is_.columns[i];
            if (seen.count(i) == 0) {
                add(DifferenceKind::left_over, Subject::column, column.name, "", column.written);
            }
        }
    }

    void add_moved(const std::vector<std::size_t>& common,
                   const std::vector<std::size_t>& positions) {
        const std::vector<bool> ordered = in_order(positions);
        for (std::size_t i = 0; i < common.size(); ++i) {
            if (ordered[i]) continue;
            add(DifferenceKind::moved, Subject::column, was_.columns[common[i]].name,
                std::to_string(common[i] + 1), std::to_string(positions[i] + 1));
        }
    }

    const std::string& table_;
    TableDefinition was_;
    TableDefinition is_;
    Differences& found_;
};

Subject subject_of(const SchemaObject& object) { return static_cast<Subject>(object.kind); }

bool precedes(const SchemaObject& a, const SchemaObject& b) {
    return a.kind != b.kind ? a.kind < b.kind : folded(a.name) < folded(b.name);
}

/// A table or view stands first in its group; with it go its indexes and triggers.
bool owns_group(const SchemaObject& object) {
    return object.kind != SchemaObject::Kind::index && object.kind != SchemaObject::Kind::trigger;
}

const Objects& group(const Schema& schema, const std::string& table) {
    static const Objects none;
    const auto found = schema.groups.find(table);
    return found == schema.groups.end() ? none : found->second;
}

class GroupComparison {
public:
    GroupComparison(const Schema& was, const Schema& is, const std::string& name,
                    Differences& found)
        : was_schema_(was),
          is_schema_(is),
          was_(group(was, name)),
          is_(group(is, name)),
          found_(found) {}

    void run() {
        if (was_ == is_) return;
        auto before = was_.begin();
        auto now = is_.begin();
        while (before != was_.end() || now != is_.end()) {
            if (now == is_.end() || (before != was_.end() && precedes(*before, *now))) {
                add_one_sided(DifferenceKind::missing, *before++, was_);
            } else if (before == was_.end() || precedes(*now, *before)) {
                add_one_sided(DifferenceKind::left_over, *now++, is_);
            } else {
                compare_objects(*before++, *now++);
            }
        }
    }

private:
    void add_one_sided(DifferenceKind kind, const SchemaObject& object, const Objects& group) {
        owner_changed_ |= owns_group(object);
        if (!owns_group(object) && owner_changed_) return;
        const bool missing = kind == DifferenceKind::missing;
        found_.push_back({kind, subject_of(object), group.front().name, object.name,
                          missing ? object.sql : "", missing ? "" : object.sql});
    }

    void compare_objects(const SchemaObject& was, const SchemaObject& is) {
        if (was.sql == is.sql) return;
        if (was.kind == SchemaObject::Kind::table) {
            return TableComparison({was, was_schema_}, {is, is_schema_}, found_).run();
        }
        const SqlPiece before = parse_body(was.sql, was_.front().sql);
        const SqlPiece now = parse_body(is.sql, is_.front().sql);
        if (before.normal == now.normal) return;
        found_.push_back({DifferenceKind::changed, subject_of(was), was_.front().name, was.name,
                          before.written, now.written});
    }

    const Schema& was_schema_;
    const Schema& is_schema_;
    const Objects& was_;
    const Objects& is_;
    Differences& found_;
    bool owner_changed_ = false;
};

}  // namespace

Differences differences(const Schema& was, const Schema& is, const std::set<std::string>& tables) {
    Differences found;
    for (const std::string& table : tables) {
        GroupComparison(was, is, table, found).run();
    }
    return found;
}

Differences differences(const Schema& was, const Schema& is) {
    std::set<std::string> tables;
    for (const Schema* schema : {&was, &is}) {
        for (const auto& [table, objects] : schema->groups) tables.insert(table);
    }
    return differences(was, is, tables);
}

std::vector<SchemaDifference> without_moves(std::vector<SchemaDifference> differences) {
    std::erase_if(differences, [](const SchemaDifference& each) {
        return each.kind == SchemaDifference::Kind::moved;
    });
    return differences;
}

}  // namespace kiln::tool
