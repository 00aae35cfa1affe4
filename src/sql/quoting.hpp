#pragma once
// Names and texts in SQL: into their quotes, and out of them.

#include <string>
#include <string_view>

namespace kiln {

/// In double quotes, whatever it is.
std::string quoted_name(std::string_view name);

/// As SQLAlchemy writes it: in double quotes where it is not plain, or a keyword of SQLite's.
std::string name_in_sql(std::string_view name);

/// As a person writes it: capitals need no quotes either.
std::string readable_name(std::string_view name);

/// `'…'`
std::string string_in_sql(std::string_view text);

/// A name or text without its quotes, whichever they are; any other token as it is.
std::string unquoted(std::string_view token);

}  // namespace kiln
