#pragma once

#include <string>
#include <utility>
#include <vector>

namespace kiln::tool {

/// While it lives, the environment has none of the variables that clients of databases read (PG*,
/// MYSQL_*): what a person has set for another server is not for the build's own. For a process
/// whose other threads leave the environment alone.
class WithoutClientVariables {
public:
    WithoutClientVariables();
    WithoutClientVariables(const WithoutClientVariables&) = delete;
    WithoutClientVariables& operator=(const WithoutClientVariables&) = delete;
    ~WithoutClientVariables();

private:
    std::vector<std::pair<std::string, std::string>> taken_;
};

}  // namespace kiln::tool
