#pragma once
// Arguments -> verb -> exit code.

#include "tool/command_line/verb.hpp"

#include <span>
#include <string>

namespace kiln::tool {

struct Front {
    std::string program;  ///< its name in the help; empty: the first argument
    std::string description;
    std::span<const Verb> verbs;                ///< in the order of the help
    bool reads_settings = false;                ///< takes -c
    std::string (*other_versions)() = nullptr;  ///< lines of `--version` behind SQLite's
};

/// 0: done, 1: an error, 2: wrong usage. Throws nothing; `globals.read` must be set.
int run_front(int argc, const char* const* argv, const Front& front, Globals& globals);

}  // namespace kiln::tool
