#pragma once
// frozen.txt: the revisions that were released, and what they were. One in each folder of
// revisions.

#include "src/graph/graph.hpp"
#include "tool/project/revision_file.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace kiln::tool {

/// What these files say. Each line is `revision checksum`, one for each distinct checksum of the
/// dialects that the revision has a section for. Their order and repetition mean nothing.
struct Frozen {
    struct Line {
        std::string checksum;
        Location place;
    };
    std::map<std::string, std::vector<Line>> lines;  ///< by revision

    bool is_frozen(const RevisionFile& file) const {
        return lines.find(file.revision.text) != lines.end();
    }
    std::set<std::string> revisions() const;
};

/// Of folders of revisions. A folder without such a file freezes nothing. K153 for each line that
/// is none.
Frozen read_frozen(std::span<const std::string> directories, std::vector<Diagnostic>& diagnostics);

/// K340 for each frozen revision that has changed, K341 for each that is gone. Needs a graph
/// without faults.
std::vector<Diagnostic> check_frozen(const Frozen& frozen, std::span<const RevisionFile> files,
                                     const Graph& graph);

/// Adds to the frozen.txt of its folder each revision of `which` (one flag a revision, in the order
/// of the graph) that is not frozen yet. Says how many, by file. Throws K516.
std::map<std::string, std::size_t> freeze(const Frozen& frozen, std::span<const RevisionFile> files,
                                          const Graph& graph, const std::vector<bool>& which);

}  // namespace kiln::tool
