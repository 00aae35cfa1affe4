#pragma once
// What the oldest SQLite at a customer's cannot run.

#include "tool/replay/passage.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace kiln::tool {

/// K607: a statement uses what SQLite learned behind `minimum` (as SQLITE_VERSION_NUMBER has it).
class NewerSqlite : public Inspector {
public:
    explicit NewerSqlite(int minimum) : minimum_(minimum) {}
    /// A function that the application brings itself, under whatever name, is there.
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override;

private:
    const std::set<std::string>& own_functions(sqlite3* db);

    int minimum_;
    std::optional<std::set<std::string>> own_functions_;  // folded, once they were asked for
};

}  // namespace kiln::tool
