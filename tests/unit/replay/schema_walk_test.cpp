#include "tool/replay/schema_walk.hpp"

#include "tool/project/reader.hpp"
#include "tool/schema/schema.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

namespace kiln::tool {
namespace {

struct Walked {
    std::string id;
    std::string down_revision;
    std::string sections;
    std::string depends_on{};
};

/// A line a revision: its id, from which it goes on, and what differs from there.
std::string walk(const std::vector<Walked>& revisions) {
    std::vector<RevisionFile> files;
    std::vector<GraphNode> nodes;
    std::vector<Diagnostic> diagnostics;
    for (const Walked& revision : revisions) {
        std::string header =
            "-- revision: " + revision.id + "\n-- down_revision: " + revision.down_revision + "\n";
        if (!revision.depends_on.empty()) header += "-- depends_on: " + revision.depends_on + "\n";
        files.push_back(parse_revision_file("m/" + revision.id + ".sql",
                                            header + "\n" + revision.sections, diagnostics));
        GraphNode& node = nodes.emplace_back();
        node.revision = revision.id;
        for (const Placed& each : files.back().down_revisions) {
            node.down_revisions.push_back(each.text);
        }
        for (const Placed& each : files.back().depends_on) node.depends_on.push_back(each.text);
    }
    for (const Diagnostic& diagnostic : diagnostics) ADD_FAILURE() << diagnostic.message;
    const Graph graph = build_graph(nodes);
    std::map<std::uint32_t, Schema> schemas;
    std::string text;
    walk_schemas(files, graph, [&](const SchemaBehind& behind) {
        const auto id = [&](std::uint32_t position) {
            return nodes[graph.order[position]].revision;
        };
        text += id(behind.position) + " from " + (behind.from ? id(*behind.from) : "nothing") + ":";
        for (const std::string& name : behind.changed) text += " " + name;
        text += " (";
        for (const std::string& name : behind.changed_by_itself) text += name;
        text += ")\n";
        // As it is said to be, and as whoever is there finds it.
        Schema schema = behind.from ? schemas[*behind.from] : Schema{};
        for (const std::string& name : behind.changed) {
            schema.groups.erase(name);
            const auto now = behind.after.groups.find(name);
            if (now != behind.after.groups.end()) schema.groups.insert(*now);
        }
        Schema found = read_schema(behind.database);
        for (const char* own : {"alembic_version", "kiln_history"}) found.groups.erase(own);
        EXPECT_EQ(schema, found) << id(behind.position);
        schemas[behind.position] = schema;
    });
    return text;
}

std::string create(const std::string& table) {
    return "-- kiln:upgrade\nCREATE TABLE " + table + " (x);\n";
}

TEST(SchemaWalk, goes_along_a_chain) {
    EXPECT_EQ(walk({{"a", "none", create("t")},
                    {"b", "a", "-- kiln:upgrade\nALTER TABLE t ADD COLUMN y;\n"},
                    {"c", "b", "-- kiln:upgrade\nINSERT INTO t VALUES (1, 2);\n"},
                    {"d", "c", "-- kiln:upgrade\nDROP TABLE t;\n"}}),
              "a from nothing: t (t)\n"
              "b from a: t (t)\n"
              "c from b: ()\n"
              "d from c: t (t)\n");
}

TEST(SchemaWalk, a_branch_has_nothing_of_the_other_and_the_merge_has_both) {
    EXPECT_EQ(walk({{"a", "none", create("t")},
                    {"b", "a", create("left")},
                    {"c", "a", create("right")},
                    {"d", "b, c", create("both")}}),
              "a from nothing: t (t)\n"
              "b from a: left (left)\n"
              "c from a: right (right)\n"
              "d from b: both right (both)\n");
}

TEST(SchemaWalk, heads_beside_one_another_begin_at_the_branch_point) {
    std::vector<Walked> revisions{{"a", "none", create("t")}};
    std::string expected = "a from nothing: t (t)\n";
    for (int i = 10; i < 50; ++i) {
        const std::string id = "b" + std::to_string(i);
        revisions.push_back({id, "a", create(id)});
        expected += id + " from a: " + id + " (" + id + ")\n";
    }
    EXPECT_EQ(walk(revisions), expected);
}

TEST(SchemaWalk, what_it_depends_on_is_there) {
    EXPECT_EQ(
        walk({{"a", "none", create("t")},
              {"b", "none", create("u")},
              {"c", "b",
               "-- kiln:upgrade\nCREATE TRIGGER g AFTER INSERT ON t BEGIN DELETE FROM u; END;\n",
               "a"}}),
        "a from nothing: t (t)\n"
        "b from nothing: u (u)\n"
        "c from a: t u (t)\n");
}

TEST(SchemaWalk, what_does_not_run_is_left_out_with_what_builds_on_it) {
    EXPECT_EQ(
        walk({{"a", "none", create("t")},
              {"b", "a", "-- kiln:upgrade\nCREATE TABLE u (x); SELECT * FROM nothing;\n"},
              {"c", "b", create("v")},
              {"d", "a", create("w")},
              {"e", "d", "-- kiln:upgrade no-transaction\nCREATE TABLE z (x); SELECT nothing;\n"},
              {"f", "d", create("z")}}),
        "a from nothing: t (t)\n"
        "d from a: w (w)\n"
        "f from d: z (z)\n");
}

TEST(SchemaWalk, sections_of_other_databases_change_nothing) {
    EXPECT_EQ(walk({{"a", "none", create("t")},
                    {"b", "a", "-- kiln:upgrade postgresql\nCREATE TABLE u (x);\n"},
                    {"c", "b", create("v")}}),
              "a from nothing: t (t)\n"
              "b from a: ()\n"
              "c from b: v (v)\n");
}

}  // namespace
}  // namespace kiln::tool
