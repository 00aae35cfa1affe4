#include "tests/differential/answer.hpp"

#include "src/plan/history_range.hpp"
#include "src/plan/planner.hpp"
#include "src/plan/stamp_plan.hpp"
#include "src/plan/version_rows.hpp"
#include "tests/support/table_builder.hpp"
#include "tool/report/revisions.hpp"

#include <algorithm>
#include <numeric>
#include <sstream>

namespace kiln::differential {
namespace {

using Positions = std::vector<std::uint32_t>;
using Line = tool::RevisionReport::Line;

constexpr Line history_line{
    .parents = true, .labels = true, .current = true, .points = true, .message = true};

/// Answers as the verbs of tool/command_line and tool/commands do, without files or a database.
class Kiln {
public:
    explicit Kiln(const std::vector<GraphNode>& nodes) : table_(nodes) {}

    Answer answer(const Question& question) const {
        Answer answer;
        try {
            const Positions rows = locate_rows(table_, question.rows);
            if (takes_steps(question, rows, answer)) return answer;
            answer.rows = question.rows;
            print(question, rows, answer);
        } catch (const Error& error) {
            answer = Answer();
            answer.kind = to_string(error.code());
            answer.error = error.diagnostics().front().message;
        }
        return answer;
    }

private:
    bool takes_steps(const Question& question, const Positions& rows, Answer& answer) const {
        Plan plan;
        if (question.verb == "upgrade") {
            plan = plan_upgrade(table_, rows, question.targets[0]);
        } else if (question.verb == "downgrade") {
            plan = plan_downgrade(table_, rows, question.targets[0], Dialect::sqlite);
        } else if (question.verb == "stamp") {
            plan = plan_stamp(table_, rows, question.targets, question.purge);
        } else {
            return false;
        }
        for (const PlanStep& step : plan.steps) {
            const char sign = step.direction == Direction::upgrade ? '+' : '-';
            answer.steps.push_back(sign + step.revision);
        }
        answer.rows = plan.to;
        return true;
    }

    void print(const Question& question, const Positions& rows, Answer& answer) const {
        const MigrationTable& table = table_;
        const tool::RevisionReport report(table, question.verb == "history" ? rows : Positions());
        std::string text;
        if (question.verb == "history") {
            for (const std::uint32_t each : resolve_range(table, question.targets[0], rows)) {
                text += report.line(each, history_line);
            }
        } else if (question.verb == "show") {
            const bool of_rows = question.targets[0].starts_with("current");
            for (const std::uint32_t each :
                 resolve(table, question.targets[0], of_rows ? rows : Positions())) {
                text += report.block(each);
            }
        } else if (question.verb == "current") {
            for (const std::uint32_t each : applied_heads(rows)) {
                text += report.line(each, {.points = true});
            }
        } else if (question.verb == "branches") {
            text = branches(report);
        } else {
            const bool all = question.verb == "heads";
            for (const std::uint32_t each : all ? table.heads : table.real_heads) {
                text += report.line(each, {.labels = true});
            }
        }
        std::istringstream stream(text);
        for (std::string line; std::getline(stream, line);) {
            if (!line.empty()) answer.lines.push_back(line);
        }
    }

    Positions children(std::uint32_t of) const {
        Positions result;
        for (std::uint32_t i = 0; i < table_.table().migrations.size(); ++i) {
            const Range<std::uint32_t> parents = table_.table().migrations[i].down_revisions;
            if (std::find(parents.begin(), parents.end(), of) != parents.end()) result.push_back(i);
        }
        return result;
    }
    Positions applied_heads(const Positions& rows) const {
        const std::vector<bool> applied = applied_set(table_, rows);
        Positions result;
        for (std::uint32_t i = 0; i < applied.size(); ++i) {
            const Positions above = children(i);
            const bool top = std::none_of(above.begin(), above.end(),
                                          [&](std::uint32_t child) { return applied[child]; });
            if (applied[i] && top) result.push_back(i);
        }
        return result;
    }
    std::string branches(const tool::RevisionReport& report) const {
        std::string text;
        for (std::uint32_t i = 0; i < table_.table().migrations.size(); ++i) {
            const Positions above = children(i);
            if (above.size() < 2) continue;
            text += report.line(i, {.labels = true, .points = true});
            const std::string indent(table_.table().migrations[i].revision.size(), ' ');
            for (const std::uint32_t child : above) {
                text += indent + " -> " + report.line(child, {.labels = true, .points = true});
            }
        }
        return text;
    }

    support::TestTable table_;
};

}  // namespace

Answers ask_kiln(const std::vector<Case>& cases) {
    Answers answers;
    for (const Case& of : cases) {
        const Kiln kiln(of.nodes);
        std::vector<Answer>& list = answers.emplace_back();
        for (const Question& question : of.questions) list.push_back(kiln.answer(question));
    }
    return answers;
}

std::string Answer::text() const {
    if (failed()) return kind + ": " + error;
    std::string text = "{";
    for (const std::string& row : rows) text += (text.size() > 1 ? " " : "") + row;
    text += "}";
    for (const std::string& step : steps) text += " " + step;
    for (const std::string& line : lines) text += "\n    | " + line;
    return text;
}

}  // namespace kiln::differential
