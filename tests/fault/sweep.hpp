#pragma once

#include "tests/fault/scenario.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace kiln::fault {

struct Findings {
    std::size_t runs = 0;
    std::size_t points = 0;  ///< that there would be
    std::vector<std::string> faults;
};

/// Lets one thing go wrong in every scenario that it can hit, at one point after another. Of the
/// points of a scenario only some are tried, where there are more than `most_runs`: those at its
/// end, where versions are written and committed, and some of the others. With KILN_FAULT_ALL in
/// the environment all are.
Findings sweep(const Trouble& trouble, std::size_t most_runs);

/// Lets each statement of each revision fail in turn, in each scenario.
Findings sweep_statements();

}  // namespace kiln::fault
