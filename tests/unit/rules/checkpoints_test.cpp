// What a replay finds from checkpoints is what it finds without, to the last byte.
// KILN_CHECKPOINTS_CASES and KILN_CHECKPOINTS_SEED try more chains.

#include "tests/support/database_file.hpp"
#include "tests/support/print_diagnostic.hpp"
#include "tests/support/random_schema.hpp"
#include "tests/support/sanitized.hpp"
#include "tests/support/temporary_directory.hpp"
#include "tests/unit/rules/checked_chain.hpp"
#include "tool/replay/check_cache.hpp"
#include "tool/schema/memory_database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {
namespace {

namespace fs = std::filesystem;

class Chains {
public:
    explicit Chains(std::uint64_t seed) : random_(seed) {
        constexpr std::size_t length = 11;
        std::string up = "-- kiln:upgrade\n";
        std::string down = "-- kiln:downgrade\n";
        for (std::uint64_t family = 0; family < families; ++family) {
            up += in_family(
                "CREATE TABLE @item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, n INTEGER);\n"
                "CREATE TABLE @other (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT, n INTEGER, "
                "item REFERENCES @item (id));\n",
                family);
            down += in_family("DROP TABLE @other;\nDROP TABLE @item;\n", family);
        }
        chain_.push_back({"first", up + down});
        while (chain_.size() < length) chain_.push_back(next());
    }

    const std::vector<Revision>& now() const { return chain_; }

    void edit() {
        const std::size_t place = 1 + below(chain_.size() - 1);
        switch (below(10)) {
            case 0:
                chain_[place].sections += "-- a remark\n";
                break;
            case 6:
            case 7:  // all that is found in it moves
                chain_[place].sections.insert(chain_[place].sections.find('\n'), "\n-- a remark");
                break;
            case 8:
            case 9: {  // which most of what comes behind cannot see
                const std::string id = "alone" + std::to_string(++made_);
                chain_.insert(chain_.begin() + 1,
                              {id, "-- kiln:upgrade\nCREATE TABLE " + id + " (a);\n"});
                break;
            }
            case 1:
                chain_.insert(chain_.begin() + static_cast<std::ptrdiff_t>(place), next());
                break;
            case 2:
                chain_.erase(chain_.begin() + static_cast<std::ptrdiff_t>(place));
                break;
            case 3:
                std::swap(chain_[place], chain_.back());
                break;
            case 4:
                chain_.push_back(next());
                break;
            default:
                chain_[place].sections = next().sections;
        }
        if (chain_.size() < 3) chain_.push_back(next());
    }

    ReplayOptions options() {
        ReplayOptions options = all_checks();
        options.round_trip = below(5) > 0;
        options.snapshot = below(5) > 0;
        options.rules = below(8) > 0;
        if (below(4) == 0) options.sqlite_minimum = 3025000;
        if (below(4) == 0) options.levels[Code::changes_all_rows] = RuleLevel::off;
        if (below(4) == 0) options.frozen.insert(chain_[below(chain_.size())].id);
        return options;
    }

    std::uint64_t below(std::uint64_t limit) { return random_() % limit; }

private:
    /// Tables that have nothing to do with those of other families.
    static constexpr std::uint64_t families = 3;

    static std::string in_family(std::string sql, std::uint64_t family) {
        for (std::size_t at = 0; (at = sql.find('@', at)) != std::string::npos;) {
            sql.replace(at, 1, "f" + std::to_string(family) + "_");
        }
        return sql;
    }

