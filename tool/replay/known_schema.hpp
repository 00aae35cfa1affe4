#pragma once
// The schema of a trial database, known without asking it.

#include "tool/replay/changes.hpp"
#include "tool/schema/mentions.hpp"
#include "tool/schema/schema.hpp"

#include <set>
#include <utility>

namespace kiln::tool {

class KnownSchema {
public:
    explicit KnownSchema(Schema schema);

    const Schema& schema() const { return schema_; }
    const Mentions& mentions() const { return mentions_; }
    /// What does not compile, as whoever asks behind each upgrade has told.
    const std::set<Dependent>& broken() const { return broken_; }
    void set_broken(std::set<Dependent> broken) { broken_ = std::move(broken); }

    /// Puts `now`, the groups that `changes` names and no others, in the place of the same; these
    /// come back.
    Schema replace(Schema now, const Changes& changes);

private:
    Schema schema_;
    Mentions mentions_;
    std::set<Dependent> broken_;
};

}  // namespace kiln::tool
