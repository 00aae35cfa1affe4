#pragma once
// Random graphs of revisions and questions about them. The same seed gives the same on every
// platform.

#include "src/graph/graph.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kiln::differential {

/// What is asked of both programs.
struct Question {
    /// upgrade, downgrade, stamp, history, show, heads, real_heads, branches or current
    std::string verb;
    std::vector<std::string> rows;     ///< of the version table, sorted
    std::vector<std::string> targets;  ///< identifiers; of history a range
    bool purge = false;

    /// `upgrade ab12@+2 from {ab12 cd34}`
    std::string text() const;
};

/// A graph without faults, in a random order of its files, and questions about it.
struct Case {
    std::vector<GraphNode> nodes;
    std::vector<Question> questions;
};

inline constexpr std::size_t questions_of_a_graph = 12;

/// `number` counts the graphs of a seed.
Case random_case(std::uint64_t seed, std::uint64_t number);

/// As parse_graph() reads it, a line a revision.
std::string text_of(const std::vector<GraphNode>& nodes);

}  // namespace kiln::differential
