#include "tests/fault/snapshot.hpp"

#include "src/plan/version_rows.hpp"
#include "tests/support/database_file.hpp"

#include <exception>
#include <sstream>

namespace kiln::fault {
namespace {

constexpr const char* soundness =
    "PRAGMA integrity_check; PRAGMA foreign_key_check; PRAGMA journal_mode";

constexpr const char* schema =
    "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY name, type";

constexpr const char* tables =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";

std::string rows_of(const support::TestConnection& connection, const std::string& table) {
    const bool is_log = table == "kiln_history";
    const std::string columns =
        is_log ? "sequence, revision, direction, checksum, applied_by" : "*";
    return connection.run("SELECT " + columns + " FROM \"" + table + '"');
}

}  // namespace

Snapshot snapshot_of(const std::string& file) try {
    const support::TestConnection connection(file);
    Snapshot snapshot{{"soundness", connection.run(soundness)}, {"schema", connection.run(schema)}};
    std::istringstream names(connection.run(tables));
    for (std::string table; names >> table;) snapshot[table] = rows_of(connection, table);
    return snapshot;
} catch (const std::exception& error) {
    return {{"unreadable", error.what()}};
}

std::string describe(const Snapshot& half, std::span<const Snapshot> states) {
    std::string text;
    for (const auto& [part, content] : half) {
        text += (text.empty() ? "" : "; ") + part;
        std::string fits;
        for (std::size_t i = 0; i < states.size(); ++i) {
            const auto found = states[i].find(part);
            if (found == states[i].end() || found->second != content) continue;
            fits += (fits.empty() ? " as in state " : ", ") + std::to_string(i);
        }
        text += fits.empty() ? " as in none: " + content.substr(0, 200) : fits;
    }
    return text;
}

}  // namespace kiln::fault
