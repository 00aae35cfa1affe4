#include "src/schema/constraints.hpp"

#include "src/sql/quoting.hpp"

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

bool begins_constraint(Tokens tokens, std::size_t at) {
    const Token& token = tokens[at];
    const auto behind = [&](std::string_view word) { return at > 0 && is(tokens[at - 1], word); };
    // CONSTRAINT name CHECK (…) is one: the name is any token.
    if (at > 1 && is(tokens[at - 2], "constraint")) return false;
    if (behind("constraint")) return false;
    if (is_any(token, {"constraint", "primary", "unique", "check", "collate", "generated"})) {
        return true;
    }
    // FOREIGN KEY (…) REFERENCES is one, too.
    if (is(token, "references")) {
        return std::none_of(tokens.begin(), tokens.begin() + static_cast<std::ptrdiff_t>(at),
                            [](const Token& each) { return is(each, "foreign"); });
    }
    if (is(token, "foreign")) return true;
    if (is(token, "not")) return is_at(tokens, at + 1, "null");
    if (is(token, "null")) return !behind("not") && !behind("set") && !behind("default");
    if (is(token, "default")) return !behind("set");
    return is(token, "as") && !behind("always");
}

std::string expression(Tokens tokens, const std::string& table_name) {
    return normal(without_table_name(without_parentheses(tokens), table_name));
}

/// Behind ON CONFLICT; empty for ABORT, which is what SQLite does anyway.
std::string conflict_clause(Tokens tokens) {
    for (std::size_t at = 0; at + 2 < tokens.size(); ++at) {
        if (!is(tokens[at], "on") || !is(tokens[at + 1], "conflict")) continue;
        return is(tokens[at + 2], "abort") ? ""
                                           : " on conflict " + normal(tokens.subspan(at + 2, 1));
    }
    return "";
}

bool has_word(Tokens tokens, std::string_view word) {
    return std::any_of(tokens.begin(), tokens.end(),
                       [&](const Token& token) { return is(token, word); });
}

/// One column of a key: its name, COLLATE, DESC. ASC says nothing.
std::string key_part(Tokens item) {
    std::string text = normal_name(item.front().text);
    for (const Token& token : item.subspan(1)) {
        if (is_any(token, {"asc", "autoincrement"})) continue;
        text += ' ' + normal({&token, 1});
    }
    return text;
}

std::string joined_parts(const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) {
        if (!text.empty()) text += ", ";
        text += part;
    }
    return "(" + text + ")";
}

// [ON DELETE x] [ON UPDATE x] [MATCH x] [[NOT] DEFERRABLE [INITIALLY x]]; SQLite takes no notice
// of MATCH, and all but DEFERRABLE INITIALLY DEFERRED is immediate.
std::string foreign_key_clauses(Tokens tokens) {
    std::string on_delete;
    std::string on_update;
    bool deferred = false;
    for (std::size_t at = 0; at + 2 < tokens.size(); ++at) {
        if (is(tokens[at], "on") && is_any(tokens[at + 1], {"delete", "update"})) {
            const bool two = is_any(tokens[at + 2], {"set", "no"}) && at + 3 < tokens.size();
            const std::string action = normal(tokens.subspan(at + 2, two ? 2 : 1));
            (is(tokens[at + 1], "delete") ? on_delete : on_update) = action;
        }
        if (is(tokens[at], "deferrable") && is(tokens[at + 1], "initially")) {
            deferred = is(tokens[at + 2], "deferred") && (at == 0 || !is(tokens[at - 1], "not"));
        }
    }
    std::string text;
    if (!on_delete.empty() && on_delete != "no action") text += " on delete " + on_delete;
    if (!on_update.empty() && on_update != "no action") text += " on update " + on_update;
    return text + (deferred ? " deferred" : "");
}

