#pragma once
// What a statement uses that older versions of SQLite do not know, found by tokens.

#include "src/schema/tokens.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

struct SqliteFeature {
    std::string_view at;     ///< its first token, in the statement's text
    std::string name;        ///< "RETURNING", "the function iif()"
    int since = 0;           ///< as SQLITE_VERSION_NUMBER has it
    std::string function{};  ///< folded, if it is one: an application may have its own of that name
};

/// What a statement uses that SQLite 3.22 did not have, in the order of the text. A word that is a
/// name or a text there is none.
std::vector<SqliteFeature> features_of(std::string_view statement);

}  // namespace kiln::tool
