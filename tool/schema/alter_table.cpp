#include "tool/schema/alter_table.hpp"

#include "src/schema/tokens.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/scratch_database.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace kiln::tool {
namespace {

// ADD COLUMN takes no other where there are rows.
bool is_literal(const std::string& value) {
    const std::vector<Token> tokens = tokens_of(value);
    if (tokens.empty()) return true;
    if (tokens.size() == 2) return tokens[0].text == "-" || tokens[0].text == "+";
    const Token& token = tokens.front();
    if (tokens.size() != 1) return false;
    return token.kind == SqlToken::Kind::string || token.kind == SqlToken::Kind::blob ||
           is_any(token, {"null", "true", "false"}) ||
           (token.text.front() >= '0' && token.text.front() <= '9');
}

class Alteration {
public:
    explicit Alteration(const TableChange& change) : change_(change) {}

    std::optional<std::vector<Statement>> statements() {
        if (!find_added() || !place_constraints()) return std::nullopt;
        for (std::size_t i = first_added_; i < change_.is.columns.size(); ++i) {
            if (!add_column(i)) return std::nullopt;
        }
        const std::string table = "ALTER TABLE " + readable_name(change_.from.name);
        for (const std::size_t i : change_.dropped) {
            const ColumnDefinition& column = change_.was.columns[i];
            Statement statement{table + " DROP COLUMN " + readable_name(column.name), {}};
            if (!column.generated) statement.confirm.push_back(change_.loss(i));
            statements_.push_back(std::move(statement));
        }
        return std::move(statements_);
    }

private:
    /// False unless all columns that stay are as they were, in their order, with new ones behind.
    bool find_added() {
        const auto& origin = change_.origin;
        while (first_added_ < origin.size() && origin[first_added_]) ++first_added_;
        for (std::size_t i = 0; i < origin.size(); ++i) {
            if (i >= first_added_) {
                if (origin[i]) return false;
                continue;
            }
            if (i > 0 && *origin[i] < *origin[i - 1]) return false;
            if (!same_attributes(change_.was.columns[*origin[i]], change_.is.columns[i])) {
                return false;
            }
        }
        return unmatched(change_.was.options, change_.is.options).empty();
    }

    /// Gives each new constraint of the table to the new column that it is about.
    bool place_constraints() {
        further_.resize(change_.is.columns.size());
        for (const std::size_t i : unmatched(change_.was.constraints, change_.is.constraints).is) {
            const Constraint& constraint = change_.is.constraints[i];
            if (constraint.column) {
                if (*constraint.column < first_added_) return false;
                continue;
            }
            std::size_t column = change_.is.columns.size();
            while (column > first_added_ && !mentions(constraint, column - 1)) --column;
            if (column == first_added_) return false;
            further_[column - 1] += " " + column_form(constraint);
        }
        return true;
    }

    bool mentions(const Constraint& constraint, std::size_t column) const {
        const std::string name = normal_name(quoted_name(change_.is.columns[column].name));
        return std::find(constraint.columns.begin(), constraint.columns.end(), name) !=
               constraint.columns.end();
    }

    /// FOREIGN KEY (x) REFERENCES … is REFERENCES … at the column; CHECK is the same.
    static std::string column_form(const Constraint& constraint) {
        if (constraint.kind != Constraint::Kind::foreign_key) return constraint.written;
        const std::vector<Token> tokens = tokens_of(constraint.written);
        std::vector<Token> kept;
        bool inside = false;
        for (const Token& token : tokens) {
            if (is(token, "foreign")) inside = true;
            if (is(token, "references")) inside = false;
            if (!inside) kept.push_back(token);
        }
        return written(kept);
    }

    bool add_column(std::size_t i) {
        const ColumnDefinition& column = change_.is.columns[i];
        if (column.stored || change_.needs_value(i) || !is_literal(column.default_value)) {
            return false;
        }
        std::string text = "ALTER TABLE " + readable_name(change_.from.name) + " ADD COLUMN " +
                           readable_name(column.name);
        if (!column.written.empty()) text += " " + column.written;
        statements_.push_back({text + further_[i], {}});
        return true;
    }

    const TableChange& change_;
    std::size_t first_added_ = 0;
    std::vector<std::string> further_;
    std::vector<Statement> statements_;
};

}  // namespace

std::optional<std::vector<Statement>> alter_table(const TableChange& change,
                                                  const std::vector<SchemaObject>& indexes) {
    auto statements = Alteration(change).statements();
    if (!statements) return std::nullopt;
    ScratchDatabase database;
    if (database.execute(change.from.sql)) return std::nullopt;
    for (const SchemaObject& index : indexes) {
        if (database.execute(index.sql)) return std::nullopt;
    }
    database.refuse_double_quoted_strings();
    for (const Statement& statement : *statements) {
        if (database.execute(statement.sql)) return std::nullopt;
    }
    Schema now = read_schema(database.handle(), {folded(change.from.name)});
    Schema wanted;
    wanted.groups[folded(change.to.name)] = {change.to};
    for (auto& [group, objects] : now.groups) objects.resize(1);
    if (!differences(now, wanted).empty()) return std::nullopt;
    return statements;
}

}  // namespace kiln::tool