/// The tokens of a default. No name can stand there: SQLite takes a lone word and what is in double
/// quotes for a text.
class Default {
public:
    explicit Default(Tokens value) : tokens_(value.begin(), value.end()) {
        texts_.reserve(tokens_.size());
        for (Token& token : tokens_) {
            const bool is_quoted = token.kind == SqlToken::Kind::quoted_identifier;
            if (!is_quoted && !(tokens_.size() == 1 && is_name(token))) continue;
            texts_.push_back(string_in_sql(unquoted(token.text)));
            token.kind = SqlToken::Kind::string;
            token.text = texts_.back();
        }
    }

    Tokens tokens() const { return tokens_; }

private:
    static bool is_name(const Token& token) {
        const char first = token.text.front();
        return token.kind == SqlToken::Kind::word && !(first >= '0' && first <= '9') &&
               !is_any(token, {"null", "true", "false", "current_timestamp", "current_date",
                               "current_time"});
    }

    std::vector<std::string> texts_;
    std::vector<Token> tokens_;
};

/// Reads one constraint; the parts of `body` are what stands behind its CONSTRAINT name.
class ConstraintReader {
public:
    ConstraintReader(Tokens constraint, const std::string& table_name, bool of_column,
                     TableDefinition& table)
        : table_name_(table_name), of_column_(of_column), table_(table) {
        body_ = constraint;
        piece_.written = written(constraint);
        if (body_.size() > 2 && is(body_[0], "constraint")) {
            piece_.name = normal_name(body_[1].text);
            body_ = body_.subspan(2);
        }
    }

    void read() {
        if (body_.size() < 2) return read_word();
        const Token& first = body_.front();
        if (is(first, "primary")) return read_key(Constraint::Kind::primary_key, "primary key ", 2);
        if (is(first, "unique")) return read_key(Constraint::Kind::unique, "unique ", 1);
        if (is(first, "check")) return read_check();
        if (is_any(first, {"references", "foreign"})) return read_foreign_key();
        if (of_column_) read_attribute();
    }

private:
    void read_word() {
        if (!body_.empty() && is(body_.front(), "unique")) {
            read_key(Constraint::Kind::unique, "unique ", 1);
        }
    }

    ColumnDefinition& column() { return table_.columns.back(); }

    void read_attribute() {
        const Token& first = body_.front();
        ColumnDefinition& here = column();
        SqlPiece piece = piece_;
        if (is(first, "not")) {
            here.not_null = true;
            piece.normal = "not null" + conflict_clause(body_);
        } else if (is(first, "default")) {
            const Default value(without_parentheses(body_.subspan(1)));
            here.default_value = normal(value.tokens());
            here.default_text = written(value.tokens());
            if (here.default_value == "null") here.default_value.clear();
            if (here.default_value.empty()) return;
            piece.normal = "default " + here.default_value;
        } else if (is(first, "collate")) {
            piece.normal = "collate " + normal_name(body_[1].text);
            if (piece.normal == "collate binary") return;  // so it is anyway
        } else if (is_any(first, {"generated", "as"})) {
            read_generated(piece);
        } else {
            return;
        }
        here.attributes.push_back(std::move(piece));
    }

    void read_generated(SqlPiece& piece) {
        std::size_t open = 0;
        while (open < body_.size() && body_[open].text != "(") ++open;
        const std::size_t close = closing(body_, open);
        ColumnDefinition& here = column();
        here.generated = true;
        here.stored = has_word(body_.subspan(std::min(close, body_.size())), "stored");
        const Tokens inner =
            body_.subspan(std::min(open, body_.size()),
                          std::min(close + 1, body_.size()) - std::min(open, body_.size()));
        piece.normal =
            "as (" + expression(inner, table_name_) + ")" + (here.stored ? " stored" : " virtual");
    }

    Constraint begin(Constraint::Kind kind) const {
        Constraint constraint;
        static_cast<SqlPiece&>(constraint) = piece_;
        constraint.kind = kind;
        if (of_column_) constraint.column = table_.columns.size() - 1;
        return constraint;
    }

