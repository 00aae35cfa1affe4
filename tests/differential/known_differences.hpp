#pragma once
// Where Kiln means to differ from Alembic, by name. What no entry describes is a fault of one of
// the two.

#include "tests/differential/answer.hpp"

#include <span>

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

std::span<const KnownDifference> known_differences();

}  // namespace kiln::differential
