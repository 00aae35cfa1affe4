#pragma once

#include "tool/schema/schema.hpp"

struct sqlite3;

namespace kiln::tool {

/// The schema with single quotes around the strings that its tables and indexes have in double
/// ones, as databases of other programs may; SQLite reads both alike. `empty` is a database to make
/// them in, prepared as theirs is. What does not compile there is left as it is, as are views and
/// triggers, in whose bodies SQLite looks for no names.
Schema with_plain_strings(Schema schema, sqlite3* empty);

}  // namespace kiln::tool
