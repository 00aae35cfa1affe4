// Random schemas, each written anew in another of the ways that mean the same: the right revision
// is recognized or none, never a wrong one. KILN_SCHEMA_PAIRS and KILN_SCHEMA_SEED try more of
// them.

#include "src/schema/recognition.hpp"
#include "src/text/letter_case.hpp"
#include "tests/support/random_schema.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/schema_of.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/schema/compare.hpp"
#include "tool/schema/live_schema.hpp"
#include "tool/schema/migration_sql.hpp"
#include "tool/schema/sql_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace kiln::support {
namespace {

using tool::RandomPair;

/// What a person would do.
std::string filled_in(std::string sql) {
    const std::string place = std::string(tool::place_to_fill) + " AS ";
    for (std::size_t at = sql.find(place); at != std::string::npos; at = sql.find(place, at)) {
        sql.replace(at, tool::place_to_fill.size(), "id");
    }
    return sql;
}

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
    const char* value = std::getenv(name);
    return value ? std::strtoull(value, nullptr, 10) : otherwise;
}

constexpr std::uint64_t pairs_of_a_run = is_sanitized ? 40 : 400;

std::vector<tool::SchemaDifference> differences(const Schema& a, const Schema& b) {
    return tool::without_moves(tool::differences(a, b));
}

void recognize(std::uint64_t seed, int& recognized) {
    RandomPair pair(seed);
    const std::string upgrade = filled_in(
        tool::write_migration(schema_of(pair.from_sql), schema_of(pair.to_sql), pair.renames())
            .upgrade);
    const TestTable table("a; b < a",
                          {{"a", {.upgrade = pair.from_sql}}, {"b", {.upgrade = upgrade}}});
    const std::vector<TableHistory> histories = tool::tables_of_revisions(table, Options());
    const Schema at_a = schema_of(pair.from_sql);
    const Schema at_b = schema_of(pair.to_sql);
    const bool tells_apart = std::ranges::any_of(
        histories, [](const TableHistory& each) { return each.versions.back().position == 1; });
    std::vector<std::string> texts{pair.random.sql(pair.from), pair.random.sql(pair.to)};
    texts.push_back(pair.random.sql(pair.random.changed(pair.to)));
    for (std::size_t i = 0; i < texts.size(); ++i) {
        SCOPED_TRACE("a:\n" + pair.from_sql + "b:\n" + upgrade + "database:\n" + texts[i]);
        const Schema database = schema_of(texts[i]);
        const Recognition recognition(table, histories, database);
        if (!recognition.has_tables()) continue;
        const auto fits = recognition.fits(3);
        for (const Flags& fit : fits) {
            Schema ours = database;
            std::erase_if(ours.groups, [&](const auto& group) {
                return std::ranges::none_of(histories, [&](const TableHistory& each) {
                    return folded(each.table) == group.first;
                });
            });
            for (const auto& each : differences(fit[1] ? at_b : at_a, ours)) {
                ADD_FAILURE() << describe(each);
            }
            EXPECT_THAT(recognition.misfits(fit), testing::IsEmpty());
        }
        if (i < 2 && tells_apart) {
            ASSERT_EQ(fits.size(), 1U);
            EXPECT_EQ(fits.front(), (Flags{true, i == 1}));
            ++recognized;
        } else if (i < 2) {
            EXPECT_FALSE(fits.empty());
        } else if (fits.empty()) {
            EXPECT_THAT(recognition.misfits(recognition.nearest()),
                        testing::Not(testing::IsEmpty()));
        }
    }
}

TEST(AdoptRandom, schemas_are_recognized_or_refused_and_never_mistaken) {
    const std::uint64_t count = setting("KILN_SCHEMA_PAIRS", pairs_of_a_run);
    const std::uint64_t first = setting("KILN_SCHEMA_SEED", 1);
    int recognized = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        SCOPED_TRACE("KILN_SCHEMA_PAIRS=1 KILN_SCHEMA_SEED=" + std::to_string(seed));
        recognize(seed, recognized);
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(recognized, static_cast<int>(count));
}

}  // namespace
}  // namespace kiln::support
