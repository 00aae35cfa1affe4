#pragma once
// What `verify` and `bake` both check behind the graph.

#include "tool/project/project.hpp"

#include <string>
#include <vector>

namespace kiln::tool {

struct CheckOptions {
    bool allow_multiple_heads = false;
    bool round_trip = true;
    bool heads = true;   ///< check the number of heads
    bool replay = true;  ///< run the scripts
    std::string models;  ///< what the models' program wrote; empty: there are no models
    std::string models_header;
    std::vector<std::string> leave_alone;  ///< tables that the models need not have
};

/// Throws what it finds.
void check_project(const Project& project, std::span<const Dialect> dialects,
                   const CheckOptions& options, std::vector<Diagnostic>& warnings);

}  // namespace kiln::tool
