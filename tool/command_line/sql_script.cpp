#include "tool/command_line/sql_script.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/database/version_table.hpp"
#include "src/plan/compatible.hpp"
#include "src/plan/row_tracker.hpp"
#include "src/plan/version_rows.hpp"
#include "src/run/version.hpp"
#include "src/sql/lexer.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tool/report/plans.hpp"
#include "tool/schema/sql_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace kiln::tool {
namespace {

using Rows = std::vector<std::string>;

bool is_comment(const SqlToken& token) {
    return token.kind == SqlToken::Kind::line_comment ||
           token.kind == SqlToken::Kind::block_comment;
}

bool is_alone_on_its_line(std::string_view sql, const SqlToken& token) {
    constexpr std::string_view white = " \t\f\v\r";
    const std::size_t before = sql.find_last_not_of(white, token.offset - 1);
    const std::size_t behind = sql.find_first_not_of(white, token.offset + token.size);
    const bool starts =
        token.offset == 0 || before == std::string_view::npos || sql[before] == '\n';
    return starts && (behind == std::string_view::npos || sql[behind] == '\n');
}

/// A section as statements that each end with a semicolon. The shell takes a line of nothing but
/// `/` or `go` for a semicolon; a comment before it keeps it what it is.
std::string complete(std::string_view sql) {
    std::string out;
    std::size_t copied = 0;
    bool open = false;
    SqlLexer lexer(sql, SqlRules::sqlite);
    for (SqlToken token = lexer.next(); token.kind != SqlToken::Kind::end; token = lexer.next()) {
        if (is_comment(token)) continue;
        const std::string_view text = lexer.text(token);
        open = text != ";";
        if ((text == "/" || equal_ignoring_case(text, "go")) && is_alone_on_its_line(sql, token)) {
            out += sql.substr(copied, token.offset - copied);
            out += "/**/ ";
            copied = token.offset;
        }
    }
    out += sql.substr(copied);
    // On a line of its own if a comment is the last thing.
    if (open) out += out.find("--", out.rfind('\n') + 1) == std::string::npos ? ";" : "\n;";
    return out;
}

class ScriptWriter {
public:
    ScriptWriter(const MigrationTable& table, const Options& options)
        : table_(table),
          options_(options),
          version_table_(sqlite::identifier(options.version_table)) {
        out_ =
            "-- Run it so that it stops at an error: sqlite3 -bail FILE < SCRIPT\n"
            "PRAGMA foreign_keys = OFF;\n\n";
    }

    std::string finish() {
        commit();
        return std::move(out_);
    }

    void begin() {
        if (!in_transaction_) out_ += "BEGIN IMMEDIATE;\n\n";
        in_transaction_ = true;
    }
    void commit() {
        if (in_transaction_) out_ += "COMMIT;\n\n";
        in_transaction_ = false;
    }

    void create_tables() {
        if (tables_exist_) return;
        tables_exist_ = true;
        const std::string constraint = sqlite::identifier(options_.version_table + "_pkc");
        statement("CREATE TABLE IF NOT EXISTS " + version_table_sql(version_table_, constraint));
        statement("CREATE TABLE IF NOT EXISTS " + history_table_sql());
    }
    void empty_version_table() { statement("DELETE FROM " + version_table_); }

    void step(const PlanStep& step, const Rows& from, const Rows& to) {
        const DialectScripts& scripts =
            scripts_of(table_.migrations[step.position], Dialect::sqlite);
        const bool up = step.direction == Direction::upgrade;
        const Script& script = up ? scripts.upgrade : scripts.downgrade;
        if (script.no_transaction || options_.transaction_per_migration) commit();
        if (!script.no_transaction) {
            begin();
            create_tables();
        }
        comment("Running " + step_line(step));
        section(script);
        begin();
        create_tables();
        change_rows(from, to);
        log(step.revision, up ? "upgrade" : "downgrade", scripts.checksum);
        if (script.no_transaction) commit();
    }

    void comment(const std::string& line) { out_ += "-- " + line + "\n\n"; }

