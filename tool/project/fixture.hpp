#pragma once

#include "src/sql/lexer.hpp"
#include "tool/project/source_text.hpp"

#include <cstddef>

namespace kiln::tool {

/// Of the `size` bytes of a fixture's SQL at `offset`: each statement must put in, change or remove
/// rows (K331).
void check_fixture(SourceText& source, std::size_t offset, std::size_t size, SqlRules rules);

}  // namespace kiln::tool
