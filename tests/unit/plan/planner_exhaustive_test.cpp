#include "src/plan/history_range.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/stamp_plan.hpp"
#include "src/plan/version_rows.hpp"
#include "tests/support/planner_text.hpp"
#include "tests/support/small_graphs.hpp"

#include <gtest/gtest.h>

namespace kiln {
namespace {

using support::bit;
using support::for_each_dag;
using support::has;
using support::letter;
using support::Mask;
using support::most_nodes;
using support::most_nodes_with_dependencies;
using support::SmallGraph;
using support::TestTable;

Mask mask_of(const std::vector<std::string>& ids) {
    Mask mask = 0;
    for (const std::string& id : ids) mask |= bit(id[0] - 'a');
    return mask;
}

/// One graph with its table and everything that the oracle needs to know.
struct Case {
    explicit Case(const SmallGraph& small)
        : graph(small),
          below(small.closure(small.all_edges())),
          below_on_branch(small.closure(small.down)),
          nodes(small.nodes()),
          table(nodes) {
        for (std::uint32_t i = 0; i < nodes.size(); ++i) {
            const std::string id = table.table().migrations[i].revision;
            position[static_cast<std::size_t>(id[0] - 'a')] = i;
        }
    }

    std::vector<std::uint32_t> positions(Mask set) const {
        std::vector<std::uint32_t> result;
        for (std::uint32_t i = 0; i < table.table().migrations.size(); ++i) {
            const std::string id = table.table().migrations[i].revision;
            if (has(set, id[0] - 'a')) result.push_back(i);
        }
        return result;
    }
    Mask mask(const std::vector<std::uint32_t>& of) const {
        Mask result = 0;
        for (int node = 0; node < graph.size; ++node) {
            for (const std::uint32_t p : of) {
                if (p == position[static_cast<std::size_t>(node)]) result |= bit(node);
            }
        }
        return result;
    }
    Mask everything_below(Mask set) const {
        Mask result = 0;
        for (int node = 0; node < graph.size; ++node) {
            if (has(set, node)) result |= below[static_cast<std::size_t>(node)];
        }
        return result;
    }
    /// What a downgrade of `applied` to `target` (-1 is the base) takes back: each applied
    /// revision that is, or needs, a child of the target.
    Mask taken_back(Mask applied, int target) const {
        Mask result = 0;
        for (int node = 0; node < graph.size; ++node) {
            for (int root = 0; root < graph.size; ++root) {
                const Mask down = graph.down[static_cast<std::size_t>(root)];
                const bool is_root = target < 0 ? down == 0 : has(down, target);
                if (is_root && has(below[static_cast<std::size_t>(node)], root)) {
                    result |= bit(node);
                }
            }
        }
        return result & applied;
    }

