#pragma once
// A revision file as values, each with its place.

#include <kiln/diagnostic.hpp>
#include <kiln/migration_table.hpp>
#include <kiln/plan.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A piece of header text with its place in the file.
struct Placed {
    std::string text;
    std::uint32_t line = 0;    ///< from 1
    std::uint32_t column = 0;  ///< in bytes, from 1
};

/// `-- kiln:allow K601: reason`: the rule is not applied to the section in which it stands.
struct Allow {
    Code rule{};
    std::string reason;
    std::uint32_t line = 0;
};

/// `-- kiln:upgrade [dialect…] [no-transaction]` and the SQL up to the next marker.
struct Section {
    Direction direction = Direction::upgrade;  ///< of a fixture too: it stands behind the upgrade
    std::vector<Dialect> dialects;             ///< as written; none means all
    bool no_transaction = false;
    std::uint32_t line = 0;      ///< of the marker
    std::string marker;          ///< the marker's line as written
    std::uint32_t sql_line = 0;  ///< of the first byte of `sql`
    /// LF line ends, without blank lines at its ends; empty or without a final line end.
    std::string sql;
    std::vector<Allow> allows;
    /// A function of a file in C++: its line, no SQL.
    bool is_code = false;
    std::string code_of{};  ///< its revision
    /// Of a fixture for such a file: where it stands; empty in any other.
    std::string file{};
};

/// One revision file.
struct RevisionFile {
    std::string path;  ///< as the caller named its folder, a slash, and the file's name
    Placed revision;
    std::vector<Placed> down_revisions;
    std::vector<Placed> depends_on;
    std::vector<Placed> branch_labels;
    Placed min_compatible;  ///< an id; empty where there is none
    std::string message;
    std::string create_date;
    std::uint32_t down_revision_line = 0;
    std::vector<Section> sections;
    /// `-- kiln:fixture [dialect…]`: rows for the checks, never baked and in no checksum.
    std::vector<Section> fixtures;
    std::string header;  ///< the file's text up to the end of the header
    bool is_code = false;
    /// Of one in C++: the preprocessing tokens behind the header, each followed by a NUL.
    std::string code;
    /// Fixtures for the file in C++ of that revision, and nothing else.
    bool is_fixture = false;

    /// The text of a header, marker or section line, for diagnostics; empty for any other line, and
    /// for one above max_source_line.
    std::string source_line(std::uint32_t line) const;
    /// The section or fixture that the line is in, its marker included.
    const Section* section_at(std::uint32_t line) const;
    /// The section that counts for `dialect`: one that names it, else one that names none.
    const Section* section(Direction direction, Dialect dialect) const;
    const Section* fixture(Dialect dialect) const;
    /// Where that section stands.
    const std::string& path_of(const Section& section) const {
        return section.file.empty() ? path : section.file;
    }
    /// A place in this file.
    Location location(const Placed& placed) const { return {path, placed.line, placed.column}; }

private:
    std::string_view whole_line(std::uint32_t line) const;
};

}  // namespace kiln::tool
