#include "tests/support/print_diagnostic.hpp"
#include "tool/project/reader.hpp"
#include "tool/replay/replay.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/round_trip.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/foreign_keys.hpp"

#include <kiln/codes.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sqlite3.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kiln::tool {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Names = std::set<std::string>;
using Texts = std::vector<std::string>;

RevisionFile revision(const std::string& id, const std::string& down_revision,
                      const std::string& sections) {
    std::vector<Diagnostic> faults;
    RevisionFile file = parse_revision_file(
        "m/" + id + ".sql",
        "-- revision: " + id + "\n-- down_revision: " + down_revision + "\n\n" + sections, faults);
    EXPECT_THAT(faults, IsEmpty());
    return file;
}

/// r1, r2, … with these sections, and the chain that they are.
struct Chain {
    std::vector<RevisionFile> files;
    Graph graph;

    explicit Chain(const Texts& sections) {
        std::vector<GraphNode> nodes;
        for (std::size_t i = 0; i < sections.size(); ++i) {
            GraphNode node;
            node.revision = "r" + std::to_string(i + 1);
            if (i > 0) node.down_revisions = {nodes.back().revision};
            files.push_back(
                revision(node.revision, i > 0 ? nodes.back().revision : "none", sections[i]));
            nodes.push_back(node);
        }
        graph = build_graph(nodes);
    }
};

class RoundTrip : public Inspector {
public:
    void inspect(const Passage& upgrade, std::vector<Diagnostic>& found) override {
        const Section* downgrade = upgrade.file.section(Direction::downgrade, Dialect::sqlite);
        if (downgrade == nullptr) return;
        for (Diagnostic& fault : round_trip(upgrade, *downgrade)) found.push_back(std::move(fault));
    }
};

class Observer : public Inspector {
public:
    using Look = std::function<void(const Passage&, std::vector<Diagnostic>&)>;
    explicit Observer(Look look) : look_(std::move(look)) {}
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override {
        look_(passage, found);
    }

private:
    Look look_;
};

std::vector<Diagnostic> observed(const Texts& sections, const Observer::Look& look) {
    const Chain chain(sections);
    TrialDatabase database;
    Observer observer(look);
    Inspector* const inspectors[] = {&observer};
    return replay(chain.files, chain.graph, database, inspectors);
}

/// The objects of the groups but Kiln's own, as the database stores them.
Texts objects_of(const Schema& schema) {
    Texts texts;
    for (const auto& [table, objects] : schema.groups) {
        if (table == "alembic_version" || table == "kiln_history") continue;
        for (const SchemaObject& object : objects) texts.push_back(object.sql);
    }
    return texts;
}

std::string value(const TrialDatabase& database, const std::string& query) {
    std::string result;
    const auto take = [](void* to, int, char** values, char**) {
        *static_cast<std::string*>(to) += values[0] == nullptr ? "NULL" : values[0];
        return 0;
    };
    EXPECT_EQ(sqlite3_exec(database.handle(), query.c_str(), take, &result, nullptr), SQLITE_OK)
        << sqlite3_errmsg(database.handle());
    return result;
}

TEST(Passage, names_the_file_and_the_section_that_ran) {
    Texts seen;
    observed({"-- kiln:upgrade\nCREATE TABLE a(x);\n-- kiln:downgrade\nDROP TABLE a;\n",
              "-- kiln:upgrade sqlite\nCREATE TABLE b(x);\n-- kiln:upgrade\nnonsense;\n"},
             [&](const Passage& passage, auto&) {
                 seen.push_back(passage.file.path + " " + passage.section.marker);
             });
    EXPECT_THAT(seen, ElementsAre("m/r1.sql -- kiln:upgrade", "m/r2.sql -- kiln:upgrade sqlite"));
}

