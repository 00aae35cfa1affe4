#pragma once

#include <span>
#include <string>
#include <string_view>

namespace kiln::tool {

/// SHA-256 in lower-case hex of what makes a revision what it is once it has run: its id, its
/// parents and dependencies (as ids, in any order) and the SQL of its upgrade section with LF line
/// ends and without blank lines at its ends. Nothing else counts: not the downgrade, the message,
/// a label, the file's name or the dialect's name.
std::string revision_checksum(std::string_view revision,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on,
                              std::string_view upgrade_sql);

}  // namespace kiln::tool