    SmallGraph graph;
    std::array<Mask, 5> below;
    std::array<Mask, 5> below_on_branch;
    std::vector<GraphNode> nodes;
    TestTable table;
    std::array<std::uint32_t, 5> position{};
};

/// The plan's steps are `wanted`, in the table's order or its reverse, and the rows behind each
/// are the tips of what is then applied.
void check_plan(const Case& of, const Plan& plan, Mask applied, Mask wanted, Direction direction) {
    ASSERT_EQ(mask_of(plan.from), of.graph.tips(applied)) << of.graph.text();
    Mask left = wanted;
    const PlanStep* last = nullptr;
    for (const PlanStep& step : plan.steps) {
        const int node = step.revision[0] - 'a';
        ASSERT_TRUE(has(left, node)) << of.graph.text();
        left &= ~bit(node);
        applied ^= bit(node);
        ASSERT_EQ(step.direction, direction);
        ASSERT_EQ(step.position, of.position[static_cast<std::size_t>(node)]);
        ASSERT_TRUE(of.graph.closed(applied)) << of.graph.text();
        ASSERT_EQ(mask_of(step.heads_after), of.graph.tips(applied)) << of.graph.text();
        ASSERT_TRUE(std::is_sorted(step.heads_after.begin(), step.heads_after.end()));
        if (last != nullptr) {
            const bool ascends = last->position < step.position;
            ASSERT_EQ(ascends, direction == Direction::upgrade) << of.graph.text();
        }
        last = &step;
    }
    ASSERT_EQ(left, 0u) << of.graph.text();
    ASSERT_EQ(mask_of(plan.to), of.graph.tips(applied)) << of.graph.text();
}

void check_from(const Case& of, Mask applied) {
    const std::vector<std::uint32_t> rows = of.positions(of.graph.tips(applied));
    const std::vector<bool> flags = applied_set(of.table, rows);
    for (int node = 0; node < of.graph.size; ++node) {
        ASSERT_EQ(flags[of.position[static_cast<std::size_t>(node)]], has(applied, node));
    }
    ASSERT_EQ(rows_of(of.table, flags), rows) << of.graph.text();

    for (int target = -1; target < of.graph.size; ++target) {
        const std::string name = target < 0 ? "base" : letter(target);
        const Mask wanted = target < 0 ? 0 : of.below[static_cast<std::size_t>(target)] & ~applied;
        check_plan(of, plan_upgrade(of.table, rows, name), applied, wanted, Direction::upgrade);
        if (target >= 0 && !has(applied, target)) {
            if (of.graph.size == 5) continue;  // hundreds of thousands of exceptions are slow
            ASSERT_EQ(support::downgrade(of.table, of.table.names(rows), name), "K508")
                << of.graph.text();
        } else {
            check_plan(of, plan_downgrade(of.table, rows, name, Dialect::sqlite), applied,
                       of.taken_back(applied, target), Direction::downgrade);
        }
        if (::testing::Test::HasFatalFailure()) return;
    }
    check_plan(of, plan_upgrade(of.table, rows, "heads"), applied, of.graph.all() & ~applied,
               Direction::upgrade);
}

void check_all_plans(const SmallGraph& graph) {
    const Case of(graph);
    for (Mask applied = 0; applied <= graph.all(); ++applied) {
        if (graph.closed(applied)) check_from(of, applied);
    }
}

TEST(PlannerExhaustive, plans_every_upgrade_and_downgrade_in_every_dag) {
    for (int size = 1; size <= most_nodes; ++size) {
        for_each_dag(size, false, check_all_plans);
        if (HasFatalFailure()) return;
    }
}

TEST(PlannerExhaustive, plans_every_upgrade_and_downgrade_with_dependencies) {
    for (int size = 1; size <= most_nodes_with_dependencies; ++size) {
        for_each_dag(size, true, check_all_plans);
        if (HasFatalFailure()) return;
    }
}

/// Where a walk of `steps` leads: nodes by name, `base`, or the code of the refusal.
std::string walk_by_definition(const SmallGraph& graph, int start, int steps) {
    int place = start;
    for (; steps != 0; steps += steps > 0 ? -1 : 1) {
        Mask choices = 0;
        if (steps < 0 && place < 0) return "K505";
        if (steps < 0) {
            choices = graph.down[static_cast<std::size_t>(place)];
            if (choices == 0) {
                place = -1;
                continue;
            }
        } else {
            for (int node = 0; node < graph.size; ++node) {
                const Mask down = graph.down[static_cast<std::size_t>(node)];
                if (place < 0 ? down == 0 : has(down, place)) choices |= bit(node);
            }
        }
        if (choices == 0) return "K505";
        if (std::popcount(choices) > 1) return "K506";
        place = std::countr_zero(choices);
    }
    return place < 0 ? "" : letter(place);
}

TEST(PlannerExhaustive, walks_from_every_revision_by_every_number) {
    for (int size = 1; size <= 4; ++size) {
        for_each_dag(size, false, [&](const SmallGraph& graph) {
            const TestTable table(graph.nodes());
            for (int start = -1; start < size; ++start) {
                for (int steps = -size - 1; steps <= size + 1; ++steps) {
                    const std::string identifier = (start < 0 ? "base" : letter(start)) +
                                                   (steps < 0 ? "" : "+") + std::to_string(steps);
                    if (identifier.ends_with("+0")) continue;
                    ASSERT_EQ(support::resolved(table, identifier),
                              walk_by_definition(graph, start, steps))
                        << identifier << " in " << graph.text();
                }
            }
        });
        if (HasFatalFailure()) return;
    }
}

/// What a history from `lower` to `upper` shows: what is above the one, by down_revision, and
/// below the other, dependencies included.
TEST(PlannerExhaustive, finds_every_range) {
    for (int size = 1; size <= most_nodes_with_dependencies; ++size) {
        for_each_dag(size, true, [&](const SmallGraph& graph) {
            const Case of(graph);
            for (int upper = 0; upper < size; ++upper) {
                const Mask below = of.below[static_cast<std::size_t>(upper)];
                for (int lower = 0; lower < size; ++lower) {
                    Mask between = 0;
                    for (int node = 0; node < size; ++node) {
                        const Mask lineage = of.below_on_branch[static_cast<std::size_t>(node)];
                        if (has(below, node) && has(lineage, lower)) between |= bit(node);
                    }
                    const std::string text = letter(lower) + ":" + letter(upper);
                    if (has(below, lower)) {
                        ASSERT_EQ(of.mask(resolve_range(of.table, text)), between)
                            << text << " in " << graph.text();
                    } else {
                        ASSERT_EQ(support::range(of.table, text), "K507") << graph.text();
                    }
                }
                ASSERT_EQ(of.mask(resolve_range(of.table, ":" + letter(upper))), below);
            }
        });
        if (HasFatalFailure()) return;
    }
}

/// Stamps set their targets and keep exactly the rows that have nothing to do with them.
TEST(PlannerExhaustive, stamps_every_pair_of_revisions_on_every_applied_set) {
    for_each_dag(most_nodes_with_dependencies, true, [&](const SmallGraph& graph) {
        const Case of(graph);
        for (Mask applied = 0; applied <= graph.all(); ++applied) {
            if (!graph.closed(applied)) continue;
            const Mask rows = graph.tips(applied);
            for (int a = 0; a < graph.size; ++a) {
                for (int b = 0; b <= a; ++b) {
                    const auto below = [&](int node) {
                        return of.below[static_cast<std::size_t>(node)];
                    };
                    const auto branch = [&](int node) {
                        return of.below_on_branch[static_cast<std::size_t>(node)];
                    };
                    const std::vector<std::string> targets{letter(a), letter(b)};
                    const auto plan = [&] {
                        return plan_stamp(of.table, of.positions(rows), targets, false);
                    };
                    if (a != b && (has(branch(a), b) || has(branch(b), a))) {
                        ASSERT_THROW(plan(), Error) << graph.text();
                        continue;
                    }
                    Mask kept = 0;
                    for (int row = 0; row < graph.size; ++row) {
                        const bool related = has(below(row), a) || has(below(row), b) ||
                                             has(below(a) | below(b), row);
                        if (has(rows, row) && !related) kept |= bit(row);
                    }
                    const Mask stamped = of.everything_below(kept | bit(a) | bit(b));
                    ASSERT_EQ(mask_of(plan().to), graph.tips(stamped)) << graph.text();
                }
            }
        }
    });
}

}  // namespace
}  // namespace kiln