    Revision next() {
        const std::string id = "r" + std::to_string(++made_);
        const std::string other = std::to_string(1 + below(made_));
        const std::string number = std::to_string(below(9));
        const std::pair<std::string, std::string> steps[] = {
            {"CREATE TABLE t_" + id +
                 " (id INTEGER PRIMARY KEY, name TEXT CHECK (length(name) BETWEEN 2 AND 9), "
                 "item REFERENCES @item (id));",
             "DROP TABLE t_" + id + ";"},
            {"ALTER TABLE @item ADD COLUMN c_" + id + " TEXT;",
             "ALTER TABLE @item DROP COLUMN c_" + id + ";"},
            {"-- kiln:allow K612: it is meant\nUPDATE @item SET n = n + " + number + ";", ""},
            {"UPDATE @other SET n = " + number + ";", ""},
            {"CREATE VIEW v_" + id + " AS SELECT id, name FROM @other;", "DROP VIEW v_" + id + ";"},
            {"CREATE TRIGGER g_" + id +
                 " AFTER INSERT ON @item BEGIN UPDATE @other SET n = new.id; END;",
             "DROP TRIGGER g_" + id + ";"},
            {"ALTER TABLE @other ADD COLUMN d_" + id + " INTEGER NOT NULL;",
             "ALTER TABLE @other DROP COLUMN d_" + id + ";"},
            {"CREATE UNIQUE INDEX u_" + id + " ON @other (name);", "DROP INDEX u_" + id + ";"},
            {"DROP TABLE IF EXISTS t_r" + other + ";", ""},
            {"CREATE TABLE odd_" + id + " (a CHECK (a < b AND b < a AND a NOT NULL), b NOT NULL);",
             "DROP TABLE odd_" + id + ";"},
            {"INSERT INTO @item (name, n) VALUES ('x', " + number +
                 ");\nINSERT INTO @other (item) "
                 "VALUES (last_insert_rowid());",
             "DELETE FROM @item WHERE name = 'x';"},
            {"INSERT INTO @other (name, n) VALUES ('r', random() % 3 + 7);", ""},
            {"CREATE VIRTUAL TABLE w_" + id + " USING fts5(a);\nINSERT INTO w_" + id +
                 " VALUES ('one');",
             "DROP TABLE w_" + id + ";"},
            {"CREATE TABLE @other_new (id INTEGER PRIMARY KEY, name TEXT, n INTEGER, item);\n"
             "INSERT INTO @other_new SELECT id, name, n, item FROM @other;\nDROP TABLE @other;\n"
             "ALTER TABLE @other_new RENAME TO @other;",
             ""},
            {"INSERT INTO @other (item) VALUES (4711);", ""},
            {"INSERT INTO @other (n) VALUES (last_insert_rowid());", ""},
            {"ALTER TABLE @item RENAME COLUMN name TO title_" + id + ";",
             "ALTER TABLE @item RENAME COLUMN title_" + id + " TO name;"},
            {"SELECT missing;", ""},
        };
        const auto& step = steps[below(std::size(steps))];
        std::string sections = "-- kiln:upgrade";
        if (below(9) == 0) sections += " no-transaction";
        sections += "\n" + step.first + "\n";
        if (below(5) > 0) sections += "-- kiln:downgrade\n" + step.second + "\n";
        if (below(12) == 0) {
            sections +=
                "-- kiln:fixture\nINSERT INTO @other (name, n) VALUES ('f', " + number + ");\n";
        }
        return {id, in_family(sections, below(families))};
    }

    std::mt19937_64 random_;
    std::uint64_t made_ = 0;
    std::vector<Revision> chain_;
};

TEST(Checkpoints, change_nothing_that_is_found) {
    const std::uint64_t first = random_setting("KILN_CHECKPOINTS_SEED", 1);
    const std::uint64_t count =
        random_setting("KILN_CHECKPOINTS_CASES", support::is_sanitized ? 3 : 8);
    std::size_t tried_anew = 0;
    std::size_t tried = 0;
    std::size_t held = 0;
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
        const TemporaryDirectory cache;
        Chains chains(seed);
        ReplayOptions options = all_checks();
        for (int turn = 0; turn < 5; ++turn) {
            SCOPED_TRACE("KILN_CHECKPOINTS_CASES=1 KILN_CHECKPOINTS_SEED=" + std::to_string(seed) +
                         ", turn " + std::to_string(turn));
            const CheckedChain anew = found_in(chains.now(), options, "");
            const CheckedChain cached = found_in(chains.now(), options, cache.path().string());
            ASSERT_EQ(cached.messages, anew.messages);
            ASSERT_EQ(cached.all, anew.all);
            tried_anew += anew.tried;
            tried += cached.tried;
            held += cached.held;
            if (chains.below(3) == 0) options = chains.options();
            if (chains.below(6) > 0) chains.edit();
        }
    }
    EXPECT_LT(tried, tried_anew * 3 / 4);
    EXPECT_LT(held, tried);
}

