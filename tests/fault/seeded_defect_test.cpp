// Linked with a runtime in which a defect is seeded.

#include "tests/fault/sweep.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace kiln::fault {
namespace {

TEST(SeededDefect, is_found_by_a_sweep) {
    using Kind = Trouble::Kind;
    for (const Kind kind : {Kind::io_error, Kind::interrupt, Kind::no_memory}) {
        const Trouble trouble{.kind = kind};
        const Findings findings = sweep(trouble, 12);
        if (findings.faults.empty()) continue;
        std::printf("found: %s\n", findings.faults[0].c_str());
        return;
    }
    FAIL() << "no sweep finds it";
}

}  // namespace
}  // namespace kiln::fault
