#include "tool/project/check_options.hpp"

#include "tool/project/dialect_names.hpp"

#include <algorithm>

namespace kiln::tool {

void add_check_options(Parser& parser, std::vector<std::string>& dialects,
                       bool& allow_multiple_heads, bool& no_round_trip) {
    parser.option("--dialect", dialects, "A database to check for; sqlite if none is named",
                  {.choices = {dialect_names.begin(), dialect_names.end()}});
    parser.flag("--allow-multiple-heads", allow_multiple_heads, "Two heads or more are no error");
    parser.flag("--no-round-trip", no_round_trip, "Run the upgrades only");
}

void add_model_options(Parser& parser, std::string& models, std::string& header) {
    parser.option("--models", models,
                  "The schema of C++ models, to be compared with what the revisions make",
                  {.type = "FILE"});
    parser.option("--models-header", header, "Where the models are, for messages",
                  {.type = "FILE"});
}

std::vector<Dialect> dialects_from(const std::vector<std::string>& names) {
    std::vector<Dialect> dialects;
    for (const std::string& name : names) {
        const Dialect dialect = *dialect_named(name);
        if (std::ranges::find(dialects, dialect) == dialects.end()) dialects.push_back(dialect);
    }
    if (dialects.empty()) dialects.push_back(Dialect::sqlite);
    return dialects;
}

}  // namespace kiln::tool
