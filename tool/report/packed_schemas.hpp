#pragma once
// The schemas of a page, for the script in it that draws them.

#include "tool/report/report_page.hpp"

#include <string>

namespace kiln::tool {

/// JSON: an array, in which each revision has `null`, or `[from, groups]`. `from` is the revision
/// whose schema this one goes on from, -1 for the empty one; a group is `[name, begin, count,
/// item…]`: of what it holds, `count` items from `begin` on give way to these. One without items is
/// gone. An item is one of
///
///     ["t", name]                                          a table, first in its group
///     ["w", name, sql]                                     a view, likewise
///     ["c", name, type, keys, not null, default or null]   a column; keys as "PK FK"
///     ["f", columns, table, columns, may be NULL, one]     a foreign key; one: a parent has one
///     ["i", name, unique, columns]                         an index; null for an expression
///     ["g", name, sql]                                     a trigger
///
/// Fit for a script element.
std::string packed_schemas(const ReportedProject& project);

}  // namespace kiln::tool
