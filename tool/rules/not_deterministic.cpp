#include "tool/rules/not_deterministic.hpp"

#include "src/sql/lexer.hpp"
#include "src/text/letter_case.hpp"
#include "tool/rules/finding.hpp"
#include "tool/rules/statement_summary.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <functional>
#include <string_view>
#include <variant>

namespace kiln::tool {
namespace {

// A function of the time without arguments is one of now; with 'now' hidden in an expression it has
// the same name.
constexpr std::string_view words_of_chance[] = {
    "current_date", "current_time", "current_timestamp", "date", "datetime", "julianday",
    "random",       "randomblob",   "strftime",          "time", "timediff", "unixepoch",
};

bool speaks_of_chance(const std::set<std::string>& words) {
    return std::ranges::any_of(
        words_of_chance, [&](std::string_view word) { return words.count(std::string(word)) > 0; });
}

std::size_t digest_of(const CellValue& value) {
    struct {
        std::size_t operator()(std::monostate) const { return 1; }
        std::size_t operator()(std::int64_t number) const {
            return std::hash<std::int64_t>{}(number);
        }
        std::size_t operator()(double number) const { return std::hash<double>{}(number); }
        std::size_t operator()(const std::string& text) const {
            return std::hash<std::string>{}(text);
        }
        std::size_t operator()(const BlobValue& blob) const {
            return ~std::hash<std::string>{}(blob.bytes);
        }
    } digest;
    return std::visit(digest, value) * 31 + value.index();
}

// Where rows stand does not count, what they hold does.
std::size_t digest_of(const TableRows& rows) {
    std::size_t sum = rows.rows.size();
    for (const TableRows::TableRow& row : rows.rows) {
        std::size_t digest = 17;
        for (const CellValue& value : row.values) digest = digest * 1'000'003 + digest_of(value);
        sum += digest;
    }
    return sum;
}

}  // namespace

bool may_be_not_deterministic(const std::set<std::string>& words, const Schema& schema,
                              const References& references) {
    if (speaks_of_chance(words)) return true;
    const auto has = [&](const char* word) { return words.count(word) > 0; };
    const bool is_copied = has("create") && has("select");
    const bool inserts = has("insert") || has("replace") || is_copied;
    if (!inserts && !has("update") && !has("delete")) return false;
    // By triggers and views; by default values, where rows can be new. A generated column is always
    // the same.
    bool is_in_tables = false;
    bool has_triggers = false;
    for (const std::string& table : references.reached(words, schema)) {
        for (const SchemaObject& object : schema.groups.at(table)) {
            if (object.kind == SchemaObject::Kind::index) continue;
            const bool is_trigger = object.kind == SchemaObject::Kind::trigger;
            has_triggers |= is_trigger;
            if (!speaks_of_chance(words_of(object.sql))) continue;
            if (is_trigger || object.kind == SchemaObject::Kind::view) return true;
            is_in_tables = true;
        }
    }
    return is_in_tables && (inserts || has_triggers);
}

bool only_declares(std::string_view sql) {
    SqlLexer lexer(sql, SqlRules::sqlite);
    bool begins = true;
    for (SqlToken token = lexer.next_code(); token.kind != SqlToken::Kind::end;
         token = lexer.next_code()) {
        const std::string_view text = lexer.text(token);
        const auto is = [&](std::string_view word) { return equal_ignoring_case(text, word); };
        // A table may be made of rows.
        if (is("select") || is("values")) return false;
        // So may what a trigger's body holds begin, which is as well.
        if (begins && text != ";" && !is("create") && !is("alter") && !is("drop")) return false;
        begins = text == ";";
    }
    return true;
}

void RowsByStatement::add(sqlite3* db, const RanStatement& ran) {
    constexpr std::size_t most = 200;
    std::set<std::string> tables = ran.changes.rows;
    // CREATE TABLE … AS SELECT tells of no rows.
    if (summary_of(ran.text).kind == StatementSummary::Kind::create_table) {
        tables.insert(ran.changes.schema.begin(), ran.changes.schema.end());
    }
    for (const std::string& table : tables) {
        if (rows_.size() >= most) {
            left_out_.emplace(table, ran.offset);
        } else {
            add(db, ran.offset, table);
        }
    }
}

void RowsByStatement::add(sqlite3* db, std::size_t offset, const std::string& table) {
    if (const auto rows = read_rows(db, table)) rows_.push_back({offset, table, digest_of(*rows)});
}

void RowsByStatement::finish(sqlite3* db) {
    for (const auto& [table, offset] : left_out_) add(db, offset, table);
}

std::optional<Diagnostic> not_deterministic(const RowsByStatement& first,
                                            const RowsByStatement& second, const RevisionFile& file,
                                            const Section& section) {
    const auto [one, other] = std::ranges::mismatch(first.rows_, second.rows_);
    if (one == first.rows_.end()) return std::nullopt;
    return finding(file, section, one->offset, Code::not_deterministic,
                   "what this writes to '" + one->table +
                       "' differs from run to run: it depends on the time or on chance",
                   "write a constant, or allow it: '-- kiln:allow K608: <why>'");
}

}  // namespace kiln::tool
