#include "src/database/foreign_keys.hpp"

#include "src/message.hpp"
#include "src/sql_lexer.hpp"

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
    void advance() {
        do {
            token_ = lexer_.next();
        } while (token_.kind == SqlToken::Kind::line_comment ||
                 token_.kind == SqlToken::Kind::block_comment);
    }

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

}  // namespace

int find_violations(const sqlite::Connection& connection, Violations& found) {
    sqlite::Statement check;
    int result = check.prepare(connection, "PRAGMA main.foreign_key_check");
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
    if (result == SQLITE_DONE) return SQLITE_OK;
    if ((result & 0xff) != SQLITE_ERROR) return result;
    found.mismatch = one_line(sqlite3_errmsg(connection.get()));
    return SQLITE_OK;
}

std::vector<std::string> describe_new(const Violations& before, const Violations& after,
                                      const std::function<bool(const std::string& table)>& exists) {
    std::vector<std::string> messages;
    if (!after.mismatch.empty() && before.mismatch.empty()) messages.push_back(after.mismatch);

    std::map<Tables, std::uint64_t> grown;
    for (const auto& [tables, count] : after.counts) {
        const std::uint64_t known = count_of(before, tables);
        if (count > known) grown[tables] = count - known;
    }
    for (const auto& former : before.counts) {
        if (grown.empty() || after.counts.count(former.first) != 0) continue;
        if (exists(former.first.first) && exists(former.first.second)) continue;
        const auto renamed = std::find_if(grown.begin(), grown.end(), [&](const auto& entry) {
            return entry.second == former.second && count_of(before, entry.first) == 0;
        });
        if (renamed != grown.end()) grown.erase(renamed);
    }
    for (const auto& [tables, rows] : grown) messages.push_back(describe(tables, rows));
    return messages;
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
