#include "src/database/sqlite/guard.hpp"

#include "src/database/outside_hint.hpp"
#include "src/database/sqlite/handles.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/nearest.hpp"

#include <kiln/codes.hpp>

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <vector>

namespace kiln {
namespace {

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '$' || static_cast<unsigned char>(c) >= 0x80;
}

/// Offset of what is no white space, no comment and, if asked for, no semicolon.
std::size_t skip_blank(std::string_view sql, std::size_t at, bool skip_semicolons) {
    SqlLexer lexer(sql, SqlRules::sqlite, at);
    SqlToken token = lexer.next_code();
    while (skip_semicolons && lexer.text(token) == ";") token = lexer.next_code();
    return token.offset;
}

std::string_view word_at(std::string_view sql, std::size_t at) {
    std::size_t end = at;
    while (end < sql.size() && is_word(sql[end])) ++end;
    return sql.substr(at, end - at);
}

/// Offset of the statement's verb, behind EXPLAIN and EXPLAIN QUERY PLAN.
std::size_t verb_of(std::string_view sql, std::size_t at) {
    const std::string_view first = word_at(sql, at);
    if (!equal_ignoring_case(first, "explain")) return at;
    at = skip_blank(sql, at + first.size(), false);
    const std::string_view second = word_at(sql, at);
    if (!equal_ignoring_case(second, "query")) return at;
    at = skip_blank(sql, at + second.size(), false);
    return skip_blank(sql, at + word_at(sql, at).size(), false);
}

struct Pragma {
    std::string name;
    std::size_t offset = 0;  // of the name
    bool has_argument = false;
    std::string argument{};
};

// PRAGMA [schema .] name [= value | (value)]; to SQLite == is =
Pragma read_pragma(std::string_view sql, std::size_t offset) {
    SqlLexer lexer(sql, SqlRules::sqlite, verb_of(sql, offset));
    lexer.next_code();
    SqlToken name = lexer.next_code();
    SqlToken behind = lexer.next_code();
    if (lexer.text(behind) == ".") {
        name = lexer.next_code();
        behind = lexer.next_code();
    }
    Pragma pragma{unquoted(lexer.text(name)), name.offset};
    const std::string_view text = lexer.text(behind);
    pragma.has_argument = text == "=" || text == "==" || text == "(";
    if (pragma.has_argument) pragma.argument = unquoted(lexer.text(lexer.next_code()));
    return pragma;
}

// With an argument these neither outlive the run nor do nothing: they write the database file
// itself, only read, or (defer_foreign_keys) end with the transaction; the script runner puts
// legacy_alter_table and analysis_limit back.
constexpr std::array<std::string_view, 20> harmless_pragmas{
    "user_version",       "application_id", "foreign_key_check",  "integrity_check",
    "quick_check",        "table_info",     "table_xinfo",        "table_list",
    "index_info",         "index_xinfo",    "index_list",         "foreign_key_list",
    "optimize",           "analysis_limit", "defer_foreign_keys", "legacy_alter_table",
    "incremental_vacuum", "function_list",  "module_list",        "pragma_list",
};

std::vector<std::string> known_pragmas(sqlite3* db) {
    std::vector<std::string> names;
    sqlite::Statement list;
    if (list.prepare(sqlite::Connection::borrow(db), "PRAGMA pragma_list") != SQLITE_OK)
        return names;
    while (list.step() == SQLITE_ROW) names.emplace_back(list.text(0));
    return names;
}

// SQLite ignores a misspelt PRAGMA without a word.
std::optional<Fault> refuse_unknown_pragma(sqlite3* db, const Pragma& pragma) {
    const std::vector<std::string> names = known_pragmas(db);
    const auto same = [&](const std::string& name) {
        return equal_ignoring_case(name, pragma.name);
    };
    // An SQLite that was built without the list knows no better.
    if (names.empty() || std::any_of(names.begin(), names.end(), same)) return std::nullopt;
    const std::size_t near = nearest(pragma.name, names);
    return guard_fault(Code::pragma_in_transaction, pragma.offset,
                       "unknown PRAGMA '" + pragma.name + "', which SQLite ignores silently",
                       near < names.size() ? "did you mean '" + names[near] + "'?" : "remove it");
}

std::optional<Fault> refuse_pragma(sqlite3* db, std::string_view sql, std::size_t offset) {
    const Pragma pragma = read_pragma(sql, offset);
    const auto same = [&](std::string_view name) { return equal_ignoring_case(name, pragma.name); };
    if (std::any_of(harmless_pragmas.begin(), harmless_pragmas.end(), same)) return std::nullopt;
    if (auto unknown = refuse_unknown_pragma(db, pragma)) return unknown;
    if (!pragma.has_argument) return std::nullopt;
    if (same("foreign_keys")) {
        return guard_fault(
            Code::script_switches_foreign_keys, pragma.offset,
            "PRAGMA foreign_keys does nothing inside a transaction",
            "remove it: Kiln has foreign keys off while it runs and checks them at the "
            "end");
    }
    return guard_fault(
        Code::pragma_in_transaction, pragma.offset,
        "PRAGMA " + pragma.name + " has no effect inside a transaction or outlives the run",
        outside_hint(false));
}

// What a section without a transaction may not say either: the connection would keep it, or the
// revisions behind it could not be rolled back.
std::optional<Fault> refuse_lasting_pragma(std::string_view sql, std::size_t offset) {
    const Pragma pragma = read_pragma(sql, offset);
    if (!pragma.has_argument) return std::nullopt;
    const auto is = [&](std::string_view name) { return equal_ignoring_case(name, pragma.name); };
    const auto sets = [&](std::string_view value) {
        return equal_ignoring_case(value, pragma.argument);
    };
    if (is("case_sensitive_like")) {
        return guard_fault(Code::pragma_in_transaction, pragma.offset,
                           "PRAGMA case_sensitive_like outlives the run",
                           "remove it, and use GLOB");
    }
    if (is("journal_mode") && (sets("off") || sets("memory"))) {
        return guard_fault(Code::pragma_in_transaction, pragma.offset,
                           "with PRAGMA journal_mode = " + pragma.argument +
                               " the revisions behind this one could not be rolled back",
                           "remove it");
    }
    return std::nullopt;
}

std::optional<Fault> refuse_vacuum_into(std::string_view sql, std::size_t offset) {
    SqlLexer lexer(sql, SqlRules::sqlite, offset);
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        if (lexer.text(token) == ";") break;
        if (token.kind == SqlToken::Kind::word && equal_ignoring_case(lexer.text(token), "into")) {
            return guard_fault(Code::script_attaches, token.offset,
                               "VACUUM INTO writes another database file",
                               "remove INTO: a revision changes one database");
        }
    }
    return std::nullopt;
}

}  // namespace

