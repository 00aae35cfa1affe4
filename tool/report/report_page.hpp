#pragma once
// A project's revisions as one HTML file, for people to look at.

#include "tool/report/described_schema.hpp"

#include <kiln/diagnostic.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A section of a revision file, or the whole of one in C++.
struct ReportedSource {
    std::string title;  ///< the marker's line without its `-- kiln:`
    std::uint32_t line = 0;
    std::string text;
    bool is_code = false;
};

/// The schema behind a revision, as what differs from another one.
struct ReportedSchema {
    std::optional<std::uint32_t> from;  ///< behind that revision; none: from the empty one
    /// Each group that may differ (see Schema), as it is now; an empty one is gone.
    std::map<std::string, DescribedSchema> groups;
};

struct ReportedRevision {
    std::string revision;
    std::string message;
    std::string create_date;
    std::string file;  ///< without the folders that all have
    std::vector<std::uint32_t> down_revisions;
    std::vector<std::uint32_t> depends_on;
    std::vector<std::string> branch_labels;
    std::string min_compatible;
    bool is_frozen = false;
    bool is_irreversible = false;
    std::vector<ReportedSource> sources;
    std::vector<std::string> changes;  ///< of the schema, in words
    std::vector<Diagnostic> findings;
    /// None where that is not known: it does not run, or is not SQLite's.
    std::optional<ReportedSchema> schema;
};

struct ReportedProject {
    std::string title;
    std::vector<ReportedRevision> revisions;  ///< each behind what it needs
    std::vector<std::uint32_t> heads;
    std::vector<Diagnostic> findings;  ///< of no single revision
    std::vector<std::string> notes;    ///< what was not checked
    bool has_schemas = false;          ///< whether schemas are known at all
};

/// How a page names a script or style that it allows: `sha256-…`.
using HashOfSource = std::string (*)(std::string_view text);

/// The page. It loads nothing and names no absolute path; its bytes are those of the project. No
/// text of the project's can become markup or script.
std::string report_page(const ReportedProject& project, HashOfSource hash);

/// The line by which such a page is recognized: its first.
std::string_view report_page_begin();

}  // namespace kiln::tool
