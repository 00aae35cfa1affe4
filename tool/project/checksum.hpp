#pragma once

#include "tool/project/revision_file.hpp"

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

/// The same of a revision in C++, whose tokens (RevisionFile::code) all count, on every dialect.
std::string code_checksum(std::string_view revision,
                          std::span<const std::string_view> down_revisions,
                          std::span<const std::string_view> depends_on, std::string_view code);

/// Of that revision file, in which `section` is the upgrade that counts; null: there is none.
std::string revision_checksum(const RevisionFile& file, const Section* section,
                              std::span<const std::string_view> down_revisions,
                              std::span<const std::string_view> depends_on, Dialect dialect);

}  // namespace kiln::tool
