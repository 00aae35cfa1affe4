#pragma once
// What one rule finds in one revision.

#include "tests/support/print_diagnostic.hpp"
#include "tool/project/reader.hpp"
#include "tool/replay/trial_database.hpp"
#include "tool/rules/lineage_rules.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace kiln::tool {

/// `line: message` of what the rule finds in `upgrade`, or in `downgrade` if there is one, with the
/// line in that section from 1, on a database that `older` made.
inline std::vector<std::string> judged(LineageRule rule, const std::string& older,
                                       const std::string& upgrade,
                                       const std::string& downgrade = "") {
    std::vector<Diagnostic> faults;
    const auto file = [&](const std::string& sections) {
        return parse_revision_file(
            "m/r.sql", "-- revision: r\n-- down_revision: none\n-- kiln:upgrade\n" + sections,
            faults);
    };
    const RevisionFile first = file(older);
    const RevisionFile second = file(upgrade + "\n-- kiln:downgrade\n" + downgrade);
    TrialDatabase database;
    const auto run = [&](const RevisionFile& revision, std::size_t section) {
        auto ran = database.run(revision, revision.sections[section]);
        if (const auto* fault = std::get_if<Fault>(&ran)) {
            faults.emplace_back().message = fault->message;
        }
        return ran;
    };
    run(first, 0);
    auto up = run(second, 0);
    const auto* passage = std::get_if<Passage>(&up);
    std::optional<std::variant<Passage, Fault>> down;
    if (!downgrade.empty()) {
        down.emplace(run(second, 1));
        auto* taken_back = std::get_if<Passage>(&*down);
        if (taken_back != nullptr) taken_back->upgrade = passage;
        passage = taken_back;
    }
    for (const Diagnostic& fault : faults) ADD_FAILURE() << fault.message;
    if (!faults.empty()) return {};
    std::vector<Diagnostic> found;
    LineageRules({rule}).inspect(*passage, found);
    std::vector<std::string> lines;
    for (const Diagnostic& each : found) {
        lines.push_back(std::to_string(each.location.line + 1 - passage->section.sql_line) + ": " +
                        each.message);
    }
    return lines;
}

}  // namespace kiln::tool
