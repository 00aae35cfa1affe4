#pragma once
// What tables and views are and hold, as digests.

#include "tool/replay/changes.hpp"
#include "tool/replay/packing.hpp"
#include "tool/replay/trial_database.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

namespace kiln::tool {

/// Of the groups of one database, each made once, until a change of it is told.
class GroupDigests {
public:
    /// `database` must outlive it.
    explicit GroupDigests(const TrialDatabase& database) : database_(database) {}

    /// Of its objects, rows and counter; empty where that cannot be told.
    const std::string& of(const std::string& table);
    void forget(const Changes& changes);
    void forget_all() { digests_.clear(); }

    /// All that statements of these words can see of the part (see reached_part()), and no other
    /// database's part that says anything else has the same. False where that cannot be told.
    bool pack(Packer& out, const std::set<std::string>& part, const std::set<std::string>& words);

private:
    const TrialDatabase& database_;
    std::map<std::string, std::string> digests_;
};

/// Short, and another one for whatever is not the same.
std::string short_digest(std::string_view bytes);

}  // namespace kiln::tool
