#pragma once
// What a PostgreSQL database consists of, by its catalogs.

#include "src/database/connection.hpp"
#include "src/database/version_table.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

/// An object, or what belongs to one.
struct CatalogEntry {
    std::string owner;  ///< the key of what it goes with, such as a column's table; may be empty
    std::string text;   ///< all that makes it what it is, as far as a script can change it
    /// The same of what else may be another on each server: owner, privileges, an extension's
    /// version, whether a materialized view has its rows.
    std::string deployed;
    // For who reads on: the server's numbers of what it is read with, and of itself; 0 for none.
    std::uint64_t root = 0;
    std::uint64_t own = 0;
};

/// By what messages call them: `table patient`, `column patient.phone`. Names of the schema public
/// have no schema. Left out are extensions' own objects, temporary ones and Kiln's tables; values
/// of sequences, statistics and where columns stand are no part of it.
using Catalog = std::map<std::string, CatalogEntry>;

struct CatalogDifference {
    enum class Kind : std::uint8_t { missing, left_over, changed };
    Kind kind = Kind::changed;
    std::string key;
    std::string owner;  ///< as the entry has it
    std::string was;    ///< these two of what changed
    std::string is;
};

/// What is missing, what is left over, what changed, each sorted; what goes with something that is
/// itself missing or left over is not told.
std::vector<CatalogDifference> compare_catalogs(const Catalog& was, const Catalog& is);
/// `column patient.phone: was 'text', is 'integer'`
std::string describe(const CatalogDifference& difference);

/// In one statement, which changes nothing; `version_table` is the name of Kiln's. Throws
/// kiln::Error.
Catalog read_catalog(Connection& connection, const std::string& version_table);

/// Reads the catalogs of one connection, again and again.
class CatalogReader {
public:
    /// Where the role may, it has the server note what is changed from here on: a schema
    /// `kiln_check` with two event triggers, which are no part of the catalog.
    explicit CatalogReader(Connection& connection,
                           const std::string& version_table = std::string(default_version_table));

    // Both throw kiln::Error where the server does not answer, and leave a transaction as it is.

    /// All of it.
    Catalog read();
    /// The same, of what is known of the last reading: of this or any before which all was rolled
    /// back. Reads what was changed since, and what says its name; all where that is not known.
    Catalog read(Catalog last, bool all_may_have_changed = false);

private:
    void ask(const std::string& sql, const std::function<void(Row)>& each_row = {});
    void read_into(Catalog& catalog, const std::string& sql);

    Connection& connection_;
    bool is_watched_ = false;
};

}  // namespace kiln::tool
