#pragma once
// Migration tables from literal graphs, for tests.

#include "src/graph/graph.hpp"

#include <kiln/migration_table.hpp>
#include <kiln/sqlite.hpp>

#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::support {

/// Of a table for SQLite alone.
inline constexpr DriverFunction sqlite_drivers[] = {sqlite_driver};
inline constexpr DriverFunction sqlite_code_drivers[] = {sqlite_code_driver};

/// Revisions separated by `;`, in any order:
///     a; b < a; c < a; m < b c; d label docs; e < d needs m label x y
/// `<` parents, `needs` dependencies, `label` branch labels. Throws std::invalid_argument.
std::vector<GraphNode> parse_graph(std::string_view text);

/// What a test wants one revision to do. All on SQLite, reversible unless said.
struct TestScripts {
    std::string upgrade{};
    std::string downgrade{};
    bool reversible = true;
    bool no_transaction = false;
    std::string checksum{};  ///< made from the id where empty
    std::string min_compatible{};
    RevisionFunction up{};  ///< a revision in C++, whose file ends in .cpp
    RevisionFunction down{};
};

/// A MigrationTable with the memory behind it, in the order that build_graph gives. The file of
/// revision `a` is `a_test.sql`, its message `message of a`.
class TestTable {
public:
    /// Throws std::invalid_argument for a graph with faults.
    explicit TestTable(std::span<const GraphNode> nodes,
                       const std::map<std::string, TestScripts>& scripts = {});
    explicit TestTable(std::string_view graph,
                       const std::map<std::string, TestScripts>& scripts = {});
    TestTable(TestTable&&) = default;
    TestTable& operator=(TestTable&&) = default;

    /// All scripts are another database's. Both must outlive the table.
    TestTable&& for_dialect(const Dialect& dialect, const DriverFunction& driver) &&;

    const MigrationTable& table() const { return table_; }
    operator const MigrationTable&() const { return table_; }

    /// Throws std::out_of_range.
    std::uint32_t position(std::string_view revision) const;
    /// Positions of revisions that are separated by spaces, ascending.
    std::vector<std::uint32_t> positions(std::string_view revisions) const;
    /// Revisions at positions, in their order, separated by spaces.
    std::string names(std::span<const std::uint32_t> positions) const;

private:
    struct Memory {
        std::vector<Text> depends_on_names;
        std::vector<Text> branch_labels;
        Text upgrade;
        Text downgrade;
        DialectScripts scripts;
    };

    Text keep(std::string text);
    Migration make_migration(const GraphNode& node, std::size_t position,
                             const TestScripts& scripts);

    std::vector<Migration> migrations_;
    Graph graph_;
    std::deque<std::string> texts_;  ///< a deque: views into it stay good when it grows or moves
    std::deque<Memory> memory_;
    MigrationTable table_;
};

}  // namespace kiln::support