    void read_key(Constraint::Kind kind, const char* words, std::size_t open) {
        Constraint key = begin(kind);
        std::vector<std::string> parts;
        Tokens behind = body_.subspan(std::min(open, body_.size()));
        if (of_column_) {
            key.columns = {normal_name(quoted_name(column().name))};
            parts = {key.columns.front() + (has_word(behind, "desc") ? " desc" : "")};
        } else {
            std::size_t close = 0;
            for (const Tokens item : split_list(body_, open, close)) {
                if (item.empty()) continue;
                key.columns.push_back(normal_name(item.front().text));
                parts.push_back(key_part(item));
            }
            behind = body_.subspan(std::min(close, body_.size()));
        }
        key.normal = words + joined_parts(parts);
        if (kind == Constraint::Kind::primary_key && has_word(body_, "autoincrement")) {
            table_.autoincrement = true;
            key.normal += " autoincrement";
        }
        key.normal += conflict_clause(behind);
        table_.constraints.push_back(std::move(key));
    }

    void read_check() {
        Constraint check = begin(Constraint::Kind::check);
        const std::size_t close = std::min(closing(body_, 1) + 1, body_.size());
        const Tokens inner = body_.subspan(1, close - 1);
        check.normal = "check (" + expression(inner, table_name_) + ")";
        for (const Token& token : inner) {
            if (token.kind == SqlToken::Kind::word ||
                token.kind == SqlToken::Kind::quoted_identifier) {
                check.columns.push_back(normal_name(token.text));
            }
        }
        table_.constraints.push_back(std::move(check));
    }

    void read_foreign_key() {
        Constraint key = begin(Constraint::Kind::foreign_key);
        std::size_t at = 0;
        if (of_column_) {
            key.columns = {normal_name(quoted_name(column().name))};
        } else {
            at = std::min<std::size_t>(2, body_.size());
            std::size_t close = at;
            for (const Tokens item : split_list(body_, at, close)) {
                if (!item.empty()) key.columns.push_back(normal_name(item.front().text));
            }
            at = close + 1;
        }
        if (at + 1 >= body_.size()) return;
        key.parent = normal_name(body_[at + 1].text);
        key.normal = "foreign key " + joined_parts(key.columns) + " references " + key.parent;
        at += 2;
        if (at < body_.size() && body_[at].text == "(") {
            std::size_t close = at;
            for (const Tokens item : split_list(body_, at, close)) {
                if (!item.empty()) key.parent_columns.push_back(normal_name(item.front().text));
            }
            key.normal += " " + joined_parts(key.parent_columns);
            at = close + 1;
        } else {
            key.parent_columns_at = key.normal.size();
        }
        key.normal += foreign_key_clauses(body_.subspan(std::min(at, body_.size())));
        table_.constraints.push_back(std::move(key));
    }

    Tokens body_;
    SqlPiece piece_;
    const std::string& table_name_;
    bool of_column_;
    TableDefinition& table_;
};

}  // namespace

std::vector<Tokens> split_constraints(Tokens item) {
    std::vector<Tokens> parts;
    std::size_t start = 0;
    std::size_t depth = 0;
    for (std::size_t at = 0; at < item.size(); ++at) {
        if (depth == 0 && begins_constraint(item.subspan(start), at - start)) {
            parts.push_back(item.subspan(start, at - start));
            start = at;
        }
        if (item[at].text == "(") ++depth;
        if (item[at].text == ")" && depth > 0) --depth;
    }
    parts.push_back(item.subspan(start));
    return parts;
}

bool is_table_constraint(Tokens item) {
    return is_any(item.front(), {"constraint", "primary", "unique", "check", "foreign"});
}

void read_constraint(Tokens constraint, const std::string& table_name, bool of_column,
                     TableDefinition& table) {
    ConstraintReader(constraint, table_name, of_column, table).read();
}

void name_parent_columns(Constraint& foreign_key, const TableDefinition& parent) {
    if (!foreign_key.parent_columns_at) return;
    for (const Constraint& constraint : parent.constraints) {
        if (constraint.kind != Constraint::Kind::primary_key) continue;
        foreign_key.normal.insert(*foreign_key.parent_columns_at,
                                  " " + joined_parts(constraint.columns));
        foreign_key.parent_columns_at.reset();
        return;
    }
}

}  // namespace kiln
