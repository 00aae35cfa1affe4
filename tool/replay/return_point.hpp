#pragma once
// The way back for whoever tries more on a trial database.

#include "src/database/sqlite/handles.hpp"
#include "tool/replay/trial_database.hpp"

#include <optional>

namespace kiln::tool {

/// A state of a trial database to which it can return, any number of times, with all that is known
/// of it. Of several that there are, the last one ends first.
class ReturnPoint {
public:
    /// By a copy of all, for scripts that no transaction can undo. Ends the transaction.
    explicit ReturnPoint(TrialDatabase& database);
    /// By a transaction that begins here, behind a commit of what is open. It is open in the end.
    struct AtBegin {};
    ReturnPoint(TrialDatabase& database, AtBegin);
    /// By a savepoint in the transaction that is open, in which nothing but `first` ran. It runs
    /// again if a script ends that transaction.
    ReturnPoint(TrialDatabase& database, const Section& first);
    ReturnPoint(const ReturnPoint&) = delete;
    ReturnPoint& operator=(const ReturnPoint&) = delete;
    ~ReturnPoint();

    void go_back();
    /// What was done since, unless it was taken back.
    const Past& past() const { return past_; }

private:
    void begin_again();

    TrialDatabase& database_;
    bool at_begin_ = false;
    std::optional<sqlite::Connection> copy_;
    const Section* first_ = nullptr;
    Past past_;
};

}  // namespace kiln::tool
