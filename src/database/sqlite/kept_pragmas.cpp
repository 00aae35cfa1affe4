#include "src/database/sqlite/kept_pragmas.hpp"

#include "src/database/sqlite/handles.hpp"
#include "src/text/letter_case.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>

namespace kiln {
namespace {

/// Those of a connection that SQLite reads back as it takes them. The settings that a run switches
/// off (foreign_keys among them) the database puts back itself.
constexpr std::array<std::string_view, 29> of_connections{"analysis_limit",
                                                          "automatic_index",
                                                          "busy_timeout",
                                                          "cache_size",
                                                          "cache_spill",
                                                          "cell_size_check",
                                                          "checkpoint_fullfsync",
                                                          "count_changes",
                                                          "empty_result_callbacks",
                                                          "full_column_names",
                                                          "fullfsync",
                                                          "ignore_check_constraints",
                                                          "journal_size_limit",
                                                          "legacy_alter_table",
                                                          "locking_mode",
                                                          "max_page_count",
                                                          "mmap_size",
                                                          "query_only",
                                                          "read_uncommitted",
                                                          "recursive_triggers",
                                                          "reverse_unordered_selects",
                                                          "secure_delete",
                                                          "short_column_names",
                                                          "synchronous",
                                                          "temp_store",
                                                          "threads",
                                                          "trusted_schema",
                                                          "wal_autocheckpoint",
                                                          "writable_schema"};

}  // namespace

void KeptPragmas::keep(std::string_view name) {
    const auto* const known =
        std::find_if(of_connections.begin(), of_connections.end(),
                     [&](std::string_view each) { return equal_ignoring_case(each, name); });
    if (known == of_connections.end()) return;
    const std::string kept(*known);
    if (std::any_of(former_.begin(), former_.end(),
                    [&](const auto& former) { return former.first == kept; })) {
        return;
    }
    sqlite::Statement value;
    if (value.prepare(sqlite::Connection::borrow(db_), "PRAGMA " + kept) != SQLITE_OK) return;
    if (value.step() == SQLITE_ROW && value.type(0) != SQLITE_NULL) {
        former_.emplace_back(kept, value.text(0));
    }
}

KeptPragmas::~KeptPragmas() {
    for (const auto& [name, value] : former_) {
        std::string sql = "PRAGMA ";
        sql += name;
        sql += " = ";
        sql += value;
        sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
    }
}

}  // namespace kiln
