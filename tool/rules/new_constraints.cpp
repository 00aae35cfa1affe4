#include "tool/rules/new_constraints.hpp"

#include "src/schema/definition.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/key_violations.hpp"
#include "tool/schema/breakable.hpp"
#include "tool/schema/unique_key.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace kiln::tool {
namespace {

using SummaryKind = StatementSummary::Kind;

class NewConstraintFinder {
public:
    NewConstraintFinder(const Passed& passed, const TableFate& fate,
                        const std::vector<SchemaObject>& was_group,
                        const std::vector<SchemaObject>& is_group)
        : passed_(passed),
          fate_(fate),
          was_group_(was_group),
          is_group_(is_group),
          was_(parse_table(was_group.front().sql)),
          is_(parse_table(is_group.front().sql)) {
        for (const auto& [old_name, new_name] : fate.columns) {
            if (const auto column = was_.find(old_name)) old_columns_[new_name] = *column;
        }
    }

    std::vector<NewConstraint> find() {
        find_keys();
        find_checks();
        find_foreign_keys();
        find_strict();
        return std::move(found_);
    }

private:
    /// The statement of this kind that the constraint comes with: of a rebuilt table the copy.
    std::optional<std::size_t> copy() const {
        return fate_.copies.empty() ? std::nullopt : std::optional(fate_.copies.back().statement);
    }

    std::optional<std::size_t> index_statement(const std::string& index) const {
        const std::vector<StatementSummary>& statements = passed_.lineage().statements();
        for (std::size_t i = statements.size(); i-- > 0;) {
            if (statements[i].kind == SummaryKind::create_index &&
                statements[i].name.substr(statements[i].name.find('.') + 1) == index) {
                return i;
            }
        }
        return std::nullopt;
    }

    /// ADD COLUMN, whose CHECK may name older ones, and whose values may come from one.
    std::optional<std::size_t> column_statement(const Constraint& constraint) const {
        if (!constraint.column) return std::nullopt;
        const std::string name = folded(is_.columns[*constraint.column].name);
        const std::vector<StatementSummary>& statements = passed_.lineage().statements();
        for (std::size_t i = 0; i < statements.size(); ++i) {
            if (statements[i].kind == SummaryKind::add_column && statements[i].column == name &&
                passed_.lineage().old_table(i) == fate_.old_name) {
                return i;
            }
        }
        return std::nullopt;
    }

    template <class Names>
    bool all_are_old(const Names& names) const {
        return std::ranges::all_of(names, [&](const std::string& name) {
            return old_columns_.count(folded(unquoted(name))) > 0;
        });
    }

    /// Old columns, or new ones whose values are made of theirs.
    bool hold_old_values(const std::vector<std::string>& names) const {
        return std::ranges::all_of(names, [&](const std::string& each) {
            const std::string name = folded(unquoted(each));
            return old_columns_.count(name) > 0 || is_copied(name) || is_set_from_old(name);
        });
    }

    bool is_copied(const std::string& name) const {
        return std::ranges::any_of(fate_.copies, [&](const RowCopy& each) {
            return std::ranges::any_of(each.columns, [&](const CopiedColumn& column) {
                return column.column == name && !column.mentioned.empty();
            });
        });
    }

    bool is_set_from_old(const std::string& name) const {
        std::set<std::string> old_names;
        for (const auto& [old_name, column] : old_columns_) old_names.insert(old_name);
        const std::vector<StatementSummary>& statements = passed_.lineage().statements();
        for (std::size_t i = 0; i < statements.size(); ++i) {
            if (passed_.lineage().old_table(i) != fate_.old_name) continue;
            for (const Assignment& each : statements[i].assignments) {
                if (each.column == name && each.value.mentions(old_names)) return true;
            }
        }
        return false;
    }

    /// The section itself sees to the rows.
    bool is_prepared(const std::set<std::string>& columns) const {
        if (!fate_.deletes.empty()) return true;
        const auto is_any_of_them = [&](const std::string& name) {
            return columns.empty() || columns.count(name) > 0;
        };
        if (std::ranges::any_of(fate_.updated, is_any_of_them)) return true;
        return std::ranges::any_of(fate_.copies, [&](const RowCopy& each) {
            return chooses_rows(each) ||
                   std::ranges::any_of(each.columns, [&](const CopiedColumn& column) {
                       return is_any_of_them(column.column) && column.value.column.empty();
                   });
        });
    }

