#pragma once
// The statement at which a finding belongs, looked for while the section runs again.

#include "tool/replay/passage.hpp"

#include <kiln/diagnostic.hpp>

#include <cstddef>
#include <optional>
#include <vector>

struct sqlite3;

namespace kiln::tool {

/// The one behind which what was found is so, and stays so to the end.
class PlaceSearch {
public:
    PlaceSearch(const std::vector<SoughtPlace>& sought, const RevisionFile& file,
                const Section& section)
        : sought_(sought), file_(file), section_(section), since_(sought.size()) {}

    /// Behind each statement.
    void look(sqlite3* db, std::size_t offset);
    /// In the end.
    void place(std::vector<Diagnostic>& found) const;

private:
    const std::vector<SoughtPlace>& sought_;
    const RevisionFile& file_;
    const Section& section_;
    std::vector<std::optional<std::size_t>> since_;
};

}  // namespace kiln::tool
