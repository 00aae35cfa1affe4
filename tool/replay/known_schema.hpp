#pragma once
// The schema of a trial database, known without asking it.

#include "tool/replay/changes.hpp"
#include "tool/schema/schema.hpp"

#include <cstddef>

namespace kiln::tool {

class KnownSchema {
public:
    explicit KnownSchema(Schema schema);

    const Schema& schema() const { return schema_; }
    std::size_t views_and_triggers() const { return views_and_triggers_; }

    /// Puts `now`, the groups that `changes` names and no others, in the place of the same; these
    /// come back.
    Schema replace(Schema now, const Changes& changes);

private:
    Schema schema_;
    std::size_t views_and_triggers_;
};

}  // namespace kiln::tool
