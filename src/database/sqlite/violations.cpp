#include "src/database/sqlite/violations.hpp"

#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "src/text/message.hpp"

#include <algorithm>

namespace kiln {
namespace {

using Tables = std::pair<std::string, std::string>;

std::string describe(const Tables& tables, std::uint64_t rows) {
    return std::to_string(rows) + (rows == 1 ? " row" : " rows") + " of " + quote(tables.first) +
           (rows == 1 ? " refers" : " refer") + " to missing rows of " + quote(tables.second);
}

std::uint64_t count_of(const Violations& violations, const Tables& tables) {
    const auto found = violations.counts.find(tables);
    return found == violations.counts.end() ? 0 : found->second;
}

/// Tokens of a script that count, one statement after another.
class Reader {
public:
    explicit Reader(std::string_view sql) : lexer_(sql, SqlRules::sqlite) { advance(); }

    bool at_end() const { return token_.kind == SqlToken::Kind::end; }
    bool is(std::string_view word) const { return equal_ignoring_case(lexer_.text(token_), word); }
    /// Steps over `word` if it stands here.
    bool take(std::string_view word) {
        const bool there = !at_end() && is(word);
        if (there) advance();
        return there;
    }
    void advance() { token_ = lexer_.next_code(); }

private:
    SqlLexer lexer_;
    SqlToken token_;
};

/// CREATE [UNIQUE] INDEX … or ALTER TABLE [schema.]name ADD …
bool begins_harmlessly(Reader& reader) {
    if (reader.take("create")) return reader.is("index") || reader.is("unique");
    if (!reader.take("alter") || !reader.take("table")) return false;
    reader.advance();
    if (reader.take(".")) reader.advance();
    return reader.is("add");
}

int read_names(const sqlite::Connection& connection, std::set<std::string>& tables) {
    sqlite::Statement names;
    int result =
        names.prepare(connection, "SELECT name FROM main.sqlite_master WHERE type = 'table'");
    if (result != SQLITE_OK) return result;
    while ((result = names.step()) == SQLITE_ROW) tables.emplace(names.text(0));
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

int count_violations(const sqlite::Connection& connection, const std::string& sql,
                     Violations& found) {
    sqlite::Statement check;
    int result = check.prepare(connection, sql);
    if (result == SQLITE_OK) result = check.step();
    std::uint64_t* count = nullptr;
    Tables tables;
    for (; result == SQLITE_ROW; result = check.step()) {
        // Violations of one key follow each other: no look-up for each of a million rows.
        if (count == nullptr || tables.first != check.text(0) || tables.second != check.text(2)) {
            tables = {std::string(check.text(0)), std::string(check.text(2))};
            count = &found.counts[tables];
        }
        ++*count;
    }
    return result == SQLITE_DONE ? SQLITE_OK : result;
}

int count_each(const sqlite::Connection& connection, const std::set<std::string>& children,
               Violations& found) {
    for (const std::string& table : children) {
        const std::string check = "PRAGMA main.foreign_key_check(" + quoted_name(table) + ")";
        const int result = count_violations(connection, check, found);
        if ((result & 0xff) == SQLITE_ERROR) {
            found.unchecked[table] = one_line(sqlite3_errmsg(connection.get()));
        } else if (result != SQLITE_OK) {
            return result;
        }
    }
    return SQLITE_OK;
}

}  // namespace

int find_violations(const sqlite::Connection& connection, Violations& found) {
    int result = count_violations(connection, "PRAGMA main.foreign_key_check", found);
    const bool all_checked = (result & 0xff) != SQLITE_ERROR;
    if (all_checked && (result != SQLITE_OK || found.counts.empty())) return result;
    const int named = read_names(connection, found.tables);
    if (all_checked || named != SQLITE_OK) return named;
    // One table that it cannot check keeps SQLite from all that come behind it.
    found.counts.clear();
    return count_each(connection, found.tables, found);
}

int find_violations(const sqlite::Connection& connection, const std::set<std::string>& children,
                    Violations& found) {
    const int result = count_each(connection, children, found);
    if (result != SQLITE_OK || found.counts.empty()) return result;
    return read_names(connection, found.tables);
}

std::vector<NewViolation> describe_new(const Violations& before, const Violations& after) {
    const auto is_gone = [&](const std::string& table) { return after.tables.count(table) == 0; };
    const auto is_new = [&](const std::string& table) { return before.tables.count(table) == 0; };
    std::vector<NewViolation> found;
    auto renamed = std::count_if(before.unchecked.begin(), before.unchecked.end(),
                                 [&](const auto& entry) { return is_gone(entry.first); });
    for (const auto& [table, words] : after.unchecked) {
        if (before.unchecked.count(table) != 0) continue;
        if (is_new(table) && renamed-- > 0) continue;
        found.push_back({words, true});
    }

    std::map<Tables, std::uint64_t> grown;
    for (const auto& [tables, count] : after.counts) {
        const std::uint64_t known = count_of(before, tables);
        if (count > known) grown[tables] = count - known;
    }
    for (const auto& [tables, count] : before.counts) {
        if (!is_gone(tables.first) && !is_gone(tables.second)) continue;
        const auto under_new_name =
            std::find_if(grown.begin(), grown.end(), [&, known = count](const auto& entry) {
                return entry.second == known &&
                       (is_new(entry.first.first) || is_new(entry.first.second));
            });
        if (under_new_name != grown.end()) grown.erase(under_new_name);
    }
    for (const auto& [tables, rows] : grown) {
        const bool is_there =
            std::ranges::any_of(after.tables, [&parent = tables.second](const std::string& table) {
                return equal_ignoring_case(table, parent);
            });
        found.push_back(
            {describe(tables, rows) + (is_there ? "" : ", and there is no such table"), !is_there});
    }
    return found;
}

bool may_change_violations(std::string_view sql) {
    Reader reader(sql);
    while (!reader.at_end()) {
        if (reader.take(";")) continue;
        if (!begins_harmlessly(reader)) return true;
        while (!reader.at_end() && !reader.is(";")) {
            if (reader.is("references")) return true;
            reader.advance();
        }
    }
    return false;
}

}  // namespace kiln
