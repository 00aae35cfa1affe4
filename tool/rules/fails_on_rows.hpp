#pragma once
// K601: what runs on empty tables and fails on rows.

#include "tool/replay/passage.hpp"

namespace kiln::tool {

/// Where rows made a section fail (see Refusal), or it leaves rows that violate a foreign key.
class FailsOnRows : public Inspector {
public:
    void inspect(const Passage& passage, std::vector<Diagnostic>& found) override;
};

Diagnostic fails_on_rows(const RevisionFile& file, const Section& section, const Refusal& refusal);

}  // namespace kiln::tool
