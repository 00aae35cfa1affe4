#pragma once
// Revisions in one order and another, from one state.

#include "tool/replay/canary_rows.hpp"
#include "tool/replay/references.hpp"
#include "tool/replay/return_point.hpp"
#include "tool/replay/table_rows.hpp"
#include "tool/replay/trial_database.hpp"

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// The state of a database from which orders are tried; it is as it was when this ends.
class OrderRun {
public:
    struct Outcome {
        std::optional<Fault> fault;
        const RevisionFile* failed = nullptr;
        Schema schema;
        /// Of each table the rows, sorted, and their cells by the names of the columns: how
        /// revisions ordered them does not count, nor rowids that no column shows.
        std::map<std::string, std::vector<std::vector<CellValue>>> rows;
    };

    /// `all`: whatever will be run. `fixture_tables`: those that hold rows of fixtures; none where
    /// fixtures are left out.
    OrderRun(TrialDatabase& database, std::span<const RevisionFile* const> all,
             const std::set<std::string>* fixture_tables);
    OrderRun(const OrderRun&) = delete;
    OrderRun& operator=(const OrderRun&) = delete;
    ~OrderRun();

    /// `tables`: whose rows are looked at; all that the revisions can reach get some before, if
    /// `on_rows`.
    Outcome run(std::span<const RevisionFile* const> order, bool on_rows,
                const std::set<std::string>& tables);

private:
    void fill();
    void run_fixture(const RevisionFile& file);

    TrialDatabase& database_;
    const std::set<std::string>* fixture_tables_;
    std::set<std::string> words_;
    References references_;
    CanaryRows canary_rows_;
    std::optional<ReturnPoint> start_;
};

}  // namespace kiln::tool
