#pragma once

#include "tests/fault/trigger.hpp"

namespace kiln::fault {

/// Lets SQLite's allocations pass `trigger`, once it is given one. Once a process, before anything
/// else of SQLite is called. SQLite's lookaside memory is off from then on: it hides nine
/// allocations of ten.
void install_failing_memory();

/// Null: no allocation fails. SQLite must not be at work in another thread.
void let_allocations_pass(Trigger* trigger);

}  // namespace kiln::fault
