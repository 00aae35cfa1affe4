#include "tests/fault/sweep.hpp"

#include "tests/fault/shop_revisions.hpp"
#include "tests/fault/trial.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kiln::fault {
namespace {

/// More would hide the first.
constexpr std::size_t most_faults = 5;

bool wants_all() { return std::getenv("KILN_FAULT_ALL") != nullptr; }

/// One connection for each mode of the journal and each way to commit, so that any two of the three
/// meet: of 28 scenarios 14, at every point.
bool is_left_out(const Scenario& scenario) {
    const bool own = scenario.path == Scenario::Path::by_snapshot
                         ? scenario.write_ahead_log
                         : scenario.write_ahead_log != scenario.transaction_per_migration;
    return !wants_all() && scenario.own_connection != own;
}

/// Ascending, from 1.
std::vector<std::uint64_t> chosen_points(std::uint64_t count, std::uint64_t most,
                                         std::uint64_t salt) {
    std::vector<std::uint64_t> points;
    if (count <= most || wants_all()) {
        for (std::uint64_t point = 1; point <= count; ++point) points.push_back(point);
        return points;
    }
    const std::uint64_t last = most / 3;
    const std::uint64_t stride = (count - last) / (most - last) + 1;
    for (std::uint64_t point = 1 + salt % stride; point <= count - last; point += stride) {
        points.push_back(point);
    }
    for (std::uint64_t point = count - last + 1; point <= count; ++point) points.push_back(point);
    return points;
}

void note(Findings& findings, const Scenario& scenario, const std::string& what,
          const std::string& fault) {
    ++findings.runs;
    if (!fault.empty()) findings.faults.push_back(scenario.text() + ": " + what + ": " + fault);
}

/// The script with a statement that fails before the statement at `position`.
std::string broken(const std::string& script, std::size_t position, const std::string& failing) {
    const std::vector<std::string> statements = statements_of(script);
    std::string text;
    for (std::size_t i = 0; i <= statements.size(); ++i) {
        if (i == position) text += failing;
        if (i < statements.size()) text += statements[i];
    }
    return text;
}

// The second is half done when it fails, and keeps that half.
constexpr std::array failing{"INSERT INTO missing VALUES (1);\n",
                             "CREATE TABLE half (x CHECK (x < 3));\n"
                             "INSERT OR FAIL INTO half VALUES (1), (2), (3);\n"};

void sweep_snapshot(const Scenario& scenario, Findings& findings) {
    Trial trial(scenario);
    const support::TestTable revisions = shop_table(shop_scripts());
    const std::string sound = shop_snapshot();
    for (std::size_t position = 0; position <= statements_of(sound).size(); ++position) {
        for (const char* const statement : failing) {
            const std::string script = broken(sound, position, statement);
            const Text pieces[] = {Text(script)};
            MigrationTable table = revisions;
            table.snapshot = pieces;
            note(findings, scenario, "statement " + std::to_string(position) + " of the snapshot",
                 trial.fault_of(table));
        }
    }
}

void sweep_statements_of(const Scenario& scenario, Findings& findings) {
    if (scenario.path == Scenario::Path::by_snapshot) return sweep_snapshot(scenario, findings);
    Trial trial(scenario);
    const bool down = scenario.path == Scenario::Path::back_to_base;
    const std::size_t first = scenario.path == Scenario::Path::from_b2 ? 2 : 0;
    for (std::size_t i = first; i < shop_ids.size(); ++i) {
        std::vector<support::TestScripts> scripts = shop_scripts();
        scripts[i].up = scripts[i].down = nullptr;
        std::string& script = down ? scripts[i].downgrade : scripts[i].upgrade;
        const std::string sound = script;
        for (std::size_t position = 0; position <= statements_of(sound).size(); ++position) {
            for (const char* const statement : failing) {
                script = broken(sound, position, statement);
                const support::TestTable table = shop_table(scripts);
                note(findings, scenario,
                     "statement " + std::to_string(position) + " of " + std::string(shop_ids[i]),
                     trial.fault_of(table));
            }
        }
    }
    findings.points = findings.runs;
}

}  // namespace

Findings sweep(const Trouble& trouble, std::size_t most_runs) {
    Findings findings;
    std::uint64_t salt = 0;
    for (const Scenario& scenario : all_scenarios()) {
        if (trouble.needs_own_connection() ? !scenario.own_connection : is_left_out(scenario)) {
            continue;
        }
        Trial trial(scenario);
        Trouble now = trouble;
        note(findings, scenario, "undisturbed", trial.fault_of(now));
        const std::uint64_t count = trial.points();
        findings.points += count;
        for (const std::uint64_t point : chosen_points(count, most_runs, ++salt)) {
            if (findings.faults.size() >= most_faults) return findings;
            now.at = point;
            now.seed = point * 31 + salt;
            const std::string fault = trial.fault_of(now);
            note(findings, scenario, now.text(), trial.came_to_pass() ? fault : "never came");
        }
    }
    return findings;
}

Findings sweep_statements() {
    Findings findings;
    for (const Scenario& scenario : all_scenarios()) sweep_statements_of(scenario, findings);
    return findings;
}

}  // namespace kiln::fault
