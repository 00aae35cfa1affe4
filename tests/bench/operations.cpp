// What Operations cost over SQLite's own calls: a million rows read and as many changed, as a
// revision in C++ does it.

#include "src/run/operations.hpp"
#include "src/database/connection.hpp"

#include <kiln/migrator.hpp>
#include <kiln/sqlite.hpp>

#include <sqlite3.h>

#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>

namespace {

constexpr const char* rows_sql = "SELECT id, name FROM t";
constexpr const char* change_sql = "UPDATE t SET name = ? WHERE id = ?";

/// A million rows in memory, in a transaction.
class Rows {
public:
    Rows() {
        sqlite3_open(":memory:", &db_);
        sqlite3_exec(db_,
                     "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT);"
                     "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                     "WHERE i < 1000000) INSERT INTO t SELECT i, 'name ' || i FROM n; BEGIN",
                     nullptr, nullptr, nullptr);
    }
    ~Rows() { sqlite3_close(db_); }
    sqlite3* get() const { return db_; }

private:
    sqlite3* db_ = nullptr;
};

void change_plainly(sqlite3* db) {
    sqlite3_stmt* rows = nullptr;
    sqlite3_stmt* change = nullptr;
    sqlite3_prepare_v2(db, rows_sql, -1, &rows, nullptr);
    sqlite3_prepare_v2(db, change_sql, -1, &change, nullptr);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(rows, 1));
        const std::string name(text, static_cast<std::size_t>(sqlite3_column_bytes(rows, 1)));
        sqlite3_bind_text(change, 1, name.data(), static_cast<int>(name.size()), SQLITE_TRANSIENT);
        sqlite3_bind_int64(change, 2, sqlite3_column_int64(rows, 0));
        if (sqlite3_step(change) != SQLITE_DONE) std::abort();
        sqlite3_reset(change);
    }
    sqlite3_finalize(rows);
    sqlite3_finalize(change);
}

void change(kiln::Operations& op) {
    for (const auto& row : op.query(rows_sql)) {
        op.execute(change_sql, row.get<std::string>(1), row.get<std::int64_t>(0));
    }
}

void a_million_rows_plainly(benchmark::State& state) {
    const Rows rows;
    for (auto _ : state) change_plainly(rows.get());
}
BENCHMARK(a_million_rows_plainly)->Unit(benchmark::kMillisecond);

void a_million_rows_by_operations(benchmark::State& state) {
    const Rows rows;
    const kiln::Options options;
    const auto connection = kiln::sqlite_code_driver().borrow(rows.get(), options);
    kiln::SectionRules rules;
    rules.is_code = true;
    for (auto _ : state) {
        kiln::detail::CodeCall run{*connection, &change, rules};
        kiln::detail::call_code(run);
        if (run.fault) std::abort();
    }
}
BENCHMARK(a_million_rows_by_operations)->Unit(benchmark::kMillisecond);

}  // namespace
