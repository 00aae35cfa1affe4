#pragma once
// Revisions as real projects have them, for measurements and long chains in tests.

#include "tool/project/revision_file.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace kiln::test {

/// A linear chain of `count` reversible revisions of one or two statements each. Of 1,000: 202
/// CREATE TABLE, 299 ALTER TABLE ADD COLUMN, 266 CREATE INDEX, 228 INSERT, 167 UPDATE. The same
/// arguments give the same revisions on every platform.
std::vector<tool::RevisionFile> realistic_revisions(std::size_t count, std::uint64_t seed = 1);

/// The text of a revision's file; reading it gives the value again.
std::string revision_text(const tool::RevisionFile& file);

}  // namespace kiln::test