/// Warnings, a fixture, a merge, a view.
std::vector<Revision> small_chain() {
    return {{"a",
             "-- kiln:upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n);\n"
             "-- kiln:downgrade\nDROP TABLE t;\n"},
            {"b", "-- kiln:upgrade\nUPDATE t SET n = 1;\n-- kiln:downgrade\n"},
            {"c",
             "-- kiln:upgrade\nCREATE VIEW v AS SELECT n FROM t;\n-- kiln:downgrade\n"
             "DROP VIEW v;\n-- kiln:fixture\nINSERT INTO t (n) VALUES (7);\n"},
            {"d", "-- kiln:upgrade\nUPDATE t SET n = n + 2;\n-- kiln:downgrade\n"},
            {"e", "-- kiln:upgrade\n"},
            {"f",
             "-- kiln:upgrade\nINSERT INTO t VALUES (1, 2);\n-- kiln:downgrade\n"
             "DELETE FROM t WHERE id = 1;\n"}};
}

std::vector<fs::path> files_in(const TemporaryDirectory& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder.path())) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

TEST(Checkpoints, tell_again_what_was_found_in_what_they_stand_for) {
    const TemporaryDirectory cache;
    const CheckedChain anew = found_in(small_chain(), all_checks(), "");
    ASSERT_GE(anew.messages.size(), 2U);
    EXPECT_EQ(found_in(small_chain(), all_checks(), cache.path().string()).tried, 6U);
    const CheckedChain again = found_in(small_chain(), all_checks(), cache.path().string());
    EXPECT_EQ(again.messages, anew.messages);
    EXPECT_EQ(again.all, anew.all);
    EXPECT_EQ(again.tried, 0U);
}

TEST(Checkpoints, begin_again_where_an_edit_is) {
    const TemporaryDirectory cache;
    found_in(small_chain(), all_checks(), cache.path().string());
    const auto tried_behind = [&](std::size_t place, const std::string& more) {
        std::vector<Revision> edited = small_chain();
        edited[place].sections += more;
        return found_in(edited, all_checks(), cache.path().string()).tried;
    };
    EXPECT_EQ(tried_behind(5, "-- remark\n"), 1U);
    EXPECT_EQ(tried_behind(4, "-- remark\n"), 2U);
    EXPECT_EQ(tried_behind(0, "-- kiln:fixture\nINSERT INTO t (n) VALUES (8);\n"), 6U);
    ReplayOptions others = all_checks();
    others.round_trip = false;
    EXPECT_EQ(found_in(small_chain(), others, cache.path().string()).tried, 6U);
    others = all_checks();
    others.sqlite_minimum = 3'030'000;
    EXPECT_EQ(found_in(small_chain(), others, cache.path().string()).tried, 6U);
    // These only say what becomes of a finding.
    others = all_checks();
    others.levels[Code::changes_all_rows] = RuleLevel::off;
    EXPECT_EQ(found_in(small_chain(), others, cache.path().string()).tried, 0U);
}

/// How many are tried when that stands in place of `was`, in one revision; what is found is what it
/// is without a cache.
std::size_t tried_after(const std::vector<Revision>& chain, std::size_t place,
                        const std::string& was, const std::string& is,
                        std::vector<std::string>* messages = nullptr) {
    const TemporaryDirectory cache;
    found_in(chain, all_checks(), cache.path().string());
    std::vector<Revision> edited = chain;
    const std::size_t at = edited[place].sections.find(was);
    EXPECT_NE(at, std::string::npos) << was;
    edited[place].sections.replace(at, was.size(), is);
    const CheckedChain anew = found_in(edited, all_checks(), "");
    const CheckedChain cached = found_in(edited, all_checks(), cache.path().string());
    EXPECT_EQ(cached.messages, anew.messages) << is;
    EXPECT_EQ(cached.all, anew.all) << is;
    EXPECT_EQ(found_in(edited, all_checks(), cache.path().string()).tried, 0U) << is;
    if (messages != nullptr) *messages = anew.messages;
    return cached.tried;
}

std::vector<Revision> chain_without_fixtures() {
    std::vector<Revision> chain = small_chain();
    for (Revision& each : chain) {
        each.sections = each.sections.substr(0, each.sections.find("-- kiln:fixture"));
    }
    return chain;
}

