#pragma once
// What a PostgreSQL database consists of, by its catalogs.

#include "src/database/connection.hpp"

#include <map>
#include <string>
#include <vector>

namespace kiln::tool {

/// An object, or what belongs to one.
struct CatalogEntry {
    std::string owner;  ///< the key of what it goes with, such as a column's table; may be empty
    std::string text;   ///< all that makes it what it is, as far as a script can change it
};

/// By what messages call them: `table patient`, `column patient.phone`. Names of the schema public
/// have no schema. Left out are extensions' own objects, temporary ones and Kiln's tables; values
/// of sequences, statistics and where columns stand are no part of it.
using Catalog = std::map<std::string, CatalogEntry>;

/// Reads the catalogs of one connection, again and again.
class CatalogReader {
public:
    explicit CatalogReader(Connection& connection) : connection_(connection) {}
    /// Throws kiln::Error where the server does not answer. Leaves a transaction as it is.
    Catalog read();

private:
    Connection& connection_;
    bool is_prepared_ = false;
};

/// Sorted; what goes with something that is itself missing or left over is not told.
std::vector<std::string> catalog_differences(const Catalog& was, const Catalog& is);

}  // namespace kiln::tool
