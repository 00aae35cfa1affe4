#include "tool/replay/canary_probe.hpp"

#include "src/sql/quoting.hpp"

#include <sqlite3.h>

namespace kiln::tool {
namespace {

constexpr const char* probe_table = "temp.kiln_canary_probe";

}  // namespace

CanaryProbe::CanaryProbe(sqlite3* db, const CanaryTable& table)
    : connection_(sqlite::Connection::borrow(db)), table_(table), questions_(table.checks.size()) {
    if (table.checks.empty()) return;
    const std::string create =
        std::string("CREATE TABLE ") + probe_table + " " + table.bare_columns;
    is_there_ = connection_.execute(create.c_str()) == SQLITE_OK;
    if (!is_there_) return;
    std::string names;
    std::string values;
    for (const CanaryColumn& column : table.columns) {
        names += (names.empty() ? "" : ", ") + quoted_name(column.name);
        values += values.empty() ? "?" : ", ?";
    }
    insert_.prepare(connection_, std::string("INSERT INTO ") + probe_table + " (" + names +
                                     ") VALUES (" + values + ")");
    remove_.prepare(connection_, std::string("DELETE FROM ") + probe_table);
}

CanaryProbe::~CanaryProbe() {
    if (!is_there_) return;
    insert_.finalize();
    remove_.finalize();
    questions_.clear();
    connection_.execute((std::string("DROP TABLE ") + probe_table).c_str());
}

bool CanaryProbe::put(const std::vector<CanaryValue>& row) {
    if (!is_there_) return true;
    remove_.run();
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
        bind_canary(insert_.get(), static_cast<int>(i) + 1, row[i]);
    }
    return insert_.run() == SQLITE_OK;
}

bool CanaryProbe::holds(std::size_t check) {
    if (!is_there_) return true;
    sqlite::Statement& query = question(check);
    if (!query.is_prepared()) return true;
    const int result = query.step();
    // NULL is no fault.
    const bool holds =
        result == SQLITE_ROW && (query.type(0) == SQLITE_NULL || query.number(0) != 0);
    query.reset();
    return holds;
}

CanaryValue CanaryProbe::value(const std::string& expression) {
    sqlite::Statement query;
    const std::string sql = "SELECT " + expression + " FROM " + probe_table;
    if (query.prepare(connection_, sql) != SQLITE_OK || query.step() != SQLITE_ROW) {
        return std::monostate{};
    }
    return canary_of(sqlite3_column_value(query.get(), 0));
}

sqlite::Statement& CanaryProbe::question(std::size_t check) {
    auto& query = questions_[check];
    if (!query) {
        query = std::make_unique<sqlite::Statement>();
        query->prepare(connection_,
                       "SELECT (" + table_.checks[check].sql + ") AND 1 FROM " + probe_table);
    }
    return *query;
}

}  // namespace kiln::tool