TEST(Checkpoints, count_again_behind_an_edit_that_leaves_all_as_it_was) {
    const std::vector<Revision> chain = chain_without_fixtures();
    EXPECT_EQ(tried_after(chain, 0, "n);\n", "n);\n-- a remark\n"), 1U);
    EXPECT_EQ(tried_after(chain, 0, "DROP TABLE t;", "DROP  TABLE \"t\";"), 1U);
    // What is found in it stands elsewhere then.
    std::vector<std::string> messages;
    EXPECT_EQ(tried_after(chain, 1, "UPDATE", "-- a remark\nUPDATE", &messages), 1U);
    ASSERT_EQ(messages.size(), 2U);
    EXPECT_EQ(messages[0].rfind("m/b.sql:6: ", 0), 0U) << messages[0];
    EXPECT_EQ(tried_after(chain, 1, "n = 1", "n = 2 - 1"), 1U);
    EXPECT_EQ(tried_after(chain, 2, "CREATE VIEW", "CREATE\nVIEW"), 1U);
}

TEST(Checkpoints, do_not_count_behind_an_edit_that_changes_anything) {
    const std::vector<Revision> chain = chain_without_fixtures();
    EXPECT_EQ(tried_after(chain, 0, "n);", "n );"), 6U);  // SQLite keeps the text
    EXPECT_EQ(tried_after(chain, 0, "n);", "n);\nINSERT INTO t VALUES (9, 9);"), 6U);
    EXPECT_EQ(tried_after(chain, 0, "n);", "n);\nPRAGMA user_version = 7;"), 6U);
    EXPECT_EQ(tried_after(chain, 2, "SELECT n ", "SELECT id "), 4U);
    // One finding less.
    EXPECT_EQ(tried_after(chain, 1, "n = 1;", "n = 1 WHERE id = 1;"), 5U);
}

TEST(Checkpoints, try_again_what_else_was_edited_behind) {
    const TemporaryDirectory cache;
    std::vector<Revision> chain = chain_without_fixtures();
    found_in(chain, all_checks(), cache.path().string());
    chain[0].sections += "-- a remark\n";
    chain[3].sections += "-- another\n";
    EXPECT_EQ(found_in(chain, all_checks(), cache.path().string()).tried, 2U);
    chain[1].sections += "-- more\n";
    chain.push_back({"g", "-- kiln:upgrade\nCREATE TABLE g (id INTEGER PRIMARY KEY);\n"});
    const CheckedChain found = found_in(chain, all_checks(), cache.path().string());
    EXPECT_EQ(found.tried, 2U);
    EXPECT_EQ(found.all, found_in(chain, all_checks(), "").all);
}

/// Checkpoints of other revisions are on the way, and lead to theirs alone.
TEST(Checkpoints, go_round_those_that_lead_nowhere) {
    const TemporaryDirectory cache;
    const std::vector<Revision> chain = chain_without_fixtures();
    const CheckpointWorth before_the_last{std::chrono::hours(1), 0};
    found_in(chain, all_checks(), cache.path().string(), before_the_last);
    std::vector<Revision> edited = chain;
    edited[3].sections = "-- kiln:upgrade\nCREATE TABLE edited (id INTEGER PRIMARY KEY);\n";
    EXPECT_EQ(found_in(edited, all_checks(), cache.path().string()).tried, 6U);
    const CheckedChain again = found_in(chain, all_checks(), cache.path().string());
    EXPECT_EQ(again.tried, 1U);
    EXPECT_EQ(again.all, found_in(chain, all_checks(), "").all);
    EXPECT_EQ(found_in(edited, all_checks(), cache.path().string()).tried, 0U);
}

/// The rows of a fixture come behind its revision, when the next one is tried.
TEST(Checkpoints, count_again_only_behind_the_same_fixture) {
    std::vector<Revision> chain = small_chain();
    chain[3].sections =
        "-- kiln:upgrade\nCREATE UNIQUE INDEX u ON t (n);\n-- kiln:downgrade\nDROP INDEX u;\n";
    std::vector<std::string> messages;
    EXPECT_EQ(tried_after(chain, 2, "(7);", "(7);  -- a remark", &messages), 2U);
    const std::vector<std::string> found = messages;
    EXPECT_EQ(tried_after(chain, 2, "(7);", "(7), (7);", &messages), 4U);
    EXPECT_NE(messages, found);
}

