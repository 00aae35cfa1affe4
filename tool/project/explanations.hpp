#pragma once
// What docs/diagnostics.md says about each code, for the terminal.

#include <string>
#include <string_view>
#include <vector>

namespace kiln::tool {

/// A section `### K201 unknown down_revision` of the page; views into it.
struct Explanation {
    std::string_view group;  ///< the heading above: `K2xx: the graph`
    std::string_view code;
    std::string_view title;
    std::string_view text;  ///< Markdown
};

/// docs/diagnostics.md as it was when this program was built, with LF line ends.
std::string_view diagnostics_page();

/// In the page's order.
std::vector<Explanation> read_explanations(std::string_view page);

/// The whole section as plain text within 80 columns.
std::string explanation_text(const Explanation& explanation);
/// Codes and titles below their groups.
std::string explanation_list(const std::vector<Explanation>& explanations);

/// Markdown of paragraphs, indented blocks, code spans and links as plain text within 80 columns.
/// Lines of a block that are longer go on below, further to the right.
std::string plain_text(std::string_view markdown);

}  // namespace kiln::tool
