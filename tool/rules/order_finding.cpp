#include "tool/rules/order_finding.hpp"

#include "src/text/diagnose.hpp"
#include "src/text/message.hpp"
#include "tool/replay/place.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <utility>

namespace kiln::tool {
namespace {

/// The first parent whose branch has the one and not the other.
std::uint32_t parent_of(const Meeting& meeting, std::uint32_t position, std::size_t but) {
    for (std::size_t i = 0; i < meeting.parents.size(); ++i) {
        if (i != but && meeting.has(i, position)) return meeting.parents[i];
    }
    return meeting.parents[but];
}

}  // namespace

Diagnostic OrderFindings::tell(const Meeting& meeting, const Meeting::Order& order,
                               const OrderPair& pair, std::string message) const {
    const std::uint32_t first = meeting.parents[order.branch];
    const std::uint32_t other = parent_of(meeting, pair.earlier, order.branch);
    const std::uint32_t at = meeting.is_merge ? meeting.merge : std::max(first, other);
    Hint hint = "let " + quote(id(pair.later)) +
                " come second: '-- depends_on: " + id(pair.earlier) + "' in its file";
    if (!meeting.is_merge) {
        hint += "; or put one branch behind the other: " +
                command("rebase " + id(std::max(first, other)) + " --onto " +
                        id(std::min(first, other)));
    }
    const RevisionFile& place = file(at);
    const Section* section = place.section(Direction::upgrade, dialect_);
    Diagnostic told =
        section == nullptr
            ? diagnose_at(place.location(place.revision), Code::order_matters, std::move(message))
            : diagnose_section(place, *section, Code::order_matters, std::move(message), {});
    set_hint(told, hint);
    return told;
}

Diagnostic OrderFindings::tell_fault(const Meeting& meeting, const Meeting::Order& order,
                                     const OrderPair& pair, const RevisionFile& failed,
                                     const Fault& fault) const {
    const std::string& own = failed.revision.text;
    const std::string message = quote(own) + " fails where " + quote(id(pair.later)) +
                                " has run before " +
                                (own == id(pair.earlier) ? "it" : quote(id(pair.earlier)));
    Diagnostic told = tell(meeting, order, pair, message + ": " + fault.message);
    const Section& section = *failed.section(Direction::upgrade, dialect_);
    told.notes.push_back(
        {diagnose(failed, section, fault, Code::upgrade_failed).location, "it fails here"});
    return told;
}

Diagnostic OrderFindings::tell_difference(const Meeting& meeting, const Meeting::Order& order,
                                          const OrderPair& pair, const std::string& what) const {
    return tell(meeting, order, pair,
                "the schema is another one where " + quote(id(pair.later)) + " has run before " +
                    quote(id(pair.earlier)) + ": " + what);
}

Diagnostic OrderFindings::tell_rows(const Meeting& meeting, const Meeting::Order& order,
                                    const OrderPair& pair, const std::string& table) const {
    Diagnostic told =
        tell(meeting, order, pair,
             "the rows of " + quote(table) + " are others where " + quote(id(pair.later)) +
                 " has run before " + quote(id(pair.earlier)));
    told.severity = Severity::warning;
    return told;
}

}  // namespace kiln::tool
