#pragma once
// Diagnostics as they are built, and the revisions that they speak of.

#include "src/text/hint.hpp"
#include "src/text/message.hpp"

#include <kiln/diagnostic.hpp>
#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kiln {

/// An error without a place.
Diagnostic diagnose(Code code, std::string message, Hint hint = {});
/// An error in a file, or of a file as a whole.
Diagnostic diagnose_at(Location location, Code code, std::string message, Hint hint = {});

/// A note without a place. (GCC 12 says of `{{}, text}` that it may be used uninitialized.)
Note note_of(std::string message);

void set_hint(Diagnostic& diagnostic, const Hint& hint);

/// `'3f2a' (3f2a_user.sql)`.
std::string name_with_file(const Migration& migration);
/// `'a', 'b' and 'c'`; of a long list the first few and how many more there are.
std::string enumerate(std::span<const std::string> ids, std::string_view conjunction = "and");

/// One note a revision: `<prefix> '3f2a' (3f2a_user.sql)`; of thousands the first twenty and how
/// many more there are.
std::vector<Note> revision_notes(const MigrationTable& table,
                                 std::span<const std::uint32_t> positions,
                                 const std::string& prefix);

}  // namespace kiln
