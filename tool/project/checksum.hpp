#pragma once

#include <kiln/dialect.hpp>

#include <span>
#include <string>
#include <string_view>

namespace kiln::tool {

/// `t1:` and the SHA-256 in lower-case hex of what makes a revision what it is once it has run: its
/// id, its parents and dependencies (as ids, in any order) and the tokens of its upgrade section as
/// the dialect reads them, each to the byte. Nothing else counts: not the layout, comments (but
/// those that MySQL executes or takes hints from) and semicolons that end nothing, not the
/// downgrade, the message, a label, the file's name or the dialect's name.
std::string revision_checksum(std::string_view revision,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on,
                              std::string_view upgrade_sql, Dialect dialect);

}  // namespace kiln::tool
