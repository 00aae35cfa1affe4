#pragma once
// Where Kiln means to differ from Alembic, by name. What no entry describes is a fault of one of
// the two.

#include "tests/differential/answer.hpp"

#include <span>
#include <vector>

namespace kiln::differential {

class GraphSets;

struct Comparison {
    const GraphSets& sets;
    const Question& question;
    const Answer& kiln;
    const Answer& alembic;
};

struct KnownDifference {
    const char* name;
    const char* reason;
    bool (*applies)(const Comparison&);
};

// By the room of Kiln that they are about.
std::span<const KnownDifference> identifier_differences();
std::span<const KnownDifference> run_differences();
std::span<const KnownDifference> stamp_differences();
std::span<const KnownDifference> listing_differences();

std::vector<KnownDifference> known_differences();

}  // namespace kiln::differential
