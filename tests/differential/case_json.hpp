#pragma once
// Cases and answers as JSON, for Alembic's side.

#include "tests/differential/answer.hpp"

#include <nlohmann/json_fwd.hpp>

namespace kiln::differential {

nlohmann::json to_json(const std::vector<GraphNode>& nodes);
nlohmann::json to_json(const Question& question);
nlohmann::json to_json(const Answer& answer);
Answer answer_from(const nlohmann::json& from);

}  // namespace kiln::differential
