#pragma once
// What a database on a server consists of, as far as revisions can change it.

#include <cstdint>
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

/// By what messages call them: `table patient`, `column patient.phone`. Left out are temporary
/// objects and Kiln's tables; values of sequences, statistics and where columns stand are no part
/// of it.
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

}  // namespace kiln::tool