TEST(Passage, knows_of_each_statement_where_it_stands_and_what_it_changed) {
    const std::string sql =
        "CREATE TABLE P(x);\n-- filled\n INSERT INTO p VALUES (1);\nSELECT 1;\n"
        "CREATE TRIGGER t AFTER INSERT ON p BEGIN DELETE FROM q; END;\nINSERT INTO p VALUES (2);\n"
        "ALTER TABLE q RENAME TO r";
    std::size_t passages = 0;
    observed(
        {"-- kiln:upgrade\nCREATE TABLE q(x);\n", "-- kiln:upgrade\n" + sql + ";\n"},
        [&](const Passage& passage, auto&) {
            if (++passages == 1) return;
            Texts begins;
            for (const RanStatement& each : passage.statements) {
                EXPECT_EQ(passage.section.sql.compare(each.offset, each.text.size(), each.text), 0);
                begins.emplace_back(each.text.substr(0, each.text.find_first_of(" ;")));
            }
            ASSERT_THAT(begins,
                        ElementsAre("CREATE", "INSERT", "SELECT", "CREATE", "INSERT", "ALTER"));
            const auto& ran = passage.statements;
            EXPECT_EQ(ran[0].changes.schema, Names{"p"});
            EXPECT_EQ(ran[0].changes.rows, Names{});
            EXPECT_EQ(ran[1].changes.schema, Names{});
            EXPECT_EQ(ran[1].changes.rows, Names{"p"});
            EXPECT_EQ(ran[2].changes.rows, Names{});
            EXPECT_EQ(ran[3].changes.schema, Names{"p"});
            EXPECT_EQ(ran[4].changes.rows, (Names{"p", "q"}));
            EXPECT_FALSE(ran[4].changes.whole_schema);
            EXPECT_TRUE(ran[5].changes.whole_schema);
            EXPECT_EQ(passage.changes.rows, (Names{"p", "q"}));
            EXPECT_TRUE(passage.changes.whole_schema);
        });
    EXPECT_EQ(passages, 2U);
}

TEST(Passage, holds_the_schema_of_what_changed_before_and_of_all_after) {
    std::size_t passages = 0;
    observed({"-- kiln:upgrade\nCREATE TABLE a(x);\nCREATE TABLE b(x);\nCREATE TABLE c(x);\n",
              "-- kiln:upgrade\nCREATE INDEX i ON B(x);\nDROP TABLE c;\nCREATE TABLE d(x);\n"},
             [&](const Passage& passage, auto&) {
                 if (++passages == 1) {
                     EXPECT_THAT(objects_of(passage.before), IsEmpty());
                     return;
                 }
                 EXPECT_EQ(passage.changes.schema, (Names{"b", "c", "d"}));
                 EXPECT_FALSE(passage.changes.whole_schema);
                 EXPECT_THAT(objects_of(passage.before),
                             ElementsAre("CREATE TABLE b(x)", "CREATE TABLE c(x)"));
                 EXPECT_THAT(objects_of(passage.after),
                             ElementsAre("CREATE TABLE a(x)", "CREATE TABLE b(x)",
                                         "CREATE INDEX i ON B(x)", "CREATE TABLE d(x)"));
                 EXPECT_EQ(passage.after, read_schema(passage.database.handle()));
             });
    EXPECT_EQ(passages, 2U);
}

TEST(Passage, holds_all_of_the_schema_before_where_any_of_it_may_have_changed) {
    std::size_t passages = 0;
    observed({"-- kiln:upgrade\nCREATE TABLE a(x);\nCREATE TABLE b(x);\n",
              "-- kiln:upgrade\nALTER TABLE a RENAME TO c;\n"},
             [&](const Passage& passage, auto&) {
                 if (++passages == 1) return;
                 EXPECT_THAT(objects_of(passage.before),
                             ElementsAre("CREATE TABLE a(x)", "CREATE TABLE b(x)"));
                 EXPECT_THAT(objects_of(passage.after),
                             ElementsAre("CREATE TABLE b(x)", "CREATE TABLE \"c\"(x)"));
             });
    EXPECT_EQ(passages, 2U);
}

TEST(Passage, is_shown_while_its_transaction_is_open_and_is_over_before_the_next) {
    Texts seen;
    observed({"-- kiln:upgrade\nCREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n",
              "-- kiln:upgrade no-transaction\nINSERT INTO a VALUES (2);\n"},
             [&](const Passage& passage, auto&) {
                 seen.push_back(value(passage.database, "SELECT count(*) FROM a") +
                                (passage.database.in_transaction() ? " open" : " committed"));
             });
    EXPECT_THAT(seen, ElementsAre("1 open", "2 committed"));
}

TEST(Passage, is_of_a_revision_that_ran_alone) {
    Texts seen;
    const auto found =
        observed({"-- kiln:upgrade\nCREATE TABLE a(x);\n",
                  "-- kiln:upgrade\nCREATE TABLE b(x);\nnonsense;\n",
                  "-- kiln:upgrade\nCREATE TABLE c(x);\n"},
                 [&](const Passage& passage, auto&) { seen.push_back(passage.file.path); });
    EXPECT_THAT(seen, ElementsAre("m/r1.sql"));
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].code, Code::upgrade_failed);
}

TEST(Passage, what_inspectors_find_stands_in_their_order_and_stops_nothing) {
    const Chain chain({"-- kiln:upgrade\n", "-- kiln:upgrade\n"});
    const auto saying = [](const char* word) {
        return Observer([word](const Passage& passage, std::vector<Diagnostic>& found) {
            found.emplace_back().message = passage.file.revision.text + word;
        });
    };
    Observer first = saying(" first");
    Observer second = saying(" second");
    Inspector* const inspectors[] = {&second, &first};
    TrialDatabase database;
    Texts messages;
    for (const Diagnostic& each : replay(chain.files, chain.graph, database, inspectors)) {
        messages.push_back(each.message);
    }
    EXPECT_THAT(messages, ElementsAre("r1 second", "r1 first", "r2 second", "r2 first"));
}