    bool chooses_rows(const RowCopy& copy) const {
        const StatementSummary& summary = passed_.lineage().statements()[copy.statement];
        if (copy.filtered || summary.upsert ||
            summary.conflict != StatementSummary::Conflict::fail) {
            return true;
        }
        return summary.query &&
               std::ranges::any_of(summary.query->selections,
                                   [](const Selection& each) { return each.distinct; });
    }

    void add(std::string what, std::vector<std::string_view> faults,
             std::optional<std::size_t> statement, const std::set<std::string>& columns,
             std::string parent = {}) {
        if (!statement) return;
        NewConstraint constraint;
        constraint.table = fate_.new_name;
        constraint.what = std::move(what);
        constraint.faults = std::move(faults);
        constraint.statement = *statement;
        for (const RowCopy& each : fate_.copies) constraint.others.insert(each.statement);
        constraint.parent = std::move(parent);
        constraint.is_prepared = is_prepared(columns);
        found_.push_back(std::move(constraint));
    }

    void find_keys() {
        const std::vector<UniqueKey> old_keys = unique_keys(was_group_, was_);
        for (const UniqueKey& key : unique_keys(is_group_, is_)) {
            std::set<std::string> names;
            for (const auto& [name, collation] : key.columns) names.insert(name);
            if (!all_are_old(names) || (names.empty() && !key.has_expression)) continue;
            const bool follows = std::ranges::any_of(old_keys, [&](const UniqueKey& old_key) {
                return follows_from(key, old_key, fate_.columns);
            });
            if (follows || is_same_expression(key)) continue;
            add(key.what, faults_of(names), key.index.empty() ? copy() : index_statement(key.index),
                names);
        }
    }

    /// The key of rowids takes integers alone.
    std::vector<std::string_view> faults_of(const std::set<std::string>& key) const {
        std::vector<std::string_view> faults{"UNIQUE constraint failed"};
        const std::optional<std::size_t>& alias = is_.rowid_alias;
        const bool is_alias = alias && !was_.rowid_alias && key.size() == 1 &&
                              key.count(folded(is_.columns[*alias].name)) > 0;
        if (is_alias && !mixes_columns()) faults.emplace_back("datatype mismatch");
        return faults;
    }

    /// A copy brings the values of one column into the place of another, whose types these are not.
    bool mixes_columns() const {
        return std::ranges::any_of(fate_.copies, [&](const RowCopy& each) {
            return std::ranges::any_of(each.columns, [&](const CopiedColumn& column) {
                return !column.from.empty() && column.from != column.column &&
                       was_.find(column.column);
            });
        });
    }

    /// An index on expressions that was there as it is.
    bool is_same_expression(const UniqueKey& key) const {
        if (!key.has_expression) return false;
        const auto text = [&](const std::vector<SchemaObject>& group) -> std::string {
            const auto found = std::ranges::find_if(group, [&](const SchemaObject& each) {
                return each.kind == SchemaObject::Kind::index && folded(each.name) == key.index;
            });
            return found == group.end() ? "" : parse_body(found->sql).normal;
        };
        return text(was_group_) == text(is_group_);
    }

    void find_checks() {
        for (const std::size_t i : unmatched(was_.constraints, is_.constraints).is) {
            const Constraint& check = is_.constraints[i];
            if (check.kind != Constraint::Kind::check) continue;
            const auto statement = fate_.rebuilt ? copy() : column_statement(check);
            if (!statement || !may_break_check(was_, is_, check, old_columns_)) continue;
            std::set<std::string> names;
            for (const std::string& word : check.columns) {
                if (is_.find(folded(unquoted(word)))) names.insert(folded(unquoted(word)));
            }
            add(check.written, {"CHECK constraint failed"}, statement, names);
        }
    }

    void find_foreign_keys() {
        for (const std::size_t i : unmatched(was_.constraints, is_.constraints).is) {
            const Constraint& key = is_.constraints[i];
            if (key.kind != Constraint::Kind::foreign_key || !hold_old_values(key.columns))
                continue;
            const bool was_there = std::ranges::any_of(
                was_.constraints,
                [&](const Constraint& old_key) { return refers_alike(old_key, key); });
            if (was_there) continue;
            std::set<std::string> names;
            for (const std::string& column : key.columns) names.insert(folded(unquoted(column)));
            std::string what = key.written;
            if (key.column) what += " of column " + in_quotes(is_.columns[*key.column].name);
            add(what, {"FOREIGN KEY constraint failed"},
                fate_.rebuilt ? copy() : column_statement(key), names,
                folded(unquoted(key.parent)));
        }
    }

