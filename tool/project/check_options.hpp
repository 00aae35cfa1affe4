#pragma once
// Options of the verbs that check revisions.

#include "tool/command_line/options.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

/// `--dialect`, `--allow-multiple-heads`, `--no-round-trip`.
void add_check_options(Parser& parser, std::vector<std::string>& dialects,
                       bool& allow_multiple_heads, bool& no_round_trip);
/// `--models`, `--models-header`.
void add_model_options(Parser& parser, std::string& models, std::string& header);
std::vector<Dialect> dialects_from(const std::vector<std::string>& names);

}  // namespace kiln::tool
