#include "tool/project/rebase.hpp"

#include "src/plan/lineage.hpp"
#include "src/text/diagnose.hpp"

#include <kiln/codes.hpp>

#include <algorithm>
#include <iterator>
#include <span>
#include <vector>

namespace kiln::tool {
namespace {

std::string revision_at(const MigrationTable& table, Position position) {
    return std::string(table.migrations[position].revision);
}

[[noreturn]] void refuse_rebase(std::string message, Hint hint) {
    throw make_error(Code::cannot_rebase, std::move(message), std::move(hint));
}

Position only_other_head(const MigrationTable& table, Position revision) {
    const std::string id = revision_at(table, revision);
    const Flags above = descendants(table, {&revision, 1}, Edges::down_revisions);
    std::vector<Position> others;
    std::copy_if(table.heads.begin(), table.heads.end(), std::back_inserter(others),
                 [&](Position head) { return !above[head]; });
    if (others.size() == 1) return others.front();
    if (others.empty()) {
        refuse_rebase("no head stands beside " + quote(id),
                      table.heads.size() == 1 ? Hint("there is one head, and nothing to rebase")
                                              : "name a revision of one branch: '" +
                                                    command("heads") + "' lists where they end");
    }
    const std::vector<std::string> ids = sorted_ids(table, others);
    refuse_rebase("several heads stand beside " + quote(id) + ": " + enumerate(ids),
                  "say behind which: " + command("rebase " + id + " --onto " + ids.front()));
}

}  // namespace

Rebase plan_rebase(const MigrationTable& table, Position revision, std::optional<Position> onto) {
    Rebase rebase;
    rebase.onto = onto ? *onto : only_other_head(table, revision);
    const Flags below_onto = ancestors(table, {&rebase.onto, 1}, Edges::down_revisions);
    if (below_onto[revision]) {
        refuse_rebase(quote(revision_at(table, revision)) + " is below " +
                          quote(revision_at(table, rebase.onto)),
                      "name a revision of the branch that is to move");
    }
    const Flags below = ancestors(table, {&revision, 1}, Edges::down_revisions);
    std::vector<Position> bases;
    for (Position each = 0; each <= revision; ++each) {
        const auto& parents = table.migrations[each].down_revisions;
        if (below[each] && !below_onto[each] &&
            std::all_of(parents.begin(), parents.end(),
                        [&](Position parent) { return below_onto[parent]; })) {
            bases.push_back(each);
        }
    }
    if (bases.size() > 1) {
        const std::vector<std::string> ids = sorted_ids(table, bases);
        refuse_rebase("the branch of " + quote(revision_at(table, revision)) + " begins with " +
                          enumerate(ids),
                      "one after the other: " + command("rebase " + ids.front() + " --onto " +
                                                        revision_at(table, rebase.onto)));
    }
    rebase.base = bases.front();
    const auto& parents = table.migrations[rebase.base].down_revisions;
    rebase.is_done = parents.size() == 1 && parents[0] == rebase.onto;
    return rebase;
}

std::string with_value(std::string_view text, std::uint32_t line, std::string_view value) {
    std::size_t begin = 0;
    for (; line > 1; --line) begin = text.find('\n', begin) + 1;
    std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin && text[end - 1] == '\r') --end;
    const std::size_t colon = text.find(':', begin);
    std::string out(text.substr(0, colon + 1));
    out += ' ';
    out += value;
    out += text.substr(end);
    return out;
}

}  // namespace kiln::tool
