#include "tests/differential/known_differences.hpp"

namespace kiln::differential {

std::vector<KnownDifference> known_differences() {
    std::vector<KnownDifference> all;
    for (const auto list : {identifier_differences(), run_differences(), stamp_differences(),
                            listing_differences()}) {
        all.insert(all.end(), list.begin(), list.end());
    }
    return all;
}

}  // namespace kiln::differential
