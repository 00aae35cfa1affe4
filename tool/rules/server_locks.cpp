#include "tool/rules/server_locks.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"
#include "tool/rules/finding.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace kiln::tool {
namespace {

bool says(std::string_view statement, std::string_view word, SqlRules rules) {
    SqlLexer lexer(statement, rules);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        // Code may stand in strings.
        if (folded(lexer.text(token)).find(word) != std::string::npos) return true;
    }
    return false;
}

Hint or_allow(const char* way, Code rule) {
    return std::string(way) + "; or say why on a line above the statement: -- kiln:allow " +
           to_string(rule) + ": …";
}

/// One statement of a passage.
class Locks {
public:
    Locks(const ServerPassage& passage, std::size_t index, std::vector<Diagnostic>& found)
        : passage_(passage),
          index_(index),
          stood_(passage.found_by(index)),
          now_(*passage.statements[index].after),
          found_(found) {}

    void look() {
        if (&stood_ == &now_) return;
        find_rewritten();
        // MySQL builds indexes beside writers, and looks at rows where it writes them anew.
        if (passage_.rules == SqlRules::mysql) return;
        find_indexes();
        find_constraints();
        find_not_null();
    }

private:
    std::string_view text() const { return passage_.statements[index_].text; }
    bool says(std::string_view word) const { return tool::says(text(), word, passage_.rules); }
    std::string shown(Oid64 table) const {
        return in_quotes(passage_.before.tables.at(table).shown());
    }
    bool is_older(Oid64 table) const {
        return passage_.before.tables.contains(table) && now_.tables.contains(table);
    }
    void tell(Code rule, std::string message, Hint hint) {
        found_.push_back(finding(passage_.file, passage_.section,
                                 passage_.statements[index_].offset, rule, std::move(message),
                                 std::move(hint)));
    }

    void find_rewritten() {
        for (const auto& [oid, table] : passage_.before.tables) {
            if (!stood_.tables.contains(oid) || !now_.tables.contains(oid)) continue;
            const std::string& file = stood_.tables.at(oid).file;
            if (file.empty() || file == now_.tables.at(oid).file) continue;
            // A new file for no rows.
            if (says("truncate")) continue;
            if (!rewritten_.insert(passage_.before.root(oid)).second) continue;
            const bool is_mysql = passage_.rules == SqlRules::mysql;
            tell(Code::rewrites_table,
                 "all of " + shown(passage_.before.root(oid)) + " is written anew" +
                     (is_mysql ? ", which ALGORITHM=INSTANT would refuse"
                               : ", and nobody can read or write it meanwhile"),
                 or_allow(is_mysql ? "say it such that ALGORITHM=INSTANT takes it, or let a tool "
                                     "for online changes do it"
                                   : "add a column beside the old one, fill it in batches, and "
                                     "take it in its place",
                          Code::rewrites_table));
        }
    }

    void find_indexes() {
        for (const auto& [oid, index] : now_.indexes) {
            if (stood_.indexes.contains(oid) || !is_older(index.table)) continue;
            if (is_made_again(index)) continue;
            if (!passage_.section.no_transaction ? false : says("concurrently")) continue;
            const Oid64 root = passage_.before.root(index.table);
            if (!indexed_.insert(root).second) continue;
            tell(Code::blocks_writes,
                 "the index " + in_quotes(index.name) + " is built while nobody can write to " +
                     shown(root),
                 or_allow("CREATE INDEX CONCURRENTLY in a section with no-transaction builds it "
                          "beside them; a constraint then takes it by USING INDEX",
                          Code::blocks_writes));
        }
    }

    /// By a statement that writes the table anew, as ALTER COLUMN … TYPE does.
    bool is_made_again(const ServerIndex& index) const {
        return std::ranges::any_of(stood_.indexes, [&](const auto& each) {
            return each.second.name == index.name && each.second.table == index.table;
        });
    }
    bool is_made_again(const ServerConstraint& constraint) const {
        return std::ranges::any_of(stood_.constraints, [&](const auto& each) {
            return each.second.name == constraint.name && each.second.table == constraint.table &&
                   each.second.kind == constraint.kind;
        });
    }

