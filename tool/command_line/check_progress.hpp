#pragma once

#include "tool/command_line/verb.hpp"

#include <cstddef>
#include <functional>
#include <string_view>

namespace kiln::tool {

/// What is to be called before a revision is tried.
using CheckProgress =
    std::function<void(std::size_t index, std::size_t count, std::string_view revision)>;

/// On a terminal, one line that tells which revision is tried and how many there are. It is gone
/// when the last copy is. Elsewhere, or where nothing is to be said: none.
CheckProgress check_progress(const Globals& globals);

}  // namespace kiln::tool