    void change_rows(const Rows& from, const Rows& to) {
        const RowChanges changes = changes_between(from, to);
        const std::string where = " WHERE " + version_table_ + ".version_num = ";
        for (const std::string& row : changes.deletes) {
            statement("DELETE FROM " + version_table_ + where + string_in_sql(row));
        }
        for (const auto& [before, after] : changes.updates) {
            statement("UPDATE " + version_table_ + " SET version_num=" + string_in_sql(after) +
                      where + string_in_sql(before));
        }
        for (const std::string& row : changes.inserts) {
            statement("INSERT INTO " + version_table_ + " (version_num) VALUES (" +
                      string_in_sql(row) + ")");
        }
        change_compatible(from, to);
    }

    void log(std::string_view revision, std::string_view direction, std::string_view checksum) {
        const std::string by =
            options_.applied_by.empty() ? "kiln " KILN_VERSION : options_.applied_by;
        statement(fmt::format(
            "INSERT INTO {} (revision, direction, checksum, applied_at, duration_ms, applied_by) "
            "VALUES ({}, {}, {}, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), 0, {})",
            history_table, string_in_sql(revision), string_in_sql(direction),
            string_in_sql(checksum), string_in_sql(by)));
    }

    std::string_view checksum_of(std::string_view revision) const {
        const auto found =
            std::find_if(table_.migrations.begin(), table_.migrations.end(),
                         [&](const Migration& each) { return each.revision == revision; });
        return scripts_of(*found, Dialect::sqlite).checksum;
    }

private:
    void statement(const std::string& sql) { out_ += sql + ";\n\n"; }

    void change_compatible(const Rows& from, const Rows& to) {
        if (from == to || !names_compatible(table_)) return;
        statement("CREATE TABLE IF NOT EXISTS " + compatible_table_sql());
        Rows touched = from;
        touched.insert(touched.end(), to.begin(), to.end());
        for (const std::string& row : touched) {
            statement(fmt::format("DELETE FROM {} WHERE version_num = {}", compatible_table,
                                  string_in_sql(row)));
        }
        for (const auto& [row, compatible] : compatible_lines(table_, to)) {
            statement(fmt::format("INSERT INTO {} VALUES ({}, {})", compatible_table,
                                  string_in_sql(row), string_in_sql(compatible)));
        }
    }

    void section(const Script& script) {
        std::string sql;
        for (const Text& piece : script.pieces) sql.append(piece.data(), piece.size());
        if (sql.empty()) return;
        out_ += complete(sql) + "\n\n";
    }

    const MigrationTable& table_;
    const Options& options_;
    std::string version_table_;
    std::string out_;
    bool in_transaction_ = false;
    bool tables_exist_ = false;
};

}  // namespace

std::string run_script_text(const MigrationTable& table, const Plan& plan, const Options& options) {
    if (plan.empty()) return "-- Nothing to do\n";
    ScriptWriter writer(table, options);
    Rows rows = plan.from;
    RowTracker tracker(table, applied_set(table, locate_rows(table, rows)));
    for (const PlanStep& step : plan.steps) {
        tracker.pass(step);
        writer.step(step, rows, tracker.rows());
        rows = tracker.rows();
    }
    return writer.finish();
}

std::string version_script_text(const MigrationTable& table, const Options& options) {
    ScriptWriter writer(table, options);
    writer.begin();
    writer.create_tables();
    return writer.finish();
}

std::string stamp_script_text(const MigrationTable& table, const Plan& plan, bool purge,
                              const Options& options) {
    ScriptWriter writer(table, options);
    writer.begin();
    writer.create_tables();
    writer.comment("Running " + stamp_line(plan));
    if (purge) writer.empty_version_table();
    const Rows from = purge ? Rows() : plan.from;
    writer.change_rows(from, plan.to);
    for (const std::string& row : plan.to) {
        if (!std::binary_search(from.begin(), from.end(), row)) {
            writer.log(row, "stamp", writer.checksum_of(row));
        }
    }
    if (plan.to.empty()) writer.log(base_in_log, "stamp", "");
    return writer.finish();
}

}  // namespace kiln::tool
