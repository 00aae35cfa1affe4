#include "tool/rules/lost_on_rebuild.hpp"

#include "src/schema/definition.hpp"
#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/rowid_use.hpp"
#include "tool/schema/table_losses.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <map>
#include <optional>

namespace kiln::tool {
namespace {

using MemberKind = SchemaObject::Kind;
using Members = std::vector<SchemaObject>;

const Members& members(const Schema& schema, const std::string& table) {
    static const Members none;
    const auto group = schema.groups.find(table);
    return group == schema.groups.end() ? none : group->second;
}

/// An index as its parts: `CREATE UNIQUE INDEX i ON t (a COLLATE NOCASE) WHERE b`.
struct IndexParts {
    bool unique = false;
    std::string where;                 // normal; empty without
    std::vector<std::string> columns;  // normal, with COLLATE and the like
    std::set<std::string> names;       // folded, of the columns themselves
};

IndexParts parts_of(const std::string& sql) {
    const std::vector<Token> tokens = tokens_of(sql);
    IndexParts parts;
    parts.unique = tokens.size() > 1 && is(tokens[1], "unique");
    std::size_t open = 0;
    while (open < tokens.size() && tokens[open].text != "(") ++open;
    std::size_t close = open;
    for (const Tokens item : split_list(tokens, open, close)) {
        std::string column = normal(item);
        if (column.ends_with(" asc")) column.resize(column.size() - 4);  // as without
        parts.columns.push_back(std::move(column));
        for (const Token& token : item) {
            if (token.kind != SqlToken::Kind::string)
                parts.names.insert(folded(unquoted(token.text)));
        }
    }
    if (is_at(tokens, close + 1, "where")) {
        parts.where = normal(Tokens(tokens).subspan(close + 2));
    }
    return parts;
}

/// What a rebuild of one table lost, with the statement that took the old one.
class RebuildLosses {
public:
    RebuildLosses(const Passed& passed, const TableFate& fate)
        : passed_(passed),
          fate_(fate),
          was_(members(passed.passage().before, fate.old_name)),
          is_(members(passed.passage().after, fate.new_name)) {}

    std::vector<std::string> find() {
        if (was_.empty() || is_.empty()) return {};
        for (const SchemaObject& member : was_) {
            if (member.kind == MemberKind::index) look_for_index(member);
            if (member.kind == MemberKind::trigger) look_for_trigger(member);
        }
        const bool are_tables =
            was_.front().kind == MemberKind::table && is_.front().kind == MemberKind::table;
        if (are_tables) look_at_definition();
        return std::move(lost_);
    }

private:
    bool is_dropped(StatementSummary::Kind kind, const std::string& name) const {
        return std::ranges::any_of(
            passed_.lineage().statements(), [&](const StatementSummary& each) {
                return each.kind == kind &&
                       each.name.substr(each.name.find('.') + 1) == folded(name);
            });
    }

    static const SchemaObject* find_member(const Members& members, MemberKind kind,
                                           const std::string& name) {
        const auto found = std::ranges::find_if(members, [&](const SchemaObject& each) {
            return each.kind == kind && folded(each.name) == folded(name);
        });
        return found == members.end() ? nullptr : &*found;
    }

    /// It stands for itself, and not for another that is like it.
    bool was_there(const SchemaObject& member) const {
        return find_member(was_, member.kind, member.name) != nullptr;
    }

    void look_for_index(const SchemaObject& index) {
        if (is_dropped(StatementSummary::Kind::drop_index, index.name)) return;
        const IndexParts was = parts_of(index.sql);
        // Of columns that are all gone nothing can be left.
        const auto is_gone = [&](const std::string& name) {
            return std::ranges::find(fate_.data_columns, name) != fate_.data_columns.end() &&
                   fate_.columns.count(name) == 0;
        };
        const auto is_kept = [&](const std::string& name) { return fate_.columns.count(name) > 0; };
        if (std::ranges::any_of(was.names, is_gone) && std::ranges::none_of(was.names, is_kept)) {
            return;
        }
        const std::string name = "index " + in_quotes(index.name);
        const SchemaObject* now = find_member(is_, MemberKind::index, index.name);
        if (now == nullptr) {
            if (!has_index_like(was)) lost_.push_back(name);
            return;
        }
        const IndexParts is = parts_of(now->sql);
        if (was.unique && !is.unique) lost_.push_back("UNIQUE of " + name);
        if (!was.where.empty() && is.where.empty()) lost_.push_back("the WHERE of " + name);
        for (const std::string_view word : {" collate ", " desc"}) {
            const auto has = [&](const std::string& column) {
                return column.find(word) != std::string::npos;
            };
            if (std::ranges::any_of(was.columns, has) && std::ranges::none_of(is.columns, has)) {
                lost_.push_back(upper_case(word.substr(1, word.find_last_not_of(' '))) + " of " +
                                name);
            }
        }
    }