/// A state in Kiln's order says nothing of another order, in which the same revision meets rows.
TEST(Checkpoints, tell_orders_by_the_revisions_themselves) {
    std::vector<Revision> chain = chain_without_fixtures();
    chain[2].sections = "-- kiln:upgrade\nUPDATE t SET n = 2;\n-- kiln:downgrade\n";
    chain[3].sections = "-- kiln:upgrade\nUPDATE t SET n = 2;\n-- kiln:downgrade\n";
    std::vector<std::string> before;
    std::vector<std::string> after;
    EXPECT_EQ(tried_after(chain, 2, "-- kiln:downgrade", "-- remark\n-- kiln:downgrade", &before),
              1U);
    EXPECT_EQ(tried_after(chain, 2, "n = 2", "n = 3", &after), 1U);
    EXPECT_EQ(after.size(), before.size() + 1);
}

TEST(Checkpoints, are_only_slow_where_they_are_damaged) {
    const TemporaryDirectory cache;
    const CheckedChain anew = found_in(small_chain(), all_checks(), "");
    found_in(small_chain(), all_checks(), cache.path().string());
    const std::vector<fs::path> files = files_in(cache);
    ASSERT_GE(files.size(), 6U);
    for (int turn = 0; turn < 4; ++turn) {
        for (std::size_t i = 0; i < files.size(); ++i) {
            const std::uintmax_t size = fs::file_size(files[i]);
            if (turn == 0) fs::resize_file(files[i], i);
            if (turn == 1) fs::resize_file(files[i], size - 1 - i);
            if (turn == 2) support::copy_over(files[(i + 1) % files.size()], files[i]);
            if (turn == 3) {
                std::fstream file(files[i], std::ios::in | std::ios::out | std::ios::binary);
                file.seekp(static_cast<std::streamoff>(size / 2));
                file.put('\x55');
            }
        }
        const CheckedChain found = found_in(small_chain(), all_checks(), cache.path().string());
        EXPECT_EQ(found.messages, anew.messages);
        EXPECT_EQ(found.all, anew.all);
        EXPECT_EQ(found.tried, 6U) << turn;
        EXPECT_EQ(found_in(small_chain(), all_checks(), cache.path().string()).tried, 0U);
    }
}

/// Entries of the right name and digest that hold something else.
TEST(Checkpoints, are_only_slow_where_they_are_of_others) {
    const TemporaryDirectory cache;
    const std::string folder = cache.path().string();
    const CheckedChain anew = found_in(small_chain(), all_checks(), "");
    found_in(small_chain(), all_checks(), folder);
    for (int turn = 0; turn < 3; ++turn) {
        CheckCache entries(folder);
        for (const fs::path& file : files_in(cache)) {
            const std::string key = file.stem().string();
            std::string content = *entries.get(key);
            if (turn == 0) content.resize(content.size() - content.size() / 5);
            if (turn == 1) content.erase(0, 30);
            if (turn == 2) content.clear();
            entries.put(key, content);
        }
        EXPECT_EQ(found_in(small_chain(), all_checks(), folder).all, anew.all) << turn;
        EXPECT_EQ(found_in(small_chain(), all_checks(), folder).tried, 0U) << turn;
    }
}

TEST(Checkpoints, are_not_made_of_what_the_connection_alone_knows) {
    const auto tried_again = [](const std::string& upgrade) {
        const TemporaryDirectory cache;
        std::vector<Revision> chain = small_chain();
        chain[1].sections = upgrade;
        found_in(chain, all_checks(), cache.path().string());
        return found_in(chain, all_checks(), cache.path().string()).tried;
    };
    EXPECT_EQ(tried_again("-- kiln:upgrade\nCREATE TABLE changes (id);\n"
                          "INSERT INTO changes (id) VALUES (1);\n"),
              0U);
    EXPECT_EQ(tried_again("-- kiln:upgrade\nINSERT INTO t (n) VALUES (changes());\n"), 6U);
    EXPECT_EQ(tried_again("-- kiln:upgrade no-transaction\nPRAGMA recursive_triggers = ON;\n"), 6U);
    have_in_memory({{}, {{"stamp", 0}}, {}});
    EXPECT_EQ(tried_again("-- kiln:upgrade\nINSERT INTO t VALUES (50, stamp());\n"), 6U);
    have_in_memory({{}, {{"stamp", 1}}, {}});
    EXPECT_EQ(tried_again("-- kiln:upgrade\nINSERT INTO t VALUES (50, stamp(1));\n"), 0U);
    have_in_memory({});
}

}  // namespace
}  // namespace kiln::tool