    /// The same columns, to the same parent; its actions may differ.
    bool refers_alike(const Constraint& old_key, const Constraint& key) const {
        if (old_key.kind != Constraint::Kind::foreign_key) return false;
        std::vector<std::string> columns;
        for (const std::string& column : old_key.columns) {
            const auto now = fate_.columns.find(folded(unquoted(column)));
            columns.push_back(now == fate_.columns.end() ? ""
                                                         : normal_name(quoted_name(now->second)));
        }
        if (columns != key.columns) return false;
        if (old_key.parent == key.parent) return true;
        const TableFate* parent = passed_.lineage().of(folded(unquoted(old_key.parent)));
        return parent != nullptr && parent->new_name == folded(unquoted(key.parent));
    }

    void find_strict() {
        if (was_.has_option("strict") || !is_.has_option("strict")) return;
        const bool may_break = std::ranges::any_of(old_columns_, [&](const auto& column) {
            const auto now = is_.find(column.first);
            return now && !is_.columns[*now].generated &&
                   may_break_type(was_, column.second, is_.columns[*now]);
        });
        if (!may_break) return;
        std::vector<std::string_view> faults;
        if (!mixes_columns()) faults.emplace_back("cannot store");
        add("STRICT", std::move(faults), copy(), {});
    }

    const Passed& passed_;
    const TableFate& fate_;
    const std::vector<SchemaObject>& was_group_;
    const std::vector<SchemaObject>& is_group_;
    TableDefinition was_;
    TableDefinition is_;
    OldColumns old_columns_;
    std::vector<NewConstraint> found_;
};

/// What can bring a constraint along.
bool may_constrain(const Passed& passed) {
    return std::ranges::any_of(passed.lineage().statements(), [](const StatementSummary& each) {
        return each.kind == SummaryKind::create_table || each.kind == SummaryKind::add_column ||
               (each.kind == SummaryKind::create_index && each.unique);
    });
}

/// The fault is met where the constraint comes.
bool is_broken_by(const Passage& passage, const NewConstraint& constraint, const Fault& fault) {
    const bool is_its = std::ranges::any_of(
        constraint.faults, [&](std::string_view each) { return fault.message.starts_with(each); });
    if (!is_its) return false;
    const auto fails_at = [&](std::size_t statement) {
        const RanStatement& ran = passage.statements[statement];
        return fault.offset >= ran.offset && fault.offset < ran.offset + ran.text.size();
    };
    return fails_at(constraint.statement) || std::ranges::any_of(constraint.others, fails_at);
}

}  // namespace

std::vector<NewConstraint> new_constraints(const Passed& passed) {
    std::vector<NewConstraint> found;
    if (!may_constrain(passed)) return found;
    for (const auto& [name, fate] : passed.lineage().tables()) {
        const auto was = passed.passage().before.groups.find(name);
        const auto is = passed.passage().after.groups.find(fate.new_name);
        if (was == passed.passage().before.groups.end() ||
            is == passed.passage().after.groups.end() ||
            was->second.front().kind != SchemaObject::Kind::table ||
            is->second.front().kind != SchemaObject::Kind::table) {
            continue;
        }
        for (NewConstraint& each :
             NewConstraintFinder(passed, fate, was->second, is->second).find()) {
            found.push_back(std::move(each));
        }
    }
    return found;
}

bool newly_constrains(const Passage& passage, const Fault& fault) {
    const Passed passed(passage);
    return std::ranges::any_of(new_constraints(passed), [&](const NewConstraint& each) {
        return is_broken_by(passage, each, fault);
    });
}

void find_new_constraints(const Passed& passed, std::vector<Diagnostic>& found) {
    // A downgrade brings back what stood there before, or it is K304.
    if (passed.passage().section.direction == Direction::downgrade) return;
    const Refusal* refusal = passed.passage().refusal;
    for (const NewConstraint& each : new_constraints(passed)) {
        // What the section does for the rows may not be enough.
        const auto is_its = [&](const Fault& fault) {
            return is_broken_by(passed.passage(), each, fault);
        };
        const auto fails = [&] {
            if (!each.parent.empty()) return breaks_key(passed.passage(), each.table, each.parent);
            return refusal != nullptr &&
                   (is_its(refusal->fault) || std::ranges::any_of(refusal->elsewhere, is_its));
        };
        if (each.is_prepared && !fails()) continue;
        found.push_back(finding(passed.passage(), passed.offset(each.statement),
                                Code::constraint_on_existing,
                                "rows that are in " + in_quotes(passed.written(each.table)) +
                                    " may break " + each.what + ", which is new",
                                "see to these rows before: mend, merge or delete them in the "
                                "revision; or say why there "
                                "can be none on a line above: -- kiln:allow K609: …"));
    }
}

}  // namespace kiln::tool
