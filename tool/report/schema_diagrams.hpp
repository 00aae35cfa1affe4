#pragma once

#include "tool/report/described_schema.hpp"

#include <string>

namespace kiln::tool {

// Diagrams of the tables: keys are marked, and a line from child to parent says how many rows may
// stand at each of its ends.

/// In Graphviz's language.
std::string schema_dot(const DescribedSchema& schema);

/// A Mermaid entity relationship diagram.
std::string schema_mermaid(const DescribedSchema& schema);

}  // namespace kiln::tool
