// Random pairs of schemas: the revision that Kiln writes between them loses nothing that it does
// not say, and what a slip of the pen makes of it is found. KILN_LOSSES_CASES and KILN_LOSSES_SEED
// try more of them.

#include "src/schema/definition.hpp"
#include "src/sql/quoting.hpp"
#include "src/text/letter_case.hpp"
#include "tests/losses/case.hpp"
#include "tests/support/random_schema.hpp"
#include "tests/support/sanitized.hpp"
#include "tool/rules/statement_summary.hpp"
#include "tool/schema/migration_sql.hpp"
#include "tool/schema/scratch_database.hpp"
#include "tool/schema/sql_text.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using Kind = StatementSummary::Kind;
using Random = std::mt19937_64;

std::size_t any_below(Random& random, std::size_t limit) { return random() % limit; }

Lines lines_of(const std::string& text) {
    Lines lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// With the places filled in and confirmed, as a person would.
std::string completed(const std::string& sql, std::string_view marks) {
    std::string text;
    for (std::string line : lines_of(sql)) {
        if (line.starts_with(marks)) continue;
        std::size_t place = line.starts_with("--") ? line.npos : line.find(place_to_fill);
        while (place != line.npos) {
            line.replace(place, place_to_fill.size(), "id");
            place = line.find(place_to_fill);
        }
        text += line + "\n";
    }
    return text;
}

/// Each with the comments above it.
Lines statements_of(const std::string& sql) {
    Lines statements(1);
    for (const std::string& line : lines_of(sql)) {
        statements.back() += line + "\n";
        if (sqlite3_complete(statements.back().c_str()) != 0) statements.emplace_back();
    }
    if (statements.back().empty()) statements.pop_back();
    return statements;
}

std::string text_of(const Lines& statements) {
    std::string text;
    for (const std::string& statement : statements) text += statement;
    return text;
}

/// The `INSERT … SELECT` of a rebuild.
struct TableCopy {
    std::string head;  ///< `INSERT INTO new_t `
    Lines columns;
    Lines values;  ///< those of new columns with AS
    std::string source;

    static Lines list(const std::string& text) {
        Lines items;
        std::string item;
        for (const char c : text) {
            if (c == ',') {
                items.push_back(item);
                item.clear();
            } else if (!item.empty() || (c != ' ' && c != '\n')) {
                item += c;
            }
        }
        item.resize(item.find_last_not_of(" \n") + 1);
        items.push_back(item);
        return items;
    }

    static std::optional<TableCopy> of(const std::string& statement) {
        const std::size_t open = statement.find('(');
        const std::size_t select = statement.find(")\nSELECT");
        const std::size_t from = statement.rfind("FROM ");
        if (summary_of(statement).kind != Kind::insert || select == std::string::npos) return {};
        return TableCopy{statement.substr(0, open),
                         list(statement.substr(open + 1, select - open - 1)),
                         list(statement.substr(select + 8, from - select - 8)),
                         statement.substr(from + 5, statement.find(';', from) - from - 5)};
    }

    std::string text() const {
        std::string text = head + "(" + columns.front();
        for (std::size_t i = 1; i < columns.size(); ++i) text += ", " + columns[i];
        text += ")\nSELECT " + values.front();
        for (std::size_t i = 1; i < values.size(); ++i) text += ", " + values[i];
        return text + " FROM " + source + ";\n";
    }

    static bool is_rowid(const std::string& value) {
        return value == "rowid" || value == "oid" || value == "_rowid_";
    }
    /// Without its name.
    std::string value(std::size_t place) const {
        return values[place].substr(0, values[place].find(" AS "));
    }
};

/// A slip of the pen in the upgrade.
struct Mutation {
    std::string name;
    std::string upgrade;
    std::set<Code> rules;  ///< any of them
    Lines names;           ///< any of which the message holds
    bool needs_rows = false;
    std::string table;  ///< of before, whose rows it takes
    bool loses = true;
};

class Mutations {
public:
    Mutations(const std::string& upgrade, const Schema& before, const Schema& after, Random& random)
        : statements_(statements_of(upgrade)), before_(before), after_(after), random_(random) {}

    std::vector<Mutation> make() {
        std::vector<std::size_t> copies;
        std::vector<std::size_t> objects;
        for (std::size_t i = 0; i < statements_.size(); ++i) {
            const Kind kind = summary_of(statements_[i]).kind;
            if (TableCopy::of(statements_[i])) copies.push_back(i);
            if (kind == Kind::create_index || kind == Kind::create_trigger) objects.push_back(i);
        }
        std::vector<Mutation> all;
        if (!copies.empty()) {
            all.push_back(limited(copies[any_below(random_, copies.size())]));
            const std::size_t at = copies[any_below(random_, copies.size())];
            if (TableCopy::of(statements_[at])->columns.size() > 1) {
                all.push_back(left_out(at));
                all.push_back(swapped(at));
            }
        }
        if (!objects.empty()) {
            all.push_back(not_made_again(objects[any_below(random_, objects.size())]));
        }
        return all;
    }

private:
    std::string with(std::size_t at, const std::string& statement) const {
        Lines statements = statements_;
        statements[at] = statement;
        return text_of(statements);
    }

    Mutation of_rows(std::string name, std::size_t at, const TableCopy& copy) const {
        Mutation mutation{std::move(name),
                          with(at, copy.text()),
                          {},
                          {},
                          true,
                          TableCopy::of(statements_[at])->source,
                          true};
        mutation.rules = {Code::values_lost, Code::column_dropped};
        return mutation;
    }

    Mutation limited(std::size_t at) const {
        TableCopy copy = *TableCopy::of(statements_[at]);
        copy.source += " LIMIT 1";
        Mutation mutation = of_rows("a LIMIT", at, copy);
        mutation.rules = {Code::rows_lost};
        return mutation;
    }

    Mutation left_out(std::size_t at) {
        TableCopy copy = *TableCopy::of(statements_[at]);
        const auto place = any_below(random_, copy.columns.size());
        const bool loses = keeps(copy, place);
        const std::string column = unquoted(copy.columns[place]);
        copy.columns.erase(copy.columns.begin() + static_cast<std::ptrdiff_t>(place));
        copy.values.erase(copy.values.begin() + static_cast<std::ptrdiff_t>(place));
        Mutation mutation = of_rows("a column left out: " + column, at, copy);
        mutation.names = {column};
        mutation.loses = loses;
        if (loses) mutation.rules.insert(Code::fails_on_rows);
        bool is_any_kept = false;
        for (std::size_t i = 0; i < copy.values.size(); ++i) is_any_kept |= keeps(copy, i);
        // Then nothing is left by which to know a row.
        if (loses && !is_any_kept) mutation.rules.insert(Code::rows_lost);
        return mutation;
    }

    TableDefinition source(const TableCopy& copy) const {
        const SchemaObject* table = find_table(before_, folded(unquoted(copy.source)));
        return parse_table(table == nullptr ? "" : table->sql);
    }

    /// Whether values of before go there that count: what is generated is no data.
    bool keeps(const TableCopy& copy, std::size_t place) const {
        const TableDefinition table = source(copy);
        const std::optional<std::size_t> column = table.find(folded(unquoted(copy.values[place])));
        return column && !table.columns[*column].generated;
    }

    /// By the name that it has in the table of before: a rowid may have two.
    std::string value(const TableCopy& copy, std::size_t place) const {
        const std::string value = copy.value(place);
        const TableDefinition table = source(copy);
        return copy.is_rowid(value) && table.rowid_alias ? table.columns[*table.rowid_alias].name
                                                         : unquoted(value);
    }

    Mutation swapped(std::size_t at) {
        TableCopy copy = *TableCopy::of(statements_[at]);
        const std::size_t one = any_below(random_, copy.columns.size());
        std::size_t two = any_below(random_, copy.columns.size() - 1);
        if (two >= one) ++two;
        const bool loses =
            (keeps(copy, one) || keeps(copy, two)) && value(copy, one) != value(copy, two);
        const Lines names = {unquoted(copy.columns[one]), unquoted(copy.columns[two])};
        std::swap(copy.values[one], copy.values[two]);
        Mutation mutation =
            of_rows("two columns swapped: " + names.front() + ", " + names.back(), at, copy);
        mutation.names = names;
        mutation.loses = loses;
        if (loses) mutation.rules.insert(Code::fails_on_rows);
        // Where a rowid is lost that nothing uses, the row may go with it.
        if (loses && (copy.is_rowid(copy.columns[one]) || copy.is_rowid(copy.columns[two]))) {
            mutation.rules.insert(Code::rows_lost);
        }
        return mutation;
    }

    const SchemaObject* find_before(const std::string& table, const std::string& name) const {
        const auto group = before_.groups.find(table);
        if (group == before_.groups.end()) return nullptr;
        const auto found = std::ranges::find_if(
            group->second, [&](const SchemaObject& each) { return folded(each.name) == name; });
        return found == group->second.end() ? nullptr : &*found;
    }

    /// Whether the script drops it by name, as one does with what is to go.
    bool drops(const std::string& name) const {
        return std::ranges::any_of(statements_, [&](const std::string& statement) {
            const StatementSummary summary = summary_of(statement);
            return (summary.kind == Kind::drop_index || summary.kind == Kind::drop_trigger) &&
                   summary.name == name;
        });
    }

    /// The script makes another that says the same.
    bool is_renamed(const SchemaObject& object) const {
        return std::ranges::any_of(statements_, [&](const std::string& statement) {
            const StatementSummary summary = summary_of(statement);
            const bool is_other =
                (summary.kind == Kind::create_index || summary.kind == Kind::create_trigger) &&
                find_before(summary.table, summary.name) == nullptr;
            const std::string text = statement.substr(0, statement.rfind(';'));
            return is_other && parse_body(text).normal == parse_body(object.sql).normal;
        });
    }

    /// Of an index: a new key of the table has the same columns.
    bool becomes_constraint(const SchemaObject& index, const std::string& table) const {
        const auto has_key = [&](const Schema& schema) {
            const SchemaObject* object = find_table(schema, table);
            if (index.kind != SchemaObject::Kind::index || object == nullptr) return false;
            return std::ranges::any_of(
                parse_table(object->sql).constraints, [&](const Constraint& each) {
                    const bool is_key = each.kind == Constraint::Kind::unique ||
                                        each.kind == Constraint::Kind::primary_key;
                    std::string columns;
                    for (const std::string& column : each.columns) columns += column + " , ";
                    columns.resize(columns.size() - std::min<std::size_t>(3, columns.size()));
                    return is_key && parse_body(index.sql).normal.ends_with("( " + columns + " )");
                });
        };
        return has_key(after_) && !has_key(before_);
    }

    Mutation not_made_again(std::size_t at) const {
        const StatementSummary summary = summary_of(statements_[at]);
        Mutation mutation;
        mutation.name = (summary.kind == Kind::create_index ? "an index lost: "
                                                            : "a trigger not made again: ") +
                        summary.name;
        mutation.upgrade = with(at, "");
        mutation.rules = {Code::lost_on_rebuild};
        const SchemaObject* was = find_before(summary.table, summary.name);
        mutation.loses = was != nullptr && !drops(summary.name) && !is_renamed(*was) &&
                         !becomes_constraint(*was, summary.table);
        mutation.names = {was != nullptr ? was->name : summary.name};
        return mutation;
    }

    Lines statements_;
    const Schema& before_;  // behind the renames
    const Schema& after_;
    Random& random_;
};

std::string shown(const std::vector<Diagnostic>& found) {
    std::string text;
    for (const Diagnostic& each : found) {
        text += each.location.file + ":" + std::to_string(each.location.line) + ": " +
                to_string(each.code) + " " + each.message + "\n";
    }
    return text;
}

/// How often what was tried.
struct Figures {
    std::map<std::string, int> tried;
};

class RevisionPair {
public:
    RevisionPair(std::uint64_t seed, Figures& figures)
        : pair_(seed), random_(seed), figures_(figures) {
        ScratchDatabase a;
        ScratchDatabase b;
        EXPECT_EQ(a.execute(pair_.from_sql), std::nullopt);
        EXPECT_EQ(b.execute(pair_.to_sql), std::nullopt);
        const Schema before = read_schema(a.handle());
        before_ = renamed(before, pair_.renames());
        after_ = read_schema(b.handle());
        const MigrationSql sql = write_migration(before, after_, pair_.renames());
        for (const MarkedPlace& place : sql.places) confirmed_.push_back(place.what);
        upgrade_ = completed(sql.upgrade, "-- kiln:confirm");
        downgrade_ = completed(sql.downgrade, "-- kiln:confirm");
    }

    void run() {
        if (upgrade_.empty()) return;
        const std::vector<Diagnostic> found = found_with(upgrade_);
        ++figures_.tried["pairs"];
        for (const Diagnostic& each : found) {
            if (each.location.file == "b" && is_false_alarm(each)) {
                ADD_FAILURE() << "a false alarm: " << to_string(each.code) << " " << each.message
                              << "\n"
                              << revision(upgrade_) << shown(found);
                return;
            }
        }
        // Without what it allows, so that each loss is named.
        const std::string upgrade = completed(upgrade_, "-- kiln:allow");
        for (const Mutation& mutation : Mutations(upgrade, before_, after_, random_).make()) {
            try_mutation(mutation, found);
        }
    }

private:
    bool is_false_alarm(const Diagnostic& diagnostic) const {
        const Code code = diagnostic.code;
        const int number = static_cast<int>(code);
        if (code == Code::values_lost) {
            // `column 'c' of 't' becomes INT, was TEXT: see that each value fits`
            return std::ranges::none_of(confirmed_, [&](const std::string& what) {
                if (!what.starts_with("column '")) return false;
                const std::string column = what.substr(8, what.find("' of ") - 8);
                return what.find(" becomes ") != std::string::npos &&
                       diagnostic.message.starts_with("values of '" + old_name(column) + "'");
            });
        }
        if (code == Code::table_dropped) {
            return std::ranges::any_of(pair_.from.tables, [&](const RandomTable& table) {
                return diagnostic.message.starts_with("table '" + table.name + "'") &&
                       pair_.to.table(table.id) != nullptr;
            });
        }
        return (number >= 300 && number < 400 && code != Code::no_canary_rows) ||
               code == Code::rows_lost || code == Code::dependents_broken ||
               code == Code::lost_on_rebuild;
    }

    std::string revision(const std::string& upgrade) const {
        return "== a\n" + pair_.from_sql + "== b\n-- kiln:upgrade\n" + upgrade +
               "-- kiln:downgrade\n" + downgrade_ + "\n";
    }

    std::vector<Diagnostic> found_with(const std::string& upgrade) const {
        std::istringstream lines(revision(upgrade));
        return found_in(Case(lines));
    }

    /// Nothing can be seen of the rows where the revision fails on them, or there are none, or none
    /// that pass: a blob is no text for STRICT, a text no rowid.
    bool can_see_rows(const std::vector<Diagnostic>& found, const std::string& table) const {
        const std::string in_table = "in '" + unquoted(table) + "' may break ";
        const SchemaObject* before = find_table(before_, folded(unquoted(table)));
        const bool has_text_key =
            before != nullptr && parse_table(before->sql).columns.front().type == "text";
        return std::ranges::none_of(found, [&](const Diagnostic& each) {
            const std::string message = folded(each.message);
            const bool refuses = each.message.find(in_table + "STRICT") != std::string::npos ||
                                 (has_text_key && message.find("primary key") != std::string::npos);
            return (each.code == Code::fails_on_rows && each.location.file == "b") ||
                   each.code == Code::no_canary_rows ||
                   (refuses && each.message.find(in_table) != std::string::npos);
        });
    }

    std::string old_name(const std::string& column) const {
        for (const Rename& rename : pair_.renames()) {
            if (rename.name == column && !rename.column.empty()) return rename.column;
        }
        return column;
    }

    void try_mutation(const Mutation& mutation, const std::vector<Diagnostic>& unmutated) {
        const std::string kind = mutation.name.substr(0, mutation.name.find(':'));
        if (mutation.needs_rows && !can_see_rows(unmutated, mutation.table)) {
            ++figures_.tried[kind + " (no rows)"];
            return;
        }
        const std::vector<Diagnostic> found = found_with(mutation.upgrade);
        const bool is_found = std::ranges::any_of(found, [&](const Diagnostic& each) {
            if (each.location.file != "b" || mutation.rules.count(each.code) == 0) return false;
            const bool was_found = std::ranges::any_of(unmutated, [&](const Diagnostic& other) {
                return other.code == each.code && other.message == each.message;
            });
            if (was_found) return false;
            if (mutation.names.empty() || each.code == Code::fails_on_rows ||
                each.code == Code::rows_lost) {
                return true;
            }
            return std::ranges::any_of(mutation.names, [&](const std::string& name) {
                return each.message.find("'" + name + "'") != std::string::npos ||
                       each.message.find("'" + old_name(name) + "'") != std::string::npos;
            });
        });
        ++figures_.tried[kind + (mutation.loses ? "" : " (harmless)")];
        if (is_found == mutation.loses) return;
        ADD_FAILURE() << (mutation.loses ? "missed: " : "found, but no loss: ") << mutation.name
                      << "\n"
                      << revision(mutation.upgrade) << shown(found);
    }

    RandomPair pair_;
    Random random_;
    Figures& figures_;
    Schema before_;  // behind the renames
    Schema after_;
    std::string upgrade_;
    std::string downgrade_;
    Lines confirmed_;
};

constexpr std::uint64_t pairs_of_a_run = support::is_sanitized ? 10 : 40;

class RandomRevisions : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomRevisions, are_sound_as_written_and_each_slip_in_them_is_found) {
    const std::uint64_t count = random_setting("KILN_LOSSES_CASES", pairs_of_a_run);
    const std::uint64_t first = random_setting("KILN_LOSSES_SEED", 1) + GetParam() * count;
    Figures figures;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("KILN_LOSSES_CASES=1 KILN_LOSSES_SEED=" + std::to_string(seed));
        RevisionPair(seed, figures).run();
    }
    for (const auto& [what, times] : figures.tried) std::cout << what << ": " << times << "\n";
    if (count < pairs_of_a_run) return;
    for (const char* kind : {"a column left out", "two columns swapped", "a LIMIT", "an index lost",
                             "a trigger not made again"}) {
        EXPECT_GT(figures.tried[kind], 0) << kind;
    }
}

INSTANTIATE_TEST_SUITE_P(Shard, RandomRevisions, testing::Range<std::uint64_t>(0, 2));

}  // namespace
}  // namespace kiln::tool
