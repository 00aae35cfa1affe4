// Random pairs of schemas: what the upgrade makes is the other schema, with the rows, and the
// downgrade leads back. KILN_SCHEMA_PAIRS and KILN_SCHEMA_SEED try more of them.

#include "src/sql/quoting.hpp"
#include "tests/support/random_schema.hpp"
#include "tests/support/sanitized.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/migration_sql.hpp"
#include "tool/schema/scratch_database.hpp"
#include "tool/schema/sql_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

using Rows = std::vector<std::string>;

Rows query(ScratchDatabase& database, const std::string& sql) {
    Rows rows;
    const auto collect = [](void* out, int count, char** values, char**) {
        std::string row;
        for (int i = 0; i < count; ++i) row += std::string(values[i] ? values[i] : "NULL") + "|";
        static_cast<Rows*>(out)->push_back(row);
        return 0;
    };
    char* message = nullptr;
    sqlite3_exec(database.handle(), sql.c_str(), collect, &rows, &message);
    if (message) rows.push_back(std::string("error: ") + message);
    sqlite3_free(message);
    return rows;
}

std::string without_parentheses(std::string text) {
    while (text.size() > 1 && text.front() == '(' && text.back() == ')') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

/// What SQLite itself says of a schema, apart from what is written in several ways.
std::map<std::string, Rows> pragmas(ScratchDatabase& database) {
    std::map<std::string, Rows> all;
    for (const std::string& row :
         query(database,
               "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name "
               "NOT LIKE 'sqlite_%'")) {
        const std::string name = row.substr(0, row.size() - 1);
        const std::string text = string_in_sql(name);
        Rows& rows = all[name];
        // NOT NULL of what cannot be NULL says nothing.
        rows = query(database,
                     "SELECT cid, x.name, upper(x.type), x.pk = 0 AND \"notnull\", pk, hidden FROM "
                     "pragma_table_xinfo(" +
                         text + ") x");
        for (const std::string& value :
             query(database, "SELECT name, dflt_value FROM pragma_table_xinfo(" + text +
                                 ") WHERE dflt_value IS NOT NULL")) {
            const std::size_t bar = value.find('|');
            rows.push_back("default of " + value.substr(0, bar) + ": " +
                           without_parentheses(value.substr(bar + 1, value.size() - bar - 2)));
        }
        Rows more = query(database,
                          "SELECT 'key', \"table\", \"from\", \"to\", on_update, on_delete "
                          "FROM pragma_foreign_key_list(" +
                              text + ")");
        for (
            const std::string& index : query(
                database,
                "SELECT l.origin, l.\"unique\", l.partial, CASE l.origin WHEN 'c' THEN l.name END, "
                "(SELECT group_concat(coalesce(i.name, '?') || i.\"desc\" || i.coll || i.key) FROM "
                "pragma_index_xinfo(l.name) i) FROM pragma_index_list(" +
                    text + ") l")) {
            more.push_back("index " + index);
        }
        for (const std::string& table : query(
                 database, "SELECT type, ncol, wr, strict FROM pragma_table_list(" + text + ")")) {
            more.push_back(table);
        }
        std::sort(more.begin(), more.end());
        rows.insert(rows.end(), more.begin(), more.end());
    }
    return all;
}

/// One pair of schemas with a database at the first.
class Pair {
public:
    explicit Pair(std::uint64_t seed) : pair_(seed) {}

    void run() {
        SCOPED_TRACE("from\n" + pair_.from_sql + "to\n" + pair_.to_sql);
        ASSERT_EQ(model_a_.execute(pair_.from_sql), std::nullopt);
        ASSERT_EQ(model_b_.execute(pair_.to_sql), std::nullopt);
        ASSERT_EQ(database_.execute(pair_.from_sql), std::nullopt);
        fill();
        const Schema a = read_schema(model_a_.handle());
        const Schema b = read_schema(model_b_.handle());
        const MigrationSql sql = write_migration(a, b, pair_.renames());
        const auto kept = kept_rows(a_, b_);
        const auto violations = query(database_, "PRAGMA foreign_key_check").size();
        SCOPED_TRACE("rows\n" + rows_ + "upgrade\n" + sql.upgrade);
        check_step(sql.upgrade, b, model_b_);
        if (testing::Test::HasFailure()) return;
        EXPECT_EQ(kept_rows(b_, a_), kept);
        if (keeps_foreign_keys()) {
            EXPECT_LE(query(database_, "PRAGMA foreign_key_check").size(), violations);
        }
        EXPECT_EQ(write_migration(read_schema(database_.handle()), b).upgrade, "");
        SCOPED_TRACE("downgrade\n" + sql.downgrade);
        check_step(sql.downgrade, a, model_a_);
        if (testing::Test::HasFailure()) return;
        EXPECT_EQ(kept_rows(a_, b_), kept);
        for (const MarkedPlace& place : sql.places) {
            const std::string& text =
                place.direction == Direction::upgrade ? sql.upgrade : sql.downgrade;
            const std::string mark = place.needs_value ? "-- " : "-- kiln:confirm ";
            EXPECT_NE(text.find(mark + place.what + "\n"), std::string::npos);
        }
    }

private:
    void fill() {
        // Triggers would change the rows that there are.
        std::string inserts = pair_.random.rows(a_, b_);
        ScratchDatabase plain;
        rows_ = inserts;
        const Rows triggers =
            query(database_,
                  "SELECT 'DROP TRIGGER \"' || name || '\"', sql FROM sqlite_master "
                  "WHERE type = 'trigger'");
        for (const std::string& each : triggers) {
            ASSERT_EQ(database_.execute(each.substr(0, each.find('|'))), std::nullopt);
        }
        ASSERT_EQ(database_.execute(inserts), std::nullopt) << inserts;
        for (const std::string& each : triggers) {
            const std::size_t bar = each.find('|');
            ASSERT_EQ(database_.execute(each.substr(bar + 1, each.size() - bar - 2)), std::nullopt);
        }
    }

    void check_step(std::string sql, const Schema& wanted, ScratchDatabase& model) {
        // What a person would do.
        const std::string place = std::string(place_to_fill) + " AS ";
        for (std::size_t at = sql.find(place); at != std::string::npos; at = sql.find(place, at)) {
            sql.replace(at, place_to_fill.size(), "id");
        }
        ASSERT_EQ(database_.run(sql), std::nullopt);
        for (const SchemaDifference& difference :
             differences(wanted, read_schema(database_.handle()))) {
            ADD_FAILURE() << describe(difference);
        }
        EXPECT_EQ(pragmas(database_), pragmas(model));
        // SQLite 3.40 looks into the wrong column where a table WITHOUT ROWID has a STORED one.
        Rows faults = query(database_, "PRAGMA integrity_check");
        std::erase_if(faults, [](const std::string& fault) {
            return fault == "ok|" || fault.compare(0, 14, "NULL value in ") == 0;
        });
        EXPECT_THAT(faults, testing::IsEmpty());
    }

    /// The values of columns that both schemas have as they stand in the database, which is at
    /// `now`; and the counters of AUTOINCREMENT.
    std::map<std::string, Rows> kept_rows(const RandomSchema& now, const RandomSchema& other) {
        std::map<std::string, Rows> kept;
        for (const RandomTable& table : now.tables) {
            const RandomTable* twin = other.table(table.id);
            if (!twin) continue;
            const std::string key = std::to_string(table.id);
            if (table.key == RandomKey::autoincrement && twin->key == RandomKey::autoincrement) {
                kept[key + " counter"] =
                    query(database_, "SELECT seq FROM sqlite_sequence WHERE name = " +
                                         string_in_sql(table.name));
            }
            for (const RandomColumn& column : table.columns) {
                const RandomColumn* after = twin->column(column.id);
                if (!after || column.generated != 0 || after->generated != 0) continue;
                const std::string name = "\"" + column.name + "\"";
                const bool same = column.type == after->type && table.strict == twin->strict;
                kept[key + "." + std::to_string(column.id)] = query(
                    database_, "SELECT " +
                                   (same ? "quote(" + name + ")" : "CAST(" + name + " AS REAL)") +
                                   " FROM \"" + table.name + "\" ORDER BY CAST(id AS INT)");
            }
        }
        return kept;
    }

    static bool same_type(const RandomSchema& one, const RandomSchema& two, int table, int column) {
        const RandomTable* before = one.table(table);
        const RandomTable* after = two.table(table);
        if (!before || !after || before->strict != after->strict) return false;
        const RandomColumn* was = before->column(column);
        const RandomColumn* is = after->column(column);
        return was && is && was->type == is->type;
    }

    /// No foreign key is new, and values compare as before.
    bool keeps_foreign_keys() const {
        for (const RandomTable& table : b_.tables) {
            for (const RandomColumn& column : table.columns) {
                const RandomTable* parent = b_.table(column.parent);
                if (!parent) continue;
                if (!same_type(a_, b_, table.id, column.id)) return false;
                if (!same_type(a_, b_, parent->id, parent->columns.front().id)) return false;
                if (a_.table(table.id)->column(column.id)->parent != parent->id) return false;
            }
        }
        return true;
    }

    RandomPair pair_;
    const RandomSchema& a_ = pair_.from;
    const RandomSchema& b_ = pair_.to;
    std::string rows_;
    ScratchDatabase model_a_;
    ScratchDatabase model_b_;
    ScratchDatabase database_;
};

constexpr std::uint64_t pairs_of_a_run = support::is_sanitized ? 25 : 250;

class RandomMigrations : public testing::TestWithParam<std::uint64_t> {};

TEST_P(RandomMigrations, make_the_other_schema_with_all_rows_and_lead_back) {
    const std::uint64_t count = random_setting("KILN_SCHEMA_PAIRS", pairs_of_a_run);
    const std::uint64_t first = random_setting("KILN_SCHEMA_SEED", 1) + GetParam() * count;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("KILN_SCHEMA_PAIRS=1 KILN_SCHEMA_SEED=" + std::to_string(seed));
        Pair(seed).run();
        if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(Shard, RandomMigrations, testing::Range<std::uint64_t>(0, 6));

}  // namespace
}  // namespace kiln::tool
