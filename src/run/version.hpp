#pragma once
// Where a database stands, and whether what ran there is what this program carries.

#include "src/database/version_store.hpp"

#include <kiln/diagnostic.hpp>
#include <kiln/migration_table.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// The rows of the version table, sorted; none if there is no such table. Throws K407 where the log
/// of this table's revisions says that there must be some.
std::vector<std::string> read_version(VersionStore& store, const MigrationTable& table);

/// The SQL of a revision for a dialect. Throws K402 if the table was baked without the dialect.
const DialectScripts& scripts_of(const Migration& migration, Dialect dialect);

/// Of a line that Kiln 0.1.0 wrote: over bytes, which nobody compares any more. Newer ones say
/// first, before a colon, what they are over.
inline bool is_over_bytes(std::string_view checksum_in_log) {
    return !checksum_in_log.empty() && checksum_in_log.find(':') == std::string_view::npos;
}

/// K404 for each applied revision whose checksum is not the one in the log's latest row about it.
/// What the log does not know (another program applied it) is not checked.
std::vector<Diagnostic> changed_checksums(VersionStore& store, const MigrationTable& table,
                                          std::span<const std::uint32_t> rows);

/// Those of `revisions` of which the log's latest row does not hold the baked checksum.
std::vector<std::string> unrecorded(VersionStore& store, const MigrationTable& table,
                                    std::span<const std::string> revisions);

}  // namespace kiln
