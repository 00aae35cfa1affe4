// What a run says when it fails: the place in the revision file, and the state of the database.

#include "src/database/sqlite/failure.hpp"
#include "src/run/run.hpp"
#include "src/text/message.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln {
namespace {

/// How many revisions are named one by one.
constexpr std::size_t most_steps = 4;

void locate(Diagnostic& diagnostic, const Script& script, std::string_view sql,
            std::size_t offset) {
    offset = std::min(offset, sql.size());
    const std::string_view before = sql.substr(0, offset);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const std::size_t last = before.rfind('\n');
    const std::size_t start = last == std::string_view::npos ? 0 : last + 1;
    diagnostic.location.line = script.line + static_cast<std::uint32_t>(lines);
    diagnostic.location.column = static_cast<std::uint32_t>(offset - start + 1);
    diagnostic.source_line = sql.substr(start, sql.find('\n', start) - start);
}

std::string joined(const Script& script) {
    std::string sql;
    for (const Text& piece : script.pieces) sql.append(piece.data(), piece.size());
    return sql;
}

/// "revision 'a'", "revisions 'a', 'b'", "10 revisions, from 'a' to 'j',"
std::string names_of(std::span<const ReportStep> steps) {
    if (steps.size() == 1) return "revision " + quote(steps[0].revision);
    if (steps.size() > most_steps) {
        return std::to_string(steps.size()) + " revisions, from " + quote(steps.front().revision) +
               " to " + quote(steps.back().revision) + ",";
    }
    std::string text = "revisions ";
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i != 0) text += ", ";
        text += quote(steps[i].revision);
    }
    return text;
}

}  // namespace

std::string Run::state() const {
    std::string text;
    if (committed_ > 0) {
        const std::span<const ReportStep> done(report_.steps.data(), committed_);
        text = names_of(done) + (done.size() == 1 ? " stays " : " stay ") +
               (done.front().direction == Direction::upgrade ? "applied" : "taken back");
    }
    if (!text.empty()) text += ", ";
    if (database_.is_in_doubt()) return text + "this commit may have taken effect all the same";
    if (committed_by_others_ && committed_ < report_.steps.size()) {
        const std::span<const ReportStep> ran(report_.steps);
        return text + "what " + names_of(ran.subspan(committed_)) +
               " did was committed without its record";
    }
    if (alone_ == Alone::began) {
        return text + "what " + quote(steps_[next_].revision) +
               " did before the fault stays: it has no transaction";
    }
    if (alone_ == Alone::ended) {
        return text + "revision " + quote(report_.steps.back().revision) +
               " ran outside of a transaction and is not recorded";
    }
    if (text.empty()) return "nothing was changed";
    const std::size_t rolled_back = in_transaction_ ? begun_ - first_ : 0;
    if (rolled_back == 1) return text + quote(steps_[first_].revision) + " was rolled back";
    if (rolled_back > 1) return text + std::to_string(rolled_back) + " more were rolled back";
    return text + "nothing else was changed";
}

Error Run::with_state(const Error& error) const {
    if (callback_runs_) return error;
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    const std::string now = "; " + state();
    for (Diagnostic& diagnostic : diagnostics) {
        const int number = number_of(diagnostic.code);
        if (number < 300 || number >= 500) continue;
        diagnostic.message += now;
        if (alone_ == Alone::ended && diagnostic.code != Code::new_violations &&
            report_.steps.back().direction == Direction::upgrade) {
            diagnostic.hint = "it ran to its end, so record it before the next run: kiln stamp " +
                              report_.steps.back().revision;
        }
    }
    return Error(std::move(diagnostics));
}

Error Run::script_error(const PlanStep& step, const ScriptFault& fault) const {
    const bool by_sqlite = fault.code == Code::upgrade_failed;
    const Migration& migration = table_.migrations[step.position];
    const bool upgrade = step.direction == Direction::upgrade;
    Diagnostic diagnostic;
    diagnostic.code = by_sqlite ? script_code_of(fault.sqlite_code) : fault.code;
    diagnostic.location.file = std::string(migration.file);
    locate(diagnostic, script_of(step), joined(script_of(step)), fault.offset);
    diagnostic.message = (upgrade ? "cannot upgrade to " : "cannot downgrade ") +
                         quote(step.revision) + ": " + fault.message;
    diagnostic.hint = fault.hint;
    if (diagnostic.hint.empty()) {
        const std::string mend =
            "mend the SQL in " + quote(diagnostic.location.file) + " and build again";
        if (by_sqlite && diagnostic.code != Code::script_failed) {
            diagnostic.hint = hint_for(diagnostic.code);
        } else if (alone_ == Alone::began && upgrade) {
            diagnostic.hint =
                "undo by hand what it did, mend the SQL and build again; or finish "
                "it by hand and run: kiln stamp " +
                step.revision;
        } else if (upgrade && (fault.message.ends_with(" already exists") ||
                               fault.message.starts_with("duplicate column name"))) {
            diagnostic.hint = "if the database had it before Kiln came, run: kiln stamp " +
                              step.revision + "; else " + mend;
        } else {
            diagnostic.hint = mend;
        }
    }
    return Error(std::move(diagnostic));
}

}  // namespace kiln
