#pragma once
// A step in C++, as part of a run.

#include "src/run/run.hpp"

namespace kiln::detail {

/// What MigrationTable::run_code is to do: run the step, or, where `entry` is there, record what it
/// did in the transaction that it has left open.
struct CodeRun {
    Run& run;
    const PlanStep& step;
    const HistoryEntry* entry = nullptr;

    void operator()();

private:
    void run_journaled();
    void call();
    void record();
    void take_back() noexcept;
};

}  // namespace kiln::detail
