#include "src/plan/walk.hpp"

#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>
#include <kiln/error.hpp>

#include <algorithm>
#include <utility>

namespace kiln {

std::optional<Position> Walk::from(std::optional<Position> start) const {
    return *identifier_.offset >= 0 ? up(start) : down(start);
}

std::optional<Position> Walk::up(std::optional<Position> start) const {
    if (*identifier_.offset == 0) return start;
    const ChildIndex children(table_);
    std::optional<Position> place = start;
    for (std::int64_t done = 0; done < *identifier_.offset; ++done) {
        const std::span<const Position> all = place ? children.of(*place) : children.bases();
        std::vector<Position> choices(all.begin(), all.end());
        if (lineage_ != nullptr) {
            std::erase_if(choices, [&](Position choice) { return !(*lineage_)[choice]; });
        }
        if (choices.empty()) {
            if (ends_ == Ends::stop) return place;
            too_far(start, done);
        }
        if (choices.size() > 1) {
            // An id in front confines the same walk to that id's branch.
            const std::vector<std::string> ids = sorted_ids(table_, choices);
            const std::string rest = "@" + identifier_.without_label();
            ambiguous(choices,
                      "write " + in_quotes(ids[0] + rest) + " or " + in_quotes(ids[1] + rest));
        }
        place = choices.front();
    }
    return place;
}

std::optional<Position> Walk::down(std::optional<Position> start) const {
    const std::int64_t steps = -*identifier_.offset;
    std::optional<Position> place = start;
    for (std::int64_t done = 0; done < steps; ++done) {
        if (!place) {
            if (ends_ == Ends::stop) return place;
            too_far(start, done);
        }
        const Range<Position> parents = table_.migrations[*place].down_revisions;
        if (parents.size() > 1) {
            std::vector<Position> choices(parents.begin(), parents.end());
            std::sort(choices.begin(), choices.end());
            const std::int64_t left = steps - done - 1;
            const std::string rest = left == 0 ? "" : "-" + std::to_string(left);
            const std::vector<std::string> ids = sorted_ids(table_, choices);
            ambiguous(choices,
                      "write " + in_quotes(ids[0] + rest) + " or " + in_quotes(ids[1] + rest));
        }
        place = parents.empty() ? std::nullopt : std::optional(parents[0]);
    }
    return place;
}

void Walk::too_far(std::optional<Position> start, std::int64_t done) const {
    const bool is_up = *identifier_.offset > 0;
    const std::string from =
        start ? in_quotes(table_.migrations[*start].revision) : std::string("the base");
    std::string room;
    if (done == 0) {
        room = "nothing is " + std::string(is_up ? "above " : "below ") + from;
    } else if (is_up) {
        room = from + " has only " + std::to_string(done) + " above it";
    } else {
        room = "from " + from + " to the base it is only " + std::to_string(done);
    }
    Hint hint = "'" + command("history") + "' lists all revisions";
    if (done > 0) {
        hint =
            is_up ? "write 'heads' for all that there is" : "write 'base' for the empty database";
    }
    throw Error(diagnose(Code::walk_too_far,
                         in_quotes(identifier_.text) + " walks too far: " + room, std::move(hint)));
}

void Walk::ambiguous(std::span<const Position> choices, std::string hint) const {
    Diagnostic diagnostic = diagnose(Code::ambiguous_walk,
                                     in_quotes(identifier_.text) +
                                         " is ambiguous: the walk comes to a choice between " +
                                         enumerate(sorted_ids(table_, choices), "and"),
                                     std::move(hint));
    diagnostic.notes = revision_notes(table_, choices, "it could go to");
    throw Error(std::move(diagnostic));
}

}  // namespace kiln
