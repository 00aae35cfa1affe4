// The part of a Run that makes a new database from the table's snapshot.

#include "src/database/script.hpp"
#include "src/run/record.hpp"
#include "src/run/run.hpp"
#include "src/run/script_text.hpp"
#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"

#include <algorithm>

namespace kiln {

/// Behind begin(), with the steps that are to run.
bool Run::takes_snapshot() {
    if (!options_.snapshot || table_.snapshot.empty()) return false;
    if (connection_.dialect() != Dialect::sqlite || !connection_.traits().answers) return false;
    const bool is_to_the_heads = rows_.empty() && steps_.size() == table_.migrations.size() &&
                                 steps_.front().direction == Direction::upgrade;
    return is_to_the_heads && store_.is_new();
}

/// All steps in the transaction that is open: the first one's script stands for all of them.
void Run::run_snapshot() {
    for (PlanStep& step : steps_) step.direction = Direction::snapshot;
    std::vector<HistoryEntry> entries;
    entries.reserve(steps_.size());
    for (; next_ < steps_.size(); ++next_) entries.push_back(run_step());
    require_transaction(connection_, state_);
    refuse_new_violations();
    write(entries, tracker_->rows());
    refuse_stop(connection_, options_);
    commit(connection_, options_, state_);
}

void Run::run_snapshot_script() {
    require_transaction(connection_, state_);
    if (next_ > 0) return;
    const ScriptText text(table_.snapshot);
    ScriptOptions rules;
    rules.statement_deadline = options_.statement_deadline;
    rules.stop = options_.stop;
    const auto fault = kiln::run_script(connection_, text.view(), rules);
    if (!fault) return;
    if (fault->reason == Reason::stopped) throw stopped_error(connection_.name());
    const Code code = script_code(*fault);
    Hint hint = hint_for(code);
    if (code == Code::script_failed) {
        hint =
            "set Options::snapshot to false: then the revisions run one by one, and the one "
            "that fails is named";
    }
    if (!fault->hint.empty()) hint = fault->hint;
    throw make_error(code,
                     "cannot make " + connection_.name() +
                         " from the snapshot of all revisions: " + fault->message,
                     hint);
}

}  // namespace kiln