TEST(Passage, without_inspectors_only_upgrades_run) {
    const Chain chain(
        {"-- kiln:upgrade\nCREATE TABLE p(id INTEGER PRIMARY KEY);\n"
         "CREATE TABLE c(p REFERENCES p(id));\nINSERT INTO c VALUES (7);\n"
         "-- kiln:downgrade\nnonsense;\n"});
    TrialDatabase database;
    EXPECT_THAT(replay(chain.files, chain.graph, database, {}), IsEmpty());
    EXPECT_EQ(value(database, "SELECT p FROM c"), "7");
    EXPECT_FALSE(database.in_transaction());
    ForeignKeys foreign_keys;
    RoundTrip round_trip;
    Inspector* const inspectors[] = {&round_trip, &foreign_keys};
    TrialDatabase another;
    const auto found = replay(chain.files, chain.graph, another, inspectors);
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].code, Code::downgrade_failed);
    EXPECT_EQ(found[1].code, Code::foreign_key_violation);
}

class RoundTrips : public testing::TestWithParam<const char*> {};

TEST_P(RoundTrips, leave_the_database_as_the_first_upgrade_did) {
    const std::string options = GetParam();
    const std::string again = "CREATE TABLE b(x);\nINSERT INTO a VALUES (2);\n";
    // The first downgrade is sound, the others fail at the one or the other end.
    for (const char* downgrade :
         {"DROP TABLE b;\nDELETE FROM a;\n", "DROP TABLE b;\nDELETE FROM a;\nnonsense;\n",
          "DROP TABLE b;\nDROP TABLE a;\n", "DELETE FROM a;\n", "ALTER TABLE b RENAME TO d;\n"}) {
        const Chain chain({"-- kiln:upgrade\nCREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n",
                           "-- kiln:upgrade" + options + "\n" + again + "-- kiln:downgrade" +
                               options + "\n" + downgrade});
        RoundTrip round_trip;
        std::size_t passages = 0;
        Observer observer([&](const Passage& passage, auto&) {
            if (++passages == 1) return;
            EXPECT_EQ(value(passage.database, "SELECT group_concat(x) FROM a"), "1,2") << downgrade;
            EXPECT_EQ(passage.after, read_schema(passage.database.handle())) << downgrade;
            EXPECT_THAT(objects_of(passage.after),
                        ElementsAre("CREATE TABLE a(x)", "CREATE TABLE b(x)"))
                << downgrade;
        });
        Inspector* const inspectors[] = {&round_trip, &observer};
        TrialDatabase database;
        replay(chain.files, chain.graph, database, inspectors);
        EXPECT_EQ(passages, 2U) << downgrade;
    }
}

INSTANTIATE_TEST_SUITE_P(Transactions, RoundTrips, testing::Values("", " no-transaction"),
                         [](const auto& instance) {
                             return *instance.param == '\0' ? "one" : "none";
                         });

/// A database behind the upgrade of a revision, whose downgrade is tried.
struct Tried {
    explicit Tried(const std::string& downgrade)
        : file(revision("r1", "none",
                        "-- kiln:upgrade\nCREATE TABLE a(x UNIQUE);\nCREATE VIEW v AS SELECT 1;\n"
                        "INSERT INTO a VALUES (1);\n-- kiln:downgrade\n" +
                            downgrade)),
          upgrade(*file.section(Direction::upgrade, Dialect::sqlite)) {
        EXPECT_TRUE(std::holds_alternative<Passage>(database.run(file, upgrade)));
    }
    bool run_downgrade() {
        const Section& section = *file.section(Direction::downgrade, Dialect::sqlite);
        return std::holds_alternative<Passage>(database.run(file, section));
    }
    void expect_upgraded() const {
        EXPECT_EQ(value(database, "SELECT group_concat(x) FROM a"), "1");
        EXPECT_EQ(database.schema(), read_schema(database.handle()));
        EXPECT_EQ(objects_of(database.schema()),
                  (Texts{"CREATE TABLE a(x UNIQUE)", "CREATE VIEW v AS SELECT 1"}));
        EXPECT_EQ(database.mentions().reach({"v"}).size(), 1U);
    }

    RevisionFile file;
    const Section& upgrade;
    TrialDatabase database;
};