std::size_t next_statement(std::string_view sql, std::size_t offset) {
    return skip_blank(sql, offset, true);
}

StatementKind statement_kind(std::string_view sql, std::size_t offset) {
    std::string_view word = word_at(sql, offset);
    if (word.size() < 3 || word.size() > 9) return StatementKind::other;
    const auto is = [&word](std::string_view keyword) {
        return equal_ignoring_case(word, keyword);
    };
    if (is("explain")) word = word_at(sql, verb_of(sql, offset));
    if (word.empty()) return StatementKind::other;
    // One switch before any comparison: nearly every statement leaves here.
    switch (word.front() | 0x20) {
        case 'a':
            return is("attach") ? StatementKind::attach : StatementKind::other;
        case 'b':
            return is("begin") ? StatementKind::transaction : StatementKind::other;
        case 'c':
            return is("commit") ? StatementKind::transaction : StatementKind::other;
        case 'd':
            return is("detach") ? StatementKind::attach : StatementKind::other;
        case 'e':
            return is("end") ? StatementKind::transaction : StatementKind::other;
        case 'p':
            return is("pragma") ? StatementKind::pragma : StatementKind::other;
        case 'r':
            return is("rollback") || is("release") ? StatementKind::transaction
                                                   : StatementKind::other;
        case 's':
            return is("savepoint") ? StatementKind::transaction : StatementKind::other;
        case 'v':
            return is("vacuum") ? StatementKind::vacuum : StatementKind::other;
        default:
            return StatementKind::other;
    }
}

std::optional<Fault> refuse_statement(sqlite3* db, std::string_view sql, std::size_t offset,
                                      StatementKind kind, bool in_transaction) {
    const std::size_t verb = verb_of(sql, offset);
    switch (kind) {
        case StatementKind::transaction:
            if (!in_transaction) return std::nullopt;
            return guard_fault(Code::script_controls_transaction, verb,
                               upper_case(word_at(sql, verb)) +
                                   " in a section that Kiln runs in a transaction of its own",
                               outside_hint(false));
        case StatementKind::attach:
            return guard_fault(Code::script_attaches, verb,
                               upper_case(word_at(sql, verb)) + " in a revision",
                               "remove it: a revision changes one database");
        case StatementKind::pragma:
            return in_transaction ? refuse_pragma(db, sql, offset)
                                  : refuse_lasting_pragma(sql, offset);
        case StatementKind::vacuum:
            return refuse_vacuum_into(sql, verb);
        case StatementKind::other:
            break;
    }
    return std::nullopt;
}

std::string pragma_at(std::string_view sql, std::size_t offset) {
    return read_pragma(sql, offset).name;
}

}  // namespace kiln
