#include "tool/project/check_options.hpp"

#include "tool/project/dialect_names.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace kiln::tool {

void add_check_options(CLI::App& parser, std::vector<std::string>& dialects,
                       bool& allow_multiple_heads, bool& no_round_trip) {
    parser.add_option("--dialect", dialects, "A database to check for; sqlite if none is named")
        ->check(CLI::IsMember(std::vector<std::string>(dialect_names.begin(), dialect_names.end())))
        ->take_all()
        ->allow_extra_args(false);
    parser.add_flag("--allow-multiple-heads", allow_multiple_heads,
                    "Two heads or more are no error");
    parser.add_flag("--no-round-trip", no_round_trip, "Run the upgrades only");
}

void add_model_options(CLI::App& parser, std::string& models, std::string& header) {
    parser
        .add_option("--models", models,
                    "The schema of C++ models, to be compared with what the revisions make")
        ->type_name("FILE");
    parser.add_option("--models-header", header, "Where the models are, for messages")
        ->type_name("FILE");
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