    /// Under another name, or as a constraint.
    bool has_index_like(const IndexParts& wanted) const {
        std::vector<std::string> columns;
        for (const std::string& column : wanted.columns) {
            const auto now = fate_.columns.find(folded(unquoted(column)));
            columns.push_back(now == fate_.columns.end() ? column
                                                         : normal_name(quoted_name(now->second)));
        }
        const bool as_index = std::ranges::any_of(is_, [&](const SchemaObject& each) {
            if (each.kind != MemberKind::index || was_there(each)) return false;
            const IndexParts parts = parts_of(each.sql);
            return parts.columns == columns && parts.where == wanted.where &&
                   (parts.unique || !wanted.unique);
        });
        if (as_index || !wanted.where.empty() || is_.front().kind != MemberKind::table) {
            return as_index;
        }
        return has_key(is_.front(), columns) && !has_key(was_.front(), wanted.columns);
    }

    static bool has_key(const SchemaObject& table, const std::vector<std::string>& columns) {
        const TableDefinition definition = parse_table(table.sql);
        return std::ranges::any_of(definition.constraints, [&](const Constraint& each) {
            return (each.kind == Constraint::Kind::unique ||
                    each.kind == Constraint::Kind::primary_key) &&
                   each.columns == columns;
        });
    }

    void look_for_trigger(const SchemaObject& trigger) {
        if (is_dropped(StatementSummary::Kind::drop_trigger, trigger.name)) return;
        if (find_member(is_, MemberKind::trigger, trigger.name) != nullptr) return;
        const SqlPiece was = parse_body(trigger.sql);
        const bool has_other_name = std::ranges::any_of(is_, [&](const SchemaObject& each) {
            return each.kind == MemberKind::trigger && !was_there(each) &&
                   parse_body(each.sql).normal == was.normal;
        });
        if (!has_other_name) lost_.push_back("trigger " + in_quotes(trigger.name));
    }

    void look_at_definition() {
        std::map<std::string, std::string> renamed;
        for (const auto& [name, fate] : passed_.lineage().tables()) {
            if (!fate.is_virtual && !fate.new_name.empty()) renamed.emplace(name, fate.new_name);
        }
        const TableLosses losses = table_losses(was_.front().sql, is_, fate_.columns, renamed);
        const bool is_purpose = losses.lost.size() == 1 && losses.differences == 1 && lost_.empty();
        if (!is_purpose) lost_.insert(lost_.end(), losses.lost.begin(), losses.lost.end());
        if (const auto use = lost_rowid_use(passed_, fate_)) lost_.push_back(*use);
    }

    const Passed& passed_;
    const TableFate& fate_;
    const Members& was_;
    const Members& is_;
    std::vector<std::string> lost_;
};

void find_in_tables(const Passed& passed, std::vector<Diagnostic>& found) {
    for (const auto& [name, fate] : passed.lineage().tables()) {
        if (!fate.rebuilt) continue;
        const std::optional<std::size_t> statement = fate.dropped ? fate.dropped : fate.created;
        if (!statement) continue;
        for (const std::string& lost : RebuildLosses(passed, fate).find()) {
            found.push_back(
                finding(passed.passage(), passed.offset(*statement), Code::lost_on_rebuild,
                        "the rebuild of " + in_quotes(passed.written(name)) + " loses " + lost,
                        lost.starts_with("index ") || lost.starts_with("trigger ")
                            ? "make it again behind the rebuild, or drop it by name before"
                            : "write it into the new table"));
        }
    }
}

/// INSTEAD OF triggers go with a view that is dropped and made anew.
void find_in_views(const Passed& passed, std::vector<Diagnostic>& found) {
    const std::vector<StatementSummary>& statements = passed.lineage().statements();
    for (std::size_t i = 0; i < statements.size(); ++i) {
        if (statements[i].kind != StatementSummary::Kind::drop_view) continue;
        const std::string name = statements[i].name.substr(statements[i].name.find('.') + 1);
        const Members& is = members(passed.passage().after, name);
        if (is.empty() || is.front().kind != MemberKind::view) continue;
        for (const SchemaObject& trigger : members(passed.passage().before, name)) {
            if (trigger.kind != MemberKind::trigger) continue;
            const bool is_there = std::ranges::any_of(is, [&](const SchemaObject& each) {
                return each.kind == MemberKind::trigger &&
                       folded(each.name) == folded(trigger.name);
            });
            const bool is_dropped =
                std::ranges::any_of(statements, [&](const StatementSummary& each) {
                    return each.kind == StatementSummary::Kind::drop_trigger &&
                           each.name.substr(each.name.find('.') + 1) == folded(trigger.name);
                });
            if (is_there || is_dropped) continue;
            found.push_back(finding(passed.passage(), passed.offset(i), Code::lost_on_rebuild,
                                    "making view " + in_quotes(is.front().name) +
                                        " anew loses trigger " + in_quotes(trigger.name),
                                    "make it again behind the view, or drop it by name before"));
        }
    }
}

}  // namespace

void find_losses_on_rebuild(const Passed& passed, std::vector<Diagnostic>& found) {
    if (passed.passage().upgrade != nullptr) return;
    find_in_tables(passed, found);
    find_in_views(passed, found);
}

}  // namespace kiln::tool
