#include "tests/differential/case_json.hpp"

#include <nlohmann/json.hpp>

namespace kiln::differential {

using nlohmann::json;

json to_json(const std::vector<GraphNode>& nodes) {
    json revisions = json::array();
    for (const GraphNode& node : nodes) {
        revisions.push_back({{"revision", node.revision},
                             {"down_revision", node.down_revisions},
                             {"depends_on", node.depends_on},
                             {"branch_labels", node.branch_labels}});
    }
    return revisions;
}

json to_json(const Question& question) {
    return {{"verb", question.verb},
            {"rows", question.rows},
            {"targets", question.targets},
            {"purge", question.purge}};
}

json to_json(const Answer& answer) {
    if (answer.failed()) return {{"kind", answer.kind}, {"error", answer.error}};
    return {{"steps", answer.steps}, {"rows", answer.rows}, {"lines", answer.lines}};
}

Answer answer_from(const json& from) {
    Answer answer;
    answer.kind = from.value("kind", "");
    answer.error = from.value("error", "");
    answer.steps = from.value("steps", std::vector<std::string>());
    answer.rows = from.value("rows", std::vector<std::string>());
    answer.lines = from.value("lines", std::vector<std::string>());
    return answer;
}

}  // namespace kiln::differential
