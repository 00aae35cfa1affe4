#pragma once
// Rows tried against the checks of a table, one check alone.

#include "src/database/sqlite/handles.hpp"
#include "tool/replay/canary_table.hpp"
#include "tool/replay/canary_value.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

struct sqlite3;

namespace kiln::tool {

/// In a temporary table that has the columns and nothing else: no key is in the way.
class CanaryProbe {
public:
    CanaryProbe(sqlite3* db, const CanaryTable& table);
    CanaryProbe(const CanaryProbe&) = delete;
    CanaryProbe& operator=(const CanaryProbe&) = delete;
    ~CanaryProbe();

    /// The row that is asked about from here on; false where its types do not fit.
    bool put(const std::vector<CanaryValue>& row);
    /// True also where the check itself cannot be read.
    bool holds(std::size_t check);
    /// Of an expression over its columns; NULL where that cannot be computed.
    CanaryValue value(const std::string& expression);

private:
    sqlite::Statement& question(std::size_t check);

    sqlite::Connection connection_;
    const CanaryTable& table_;
    bool is_there_ = false;
    sqlite::Statement insert_;
    sqlite::Statement remove_;
    std::vector<std::unique_ptr<sqlite::Statement>> questions_;
};

}  // namespace kiln::tool
