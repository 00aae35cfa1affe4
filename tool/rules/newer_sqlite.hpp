#pragma once
// What the oldest SQLite at a customer's cannot run.

#include "tool/replay/passage.hpp"

#include <vector>

namespace kiln::tool {

/// K607: a statement uses what SQLite learned behind `minimum` (as SQLITE_VERSION_NUMBER has it).
class NewerSqlite : public Inspector {
public:
    explicit NewerSqlite(int minimum) : minimum_(minimum) {}
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override;

private:
    int minimum_;
};

}  // namespace kiln::tool