TEST(ReturnPoint, goes_back_as_often_as_it_is_asked_to) {
    for (const bool by_copy : {false, true}) {
        Tried tried("DELETE FROM a;\nDROP VIEW v;\nCREATE TABLE b(x);\nALTER TABLE a RENAME TO c;");
        std::optional<ReturnPoint> point;
        by_copy ? point.emplace(tried.database) : point.emplace(tried.database, tried.upgrade);
        for (int i = 0; i < 2; ++i) {
            ASSERT_TRUE(tried.run_downgrade());
            EXPECT_EQ(tried.database.schema(), read_schema(tried.database.handle()));
            EXPECT_EQ(tried.database.mentions().reach({"v"}).size(), 0U);
            EXPECT_TRUE(point->past().changes.whole_schema);
            point->go_back();
            tried.expect_upgraded();
            EXPECT_FALSE(point->past().changes.whole_schema);
        }
    }
}

TEST(ReturnPoint, comes_back_from_a_script_that_ended_the_transaction) {
    Tried tried("DROP VIEW v;\nINSERT OR ROLLBACK INTO a VALUES (1);");
    ReturnPoint point(tried.database, tried.upgrade);
    for (int i = 0; i < 2; ++i) {
        ASSERT_FALSE(tried.run_downgrade());
        ASSERT_FALSE(tried.database.in_transaction());
        point.go_back();
        tried.expect_upgraded();
        EXPECT_TRUE(tried.database.in_transaction());
    }
    const RevisionFile more = revision("r2", "r1", "-- kiln:upgrade\nINSERT INTO a VALUES (2);");
    ASSERT_TRUE(std::holds_alternative<Passage>(tried.database.run(more, more.sections.front())));
    point.go_back();
    tried.expect_upgraded();
}

TEST(ReturnPoint, knows_what_stood_before_all_that_ran_since) {
    Tried tried("CREATE INDEX i ON a(x);");
    const RevisionFile makes = revision("r2", "r1", "-- kiln:upgrade\nCREATE TABLE b(x);");
    const RevisionFile fills = revision("r2", "r1", "-- kiln:upgrade\nCREATE INDEX j ON b(x);");
    const RevisionFile renames =
        revision("r2", "r1", "-- kiln:upgrade\nALTER TABLE a RENAME TO c;");
    ReturnPoint point(tried.database, tried.upgrade);
    ASSERT_TRUE(tried.run_downgrade());
    EXPECT_EQ(point.past().changes.schema, Names{"a"});
    EXPECT_THAT(objects_of(point.past().schema), ElementsAre("CREATE TABLE a(x UNIQUE)"));
    tried.database.run(makes, makes.sections.front());
    tried.database.run(fills, fills.sections.front());
    EXPECT_THAT(objects_of(point.past().schema), ElementsAre("CREATE TABLE a(x UNIQUE)"));
    tried.database.run(renames, renames.sections.front());
    EXPECT_THAT(objects_of(point.past().schema),
                ElementsAre("CREATE TABLE a(x UNIQUE)", "CREATE VIEW v AS SELECT 1"));
}

TEST(ReturnPoint, ends_before_the_one_around_it) {
    Tried tried("DROP VIEW v;");
    const RevisionFile more = revision("r2", "r1", "-- kiln:upgrade\nCREATE TABLE b(x);");
    ReturnPoint outer(tried.database, tried.upgrade);
    ASSERT_TRUE(tried.run_downgrade());
    {
        const ReturnPoint inner(tried.database, tried.upgrade);
        tried.database.run(more, more.sections.front());
    }
    EXPECT_EQ(outer.past().changes.schema, (Names{"b", "v"}));
    outer.go_back();
    tried.expect_upgraded();
}

TEST(TrialDatabase, runs_in_the_transaction_that_is_open_or_behind_its_commit) {
    const RevisionFile file = revision("r1", "none",
                                       "-- kiln:upgrade\nCREATE TABLE a(x);\n"
                                       "-- kiln:downgrade no-transaction\nDROP TABLE a;\n");
    TrialDatabase database;
    for (const bool has_begun : {false, true}) {
        if (has_begun) database.execute("BEGIN");
        database.run(file, file.sections[0]);
        EXPECT_TRUE(database.in_transaction());
        ASSERT_TRUE(std::holds_alternative<Passage>(database.run(file, file.sections[1])));
        EXPECT_FALSE(database.in_transaction());
        database.roll_back();
        EXPECT_EQ(objects_of(database.schema()), Texts{});
    }
}

TEST(TrialDatabase, has_kilns_tables_as_the_runtime_makes_them) {
    const TrialDatabase database;
    EXPECT_EQ(value(database, "SELECT sql FROM sqlite_master WHERE name = 'alembic_version'"),
              "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT "
              "alembic_version_pkc PRIMARY KEY (version_num)\n)");
    EXPECT_EQ(value(database, "SELECT count(*) FROM kiln_history"), "0");
}

}  // namespace
}  // namespace kiln::tool