    void find_constraints() {
        for (const auto& [oid, constraint] : now_.constraints) {
            if (constraint.kind != 'c' && constraint.kind != 'f') continue;
            if (!constraint.valid || constraint.inherited || !is_older(constraint.table)) continue;
            const auto was = stood_.constraints.find(oid);
            if (was == stood_.constraints.end()) {
                if (!is_made_again(constraint)) tell_of_scan(constraint);
            } else if (!was->second.valid && !passage_.start().constraints.contains(oid) &&
                       !passage_.section.no_transaction) {
                tell(Code::scans_under_lock,
                     "all rows of " + shown(constraint.table) + " are looked at for " +
                         in_quotes(constraint.name) +
                         " while the lock is held that the constraint was added under",
                     or_allow("VALIDATE CONSTRAINT in a later revision, in a section with "
                              "no-transaction",
                              Code::scans_under_lock));
            }
        }
    }

    void tell_of_scan(const ServerConstraint& constraint) {
        if (rewritten_.contains(passage_.before.root(constraint.table))) return;
        tell(Code::scans_under_lock,
             "all rows of " + shown(constraint.table) + " are looked at for " +
                 in_quotes(constraint.name) + " while nobody can write to it",
             or_allow("add it NOT VALID, and VALIDATE CONSTRAINT in a later revision, in a section "
                      "with no-transaction",
                      Code::scans_under_lock));
    }

    void find_not_null() {
        for (const auto& [oid, table] : passage_.before.tables) {
            if (!is_older(oid) || !stood_.tables.contains(oid)) continue;
            const Oid64 root = passage_.before.root(oid);
            if (rewritten_.contains(root) || indexed_.contains(root)) continue;
            for (const auto& [number, column] : now_.tables.at(oid).columns) {
                if (!column.not_null || column.inherited || !table.columns.contains(number))
                    continue;
                const auto& columns = stood_.tables.at(oid).columns;
                const auto was = columns.find(number);
                if (was == columns.end() || was->second.not_null) continue;
                if (is_known_not_null(oid, column.name)) continue;
                tell(Code::scans_under_lock,
                     "all rows of " + shown(oid) + " are looked at for NULLs in " +
                         in_quotes(column.name) + " while nobody can read or write it",
                     or_allow("a CHECK (… IS NOT NULL), added NOT VALID and validated in a later "
                              "revision, tells the server that there are none",
                              Code::scans_under_lock));
            }
        }
    }

    /// As the server knows it: a CHECK that all rows have passed says so, alone or beside others.
    bool is_known_not_null(Oid64 table, const std::string& column) const {
        return std::ranges::any_of(stood_.constraints, [&](const auto& each) {
            const ServerConstraint& check = each.second;
            const auto has = [&](std::string_view text) {
                return check.text.find(text) != std::string::npos;
            };
            if (check.table != table || check.kind != 'c' || !check.valid) return false;
            if (has(" OR ") || has("NOT (") || has("CASE")) return false;
            return has("(" + column + " IS NOT NULL)") || has("(\"" + column + "\" IS NOT NULL)");
        });
    }

    const ServerPassage& passage_;
    std::size_t index_;
    const ServerState& stood_;
    const ServerState& now_;
    std::vector<Diagnostic>& found_;
    std::set<Oid64> rewritten_;  // roots
    std::set<Oid64> indexed_;
};

}  // namespace

void find_locks(const ServerPassage& passage, std::vector<Diagnostic>& found) {
    if (passage.upgrade != nullptr || passage.section.direction != Direction::upgrade) return;
    for (std::size_t i = 0; i < passage.statements.size(); ++i) Locks(passage, i, found).look();
}

}  // namespace kiln::tool
