#pragma once
// The graph of revisions for people's eyes: in the terminal, and in the languages of two programs
// that draw.

#include "tool/report/revisions.hpp"

#include <kiln/migration_table.hpp>

#include <cstdint>
#include <span>
#include <string>

namespace kiln::tool {

// `shown` are positions, newest first; a line that leads out of them ends, or is left out.

/// A drawing in plain characters, with the text of `report` behind each revision.
std::string graph_text(const MigrationTable& table, const RevisionReport& report,
                       std::span<const std::uint32_t> shown);

// In both, heads and `current` are marked, dependencies are dashed, and whatever stands in a
// message is shown as text and does nothing.

/// Graphviz's language: heads have a double border, current ones are filled.
std::string graph_dot(const MigrationTable& table, std::span<const std::uint32_t> shown,
                      std::span<const std::uint32_t> current);

/// A Mermaid flowchart: heads have the class `head`, current ones the class `current`.
std::string graph_mermaid(const MigrationTable& table, std::span<const std::uint32_t> shown,
                          std::span<const std::uint32_t> current);

}  // namespace kiln::tool
