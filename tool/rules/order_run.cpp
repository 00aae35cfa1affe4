#include "tool/rules/order_run.hpp"

#include "src/text/letter_case.hpp"
#include "tool/replay/change_watch.hpp"
#include "tool/replay/trial_clock.hpp"
#include "tool/schema/scratch_database.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <variant>

namespace kiln::tool {
namespace {

std::vector<std::vector<CellValue>> cells_by_name(const TableRows& table) {
    std::vector<std::size_t> columns(table.columns.size());
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    std::ranges::sort(columns, {}, [&](std::size_t i) { return folded(table.columns[i].name); });
    std::vector<std::vector<CellValue>> rows;
    for (const TableRows::TableRow& row : table.rows) {
        std::vector<CellValue>& cells = rows.emplace_back();
        for (const std::size_t column : columns) cells.push_back(row.values[column]);
    }
    std::sort(rows.begin(), rows.end());
    return rows;
}

}  // namespace

OrderRun::OrderRun(TrialDatabase& database, std::span<const RevisionFile* const> all,
                   const std::set<std::string>* fixture_tables)
    : database_(database), fixture_tables_(fixture_tables) {
    bool is_undone_by_transaction = true;
    for (const RevisionFile* file : all) {
        const Section* section = file->section(Direction::upgrade, Dialect::sqlite);
        if (section == nullptr) continue;
        words_.merge(words_of(*section, database.schema()));
        if (section->no_transaction) is_undone_by_transaction = false;
    }
    if (is_undone_by_transaction) {
        start_.emplace(database_, ReturnPoint::AtBegin{});
    } else {
        start_.emplace(database_);
    }
    references_.learn(database_.schema());
}

OrderRun::~OrderRun() {
    start_->go_back();
    start_.reset();
    database_.roll_back();
}

OrderRun::Outcome OrderRun::run(std::span<const RevisionFile* const> order, bool on_rows,
                                const std::set<std::string>& tables) {
    start_->go_back();
    if (on_rows) fill();
    Outcome outcome;
    for (const RevisionFile* file : order) {
        const Section* section = file->section(Direction::upgrade, Dialect::sqlite);
        if (section == nullptr) continue;
        const TrialClock clock(0);
        auto ran = database_.run(*file, *section);
        if (auto* fault = std::get_if<Fault>(&ran)) {
            outcome.fault = std::move(*fault);
            outcome.failed = file;
            return outcome;
        }
        run_fixture(*file);
    }
    outcome.schema = database_.schema();
    for (const std::string& table : tables) {
        if (find_table(outcome.schema, table) == nullptr) continue;
        if (is_shadow_table(outcome.schema, table)) continue;
        if (const auto rows = read_rows(database_.handle(), table)) {
            outcome.rows.emplace(table, cells_by_name(*rows));
        }
    }
    return outcome;
}

/// Its faults are told of elsewhere.
void OrderRun::run_fixture(const RevisionFile& file) {
    const Section* fixture = file.fixture(Dialect::sqlite);
    if (fixture_tables_ == nullptr || fixture == nullptr) return;
    database_.run(file, *fixture);
}

void OrderRun::fill() {
    std::set<std::string> tables = references_.reached(words_, database_.schema());
    std::erase_if(tables, [&](const std::string& table) {
        return is_own_table(table) || find_table(database_.schema(), table) == nullptr ||
               (fixture_tables_ != nullptr && fixture_tables_->count(table) > 0);
    });
    canary_rows_.fill(database_.handle(), database_.schema(), tables, CanaryRows::Kind::ordinary,
                      0);
}

}  // namespace kiln::tool
