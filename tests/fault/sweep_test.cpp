// Whatever fails during a run, the database is where the run began or ended, and the next run goes
// on from there. What all is looked at stands at Trial::fault_of().

#include "tests/fault/sweep.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

namespace kiln::fault {
namespace {

using Kind = Trouble::Kind;

void expect_none(const Findings& findings, const std::string& of) {
    std::printf("%s: %zu runs, %zu points\n", of.c_str(), findings.runs, findings.points);
    for (std::size_t i = 0; i < std::min<std::size_t>(findings.faults.size(), 5); ++i) {
        ADD_FAILURE() << findings.faults[i];
    }
    EXPECT_EQ(findings.faults.size(), 0u);
    // A sweep that meets nothing proves nothing.
    EXPECT_GT(findings.runs, 100u);
}

void expect_none_from(const Trouble& trouble, std::size_t most_runs) {
    expect_none(sweep(trouble, most_runs), trouble.text());
}

/// Each operation on a file; of allocations and steps of SQLite's virtual machine there are too
/// many.
constexpr std::size_t every_point = std::numeric_limits<std::size_t>::max();

TEST(Sweep, one_io_error_leaves_no_half_state) {
    expect_none_from({.kind = Kind::io_error}, every_point);
}
TEST(Sweep, a_broken_disk_leaves_no_half_state) {
    expect_none_from({.kind = Kind::io_error, .from_then_on = true}, every_point);
}
TEST(Sweep, a_full_disk_leaves_no_half_state) {
    expect_none_from({.kind = Kind::disk_full, .from_then_on = true}, every_point);
}
TEST(Sweep, a_disk_that_is_full_for_a_moment_leaves_no_half_state) {
    expect_none_from({.kind = Kind::disk_full}, every_point);
}
TEST(Sweep, half_a_write_leaves_no_half_state) {
    expect_none_from({.kind = Kind::torn_write}, every_point);
}
TEST(Sweep, a_lock_not_had_leaves_no_half_state) {
    expect_none_from({.kind = Kind::busy}, every_point);
}
TEST(Sweep, a_power_cut_leaves_no_half_state) {
    expect_none_from({.kind = Kind::power_cut, .from_then_on = true}, every_point);
}
TEST(Sweep, one_failed_allocation_leaves_no_half_state) {
    expect_none_from({.kind = Kind::no_memory}, 60);
}
TEST(Sweep, memory_that_stays_used_up_leaves_no_half_state) {
    expect_none_from({.kind = Kind::no_memory, .from_then_on = true}, 60);
}
TEST(Sweep, one_interrupt_leaves_no_half_state) {
    expect_none_from({.kind = Kind::interrupt}, 120);
}
TEST(Sweep, interrupts_without_end_leave_no_half_state) {
    expect_none_from({.kind = Kind::interrupt, .from_then_on = true, .steps = 25}, 60);
}
TEST(Sweep, a_refusal_by_the_authorizer_leaves_no_half_state) {
    expect_none_from({.kind = Kind::refusal}, 60);
}
TEST(Sweep, a_failing_statement_leaves_no_half_state) {
    expect_none(sweep_statements(), "statements");
}

}  // namespace
}  // namespace kiln::fault
