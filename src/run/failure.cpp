#include "src/run/failure.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "src/text/text_place.hpp"

#include <kiln/codes.hpp>

#include <span>
#include <string_view>
#include <utility>

namespace kiln {
namespace {

/// How many revisions are named one by one.
constexpr std::size_t most_steps = 4;

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

using Phase = RunState::Phase;

/// Of a step that ran by the journal.
std::string text_of_statements(const RunState& state) {
    const std::string name = quote(state.first_begun);
    const std::string count = std::to_string(state.statements);
    if (state.is_in_doubt) {
        std::string what = "how much";
        if (!state.is_code) what = "whether statement " + std::to_string(state.statements + 1);
        return what + " of " + name + " took effect is not known";
    }
    if (state.statements == 0) return "nothing of " + name + " was done";
    return (state.statements == 1
                ? "the first statement of " + name + " stays done"
                : "the first " + count + " statements of " + name + " stay done") +
           ", and the next run goes on behind " + (state.statements == 1 ? "it" : "them");
}

std::string text_of(const RunState& state, bool is_in_doubt) {
    const std::span<const ReportStep> ran(state.ran);
    std::string text;
    if (state.committed > 0) {
        const auto done = ran.first(state.committed);
        text = names_of(done) + (done.size() == 1 ? " stays " : " stay ") +
               (done.front().direction == Direction::downgrade ? "taken back" : "applied") + ", ";
    }
    if (is_in_doubt) return text + "this commit may have taken effect all the same";
    switch (state.phase) {
        case Phase::ended_by_others:
            return text + "what " + names_of(ran.subspan(state.committed)) +
                   " did was committed without its record";
        case Phase::alone:
            return text + "what " + quote(state.first_begun) +
                   " did before the fault stays: it has no transaction";
        case Phase::by_statement:
            return text + text_of_statements(state);
        case Phase::alone_unrecorded:
            return text + "revision " + quote(ran.back().revision) +
                   " ran outside of a transaction and is not recorded";
        case Phase::idle:
        case Phase::transaction:
        case Phase::callback_threw:
            break;
    }
    if (text.empty()) return "nothing was changed";
    const std::size_t rolled_back = state.phase == Phase::transaction ? state.begun : 0;
    if (rolled_back == 1) return text + quote(state.first_begun) + " was rolled back";
    if (rolled_back > 1) return text + std::to_string(rolled_back) + " more were rolled back";
    return text + "nothing else was changed";
}

Hint repairs(const char* when_done, const char* when_not) {
    return when_done + command("repair --yes --done") + when_not +
           command("repair --yes --not-done");
}

}  // namespace

Hint in_doubt_hint(bool is_code) {
    return is_code ? repairs(
                         "look what it did: rows are taken back up to its last change of "
                         "the schema, which the server commits; finish it by hand and "
                         "run: ",
                         "; or undo it and run: ")
                   : repairs("look whether it took effect; if it did, run: ", "; if not: ");
}

Error with_state(const Error& error, const RunState& state, bool is_in_doubt) {
    if (state.phase == Phase::callback_threw) return error;
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    const std::string now = "; " + text_of(state, is_in_doubt);
    for (Diagnostic& diagnostic : diagnostics) {
        const int number = number_of(diagnostic.code);
        if (number < 300 || number >= 500) continue;
        diagnostic.message += now;
        if (state.is_code && state.is_in_doubt) {
            set_hint(diagnostic, in_doubt_hint(true));
        }
        if (state.phase == Phase::alone_unrecorded && diagnostic.code != Code::new_violations &&
            state.ran.back().direction == Direction::upgrade) {
            set_hint(diagnostic, "it ran to its end, so record it before the next run: " +
                                     command("stamp " + state.ran.back().revision));
        }
    }
    return Error(std::move(diagnostics));
}

namespace {

Hint script_hint(const Diagnostic& diagnostic, const std::string& revision, bool upgrade,
                 const Fault& fault, RunState::Phase phase, bool is_code, bool may_adopt) {
    const bool is_alone = phase == RunState::Phase::alone;
    if (phase == RunState::Phase::by_statement && fault.reason == Reason::lost) {
        return repairs("look whether the statement took effect; if it did, run: ", "; if not: ") +
               "; then run again";
    }
    if (!fault.hint.empty()) return fault.hint;
    std::string mend = is_code ? "mend " : "mend the SQL in ";
    mend += quote(diagnostic.location.file) + " and build again";
    const Hint stamp = command("stamp " + revision);
    if (is_alone && fault.reason == Reason::stopped) {
        return upgrade ? "undo by hand what it did and run again; or finish it by hand and run: " +
                             stamp
                       : "undo by hand what it did and run again";
    }
    if (fault.reason != Reason::guard && diagnostic.code != Code::script_failed) {
        return hint_for(diagnostic.code);
    }
    if (is_alone && upgrade) {
        return "undo by hand what it did, mend the SQL and build again; or finish it by hand and "
               "run: " +
               stamp;
    }
    if (upgrade && fault.reason == Reason::exists) {
        return "if the database had it before Kiln came, run: " +
               (may_adopt ? command("adopt") : stamp) + "; else " + mend;
    }
    if (fault.reason == Reason::constraint) {
        return "rows of this database are in its way: mend them first in " +
               quote(diagnostic.location.file) + ", and build again";
    }
    return mend;
}

}  // namespace

Error script_error(const Migration& migration, std::uint32_t first_line, std::string_view sql,
                   Direction direction, const Fault& fault, RunState::Phase phase, bool may_adopt) {
    const bool upgrade = direction == Direction::upgrade;
    const std::string revision(migration.revision);
    TextPlaces places(sql);
    const TextPlace place = places.at(fault.offset);
    std::string message = upgrade ? "cannot upgrade to " : "cannot downgrade ";
    message += quote(revision);
    message += ": ";
    message += full_message(fault);
    Diagnostic diagnostic =
        diagnose_at({std::string(migration.file), first_line + place.line - 1, place.column},
                    script_code(fault), std::move(message));
    diagnostic.source_line = places.line_at(fault.offset);
    set_hint(diagnostic, script_hint(diagnostic, revision, upgrade, fault, phase, migration.is_code,
                                     may_adopt));
    return Error(std::move(diagnostic));
}

}  // namespace kiln
