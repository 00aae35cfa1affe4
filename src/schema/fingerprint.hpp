#pragma once
// What a table looks like, in a few bytes: by them a database is recognized that nobody stamped.

#include "src/schema/schema.hpp"

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace kiln {

/// Of a table or view with its indexes and triggers, in 40 bits. Two are equal where the schemas
/// are: the order of columns, names of constraints and how things are written do not count.
using Fingerprint = std::uint64_t;
inline constexpr Fingerprint no_table = 0;

/// Of the table or view of that folded name.
Fingerprint fingerprint_of(const Schema& schema, const std::string& group);

/// How a table looks behind a revision that makes, changes or drops it.
struct TableVersion {
    std::uint32_t position = 0;  ///< of the revision
    Fingerprint fingerprint = no_table;

    bool operator==(const TableVersion&) const = default;
};

/// Of one table, ascending by position.
struct TableHistory {
    std::string table;  ///< as it was written when it was made
    std::vector<TableVersion> versions;

    bool operator==(const TableHistory&) const = default;
};

/// The fingerprints that revisions leave when they run one after the other.
class SchemaHistory {
public:
    SchemaHistory() = default;
    /// Goes on behind what left these tables, in this schema.
    SchemaHistory(std::vector<TableHistory> tables, const Schema& now);

    /// Behind the revision: `changed` are the folded names of all tables and views that may look
    /// otherwise than behind the one before. Shadow tables and Kiln's own are left out.
    void add(std::uint32_t position, const Schema& schema, const std::set<std::string>& changed);
    /// By name.
    std::vector<TableHistory> tables() const;

private:
    void add(std::uint32_t position, const Schema& schema, const std::string& table);

    std::map<std::string, TableHistory> tables_;
    /// What a table's foreign keys mean is another table's business too.
    std::map<std::string, std::set<std::string>> implied_parents_;
};

/// The form in which `table` has them: six bytes a version, and for the name its place in the
/// script that makes the table, or the name itself.
std::string packed(const std::vector<TableHistory>& tables, const MigrationTable& table);
/// Of table.fingerprints, which joined are what packed() gave; none where they are something else.
std::vector<TableHistory> unpacked(const MigrationTable& table);

}  // namespace kiln
